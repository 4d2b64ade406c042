"""What can be asked about alerts. The viewer comes first; what they may not see is not there."""

from collections.abc import Collection, Iterable
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Now

from almenara.core.access.context import as_system
from almenara.core.access.rules import why_not
from almenara.core.forms.schema import Field
from almenara.core.identity import queries as identity
from almenara.core.identity import who
from almenara.core.notices.models import Notice
from almenara.core.parties.actor import Actor
from almenara.core.parties.alphabet import ByName
from almenara.core.parties.models import Institution, Person, RoleGrant
from almenara.core.search import queries as search
from almenara.core.types.heads import is_closed, refused_beside
from almenara.directory import queries as directory
from almenara.exchange import access
from almenara.exchange.audience import Audience, Member, Receivers, Seated, resolve
from almenara.exchange.kinds import PERSONS, KindShape
from almenara.exchange.models import (
    Alert,
    Answer,
    Bundle,
    Delivery,
    Draft,
    Enabling,
    Glass,
    Kind,
    Particular,
    Reader,
)
from almenara.exchange.stages import WAITING
from almenara.formats.tlp import TLP

GIVEN = "of alerts that the viewer was given, own rows; the policies of the database ask the rest"
MOST_WAITING = 100  # requests to break the glass shown to who may decide
FOUND = 200  # alerts that a search by words goes on to filter
# What a line of a list shows, for a page of which each column is read so many times.
LINE = ("reference", "titles", "language", "marking", "is_immediate", "is_exercise", "is_public",
        "stage", "published_at", "origin", "origin_state__names")  # fmt: skip


def kinds(viewer: Actor, networks: Collection[str] | None = None) -> QuerySet[Kind]:
    """Active message kinds, those of some networks or all."""
    found = Kind.objects.visible_to(viewer).select_related("network").order_by("slug")
    return found if networks is None else found.filter(network__in=networks)


def kind(viewer: Actor, slug: str) -> Kind:
    """An active kind of one of the viewer's networks."""
    return kinds(viewer, directory.member_networks(viewer)).get(slug=slug)


def person_fields(viewer: Actor, kind: Kind) -> list[Field]:
    """What a State may enable about persons in alerts of a kind; nothing where policy is at work.

    The network is asked too: it may have become one of prevention after the kind was made.
    """
    asked = kind.document.get("persons")  # of most kinds nothing: the network is not read for them
    if not asked or PERSONS in refused_beside(kind.network.document.get("data_classes", ())):
        return []
    return KindShape.model_validate(kind.document).persons


def enablings(viewer: Actor, kind: str) -> QuerySet[Enabling]:
    """Which States enabled fields about persons for a kind, now and before: it is public."""
    found = Enabling.objects.visible_to(viewer).filter(kind=kind).select_related("state", "kind")
    return found.order_by("-since", "state")


def enabling(viewer: Actor, kind: str, state: str) -> Enabling | None:
    """What a State enabled for a kind and did not revoke."""
    return enablings(viewer, kind).filter(state=state or None, until=None).first()


def own_enabling(viewer: Actor, kind: str) -> Enabling:
    """What the viewer's State enabled and did not revoke."""
    return enablings(viewer, kind).get(state=viewer.state or None, until=None)


def person_kind(viewer: Actor, slug: str) -> Kind:
    """A kind whose type admits fields about persons, whoever is in its network."""
    found = kinds(viewer).get(slug=slug)
    if not person_fields(viewer, found):
        raise Kind.DoesNotExist
    return found


def enabled_by(viewer: Actor, state: str) -> dict[str, Enabling]:
    """By kind, what a State enabled about persons and did not revoke."""
    rows = Enabling.objects.visible_to(viewer).filter(state=state or None, until=None)
    return {row.kind_id: row for row in rows}


def particulars(viewer: Actor, alerts: Collection[Alert]) -> dict[UUID, list[Particular]]:
    """Values about persons by alert; what ended is there without its value."""
    rows = Particular.objects.visible_to(viewer).filter(alert__in=[row.pk for row in alerts])
    found: dict[UUID, list[Particular]] = {}
    for row in rows.select_related("enabling").order_by("key"):
        found.setdefault(row.alert_id, []).append(row)
    return found


def expired(viewer: Actor, at: datetime) -> list[Alert]:
    """Alerts with a value about a person whose time is up."""
    late = Particular.objects.visible_to(viewer).filter(ended_at=None, until__lte=at)
    return list(Alert.objects.visible_to(viewer).filter(pk__in=late.values("alert")))


def alerts(viewer: Actor) -> QuerySet[Alert]:
    """Newest first, without their long parts; a broken glass shows no list."""
    found = Alert.objects.visible_to(viewer).select_related("origin_state")
    if viewer.roles & access.KEEPERS:
        found = found.filter(access.addressed(viewer))
    return found.defer("bodies", "fields").order_by("-published_at", "pk")


def alert(viewer: Actor, pk: UUID | str) -> Alert:
    rows = Alert.objects.visible_to(viewer).select_related("kind", "network", "origin_state")
    if viewer.is_known:
        return rows.select_related("origin").get(pk=pk)
    found = rows.get(pk=pk)
    found.origin = origins(viewer, [found])[found.origin_id]
    return found


def origins(viewer: Actor, alerts: Collection[Alert]) -> dict[str, Institution]:
    """Who sent these alerts, by slug: a stranger who reads a public one reads that too."""
    slugs = {alert.origin_id for alert in alerts}
    with nullcontext() if viewer.is_known else as_system("whoever reads an alert reads its origin"):
        rows = Institution.objects.unguarded("of alerts that the viewer reads")
        return {row.pk: row for row in rows.filter(pk__in=slugs).select_related("state")}


def institution_names(viewer: Actor, slugs: Collection[str]) -> dict[str, str]:
    """By slug, what institutions are called in the reader's language."""
    rows = identity.institutions(viewer).filter(slug__in=[slug for slug in slugs if slug])
    return {row.pk: row.name for row in rows}


@dataclass(frozen=True)
class Wish:
    """What a list of alerts is asked for; "" is no wish."""

    box: str = "received"
    network: str = ""
    marking: str = ""
    stage: str = ""
    words: str = ""
    order: str = "newest"


def listed(viewer: Actor, wish: Wish) -> QuerySet[Alert]:
    """One box of the viewer's institution, filtered and sorted, with what a line shows."""
    mine = Q(origin=viewer.institution or None)
    found = alerts(viewer).filter(mine if wish.box == "sent" else ~mine).only(*LINE)
    for column in ("network", "marking"):
        if wanted := getattr(wish, column):
            found = found.filter(**{column: wanted})
    if wish.words:
        hits = search.found(viewer, wish.words, "alert", most=FOUND, counted=search.FITTED).items
        found = found.filter(pk__in=[hit.id for hit in hits])
    found = _at_stage(viewer, found, wish)
    orders: dict[str, list[Any]] = {
        "oldest": ["published_at", "pk"],
        "due": [F("own_due").asc(nulls_last=True), "-published_at", "pk"],
    }
    if wish.order == "due":
        own = Delivery.objects.visible_to(viewer).filter(
            alert=OuterRef("pk"), institution=viewer.institution or None, stage__in=WAITING
        )
        found = found.annotate(own_due=Subquery(own.values("due_at")[:1]))
    return found.order_by(*orders.get(wish.order, ["-published_at", "pk"]))


def _at_stage(viewer: Actor, found: QuerySet[Alert], wish: Wish) -> QuerySet[Alert]:
    """`waiting` and `acknowledged` are of deliveries, the others of the alert itself."""
    if wish.stage not in ("waiting", "acknowledged"):
        return found.filter(stage=wish.stage) if wish.stage else found
    rows = Delivery.objects.visible_to(viewer).filter(alert=OuterRef("pk"))
    if wish.box != "sent":
        rows = rows.filter(institution=viewer.institution or None)
    waits = Exists(rows.filter(stage__in=WAITING))
    if wish.stage == "waiting":
        return found.filter(waits).exclude(stage="retracted")
    return found.filter(Exists(rows.filter(stage="acknowledged")), ~waits)


def bundle(viewer: Actor, alert: Alert) -> Bundle | None:
    """The STIX bundle that came with the alert, if one did."""
    return Bundle.objects.visible_to(viewer).filter(alert=alert).first()


def waiting(viewer: Actor, alerts: Iterable[Alert]) -> dict[UUID, int]:
    """For the viewer's own alerts: how many institutions have not acknowledged yet."""
    if not (own := [row.pk for row in alerts if row.origin_id == viewer.institution]):
        return {}
    rows = Delivery.objects.unguarded(GIVEN).filter(alert__in=own, origin=viewer.institution)
    counted = rows.values_list("alert").annotate(n=Count("pk", Q(stage__in=WAITING)))
    return dict(counted.order_by())


def own_deliveries(viewer: Actor, alerts: Iterable[Alert]) -> dict[UUID, Delivery]:
    """The delivery to the viewer's own institution, by alert; of each where it stands."""
    rows = Delivery.objects.unguarded(GIVEN).filter(
        alert__in=[row.pk for row in alerts], institution=viewer.institution or None
    )
    return {row.alert_id: row for row in rows.only("alert", "stage", "is_overdue")}


def deliveries(viewer: Actor, alert: Alert) -> QuerySet[Delivery]:
    """The originating institution's board; a receiving one finds its own."""
    given = Delivery.objects.unguarded(GIVEN).filter(access.deliveries_of_given(viewer))
    found = given.filter(alert=alert)
    related = ("state", "institution", "handed_on_by", "acknowledged_by__user")
    return found.select_related(*related).order_by(ByName("state"), "institution")


def delivery(viewer: Actor, pk: UUID | str) -> Delivery:
    found = Delivery.objects.visible_to(viewer)
    return found.select_related(
        "alert__kind", "alert__network", "alert__origin", "acknowledged_by__user"
    ).get(pk=pk)


def waiting_for(viewer: Actor) -> QuerySet[Delivery]:
    """What the viewer's institution has not answered, the first to fall due first."""
    found = Delivery.objects.visible_to(viewer).filter(
        institution=viewer.institution or None, stage__in=WAITING
    )
    live = found.exclude(alert__stage="retracted")
    return live.select_related("alert").order_by("due_at")


def overdue(viewer: Actor, since: datetime) -> QuerySet[Delivery]:
    """Alerts of the viewer's institution since a moment that somebody let pass by."""
    found = Delivery.objects.visible_to(viewer).filter(
        origin=viewer.institution or None, is_overdue=True, acknowledged_at=None, sent_at__gt=since
    )
    live = found.exclude(alert__stage="retracted")
    return live.select_related("alert", "institution").order_by("-due_at")


def notices(viewer: Actor, deliveries: Collection[Delivery]) -> dict[str, list[Notice]]:
    """By delivery, each word on its way: the originator and the receiver see how far it got."""
    groups = [f"delivery:{delivery.pk}" for delivery in deliveries]
    rows = Notice.objects.visible_to(viewer).filter(group__in=groups)
    found: dict[str, list[Notice]] = {}
    told = list(rows.order_by("step", "channel", "key"))
    with as_system("who sees that somebody was told sees whom, also outside the posts"):
        people = Person.objects.unguarded("the persons of visible notices").select_related("user")
        named = people.in_bulk({row.person_id for row in told})
    for row in told:
        row.person = named[row.person_id]
        found.setdefault(row.group, []).append(row)
    return found


def answers(viewer: Actor, alert: Alert) -> QuerySet[Answer]:
    given = Answer.objects.unguarded(GIVEN).filter(access.answers_of_given(viewer))
    found = given.filter(alert=alert)
    return found.select_related("institution", "state").order_by("at", "pk")


def drafts(viewer: Actor) -> QuerySet[Draft]:
    return Draft.objects.visible_to(viewer).select_related("author__user").order_by("-at")


def draft(viewer: Actor, pk: UUID | str) -> Draft:
    return drafts(viewer).get(pk=pk)


def receivers(viewer: Actor, kind: Kind, audience: Audience, marking: TLP) -> Receivers:
    """Who would receive an alert of the viewer's institution, or Unreadable with the place."""
    seats = [
        Seated(s.institution, s.state or "", s.lead)
        for s in directory.institutions_in(viewer, kind.network_id)
    ]
    members = directory.members(viewer, kind.network_id) if audience.persons else []
    named = [Member(m.person, m.username, m.institution, m.state or "") for m in members]
    closed = closed_to(viewer, kind)
    return resolve(audience, marking, viewer.institution, seats, named, closed)


def closed_to(viewer: Actor, kind: Kind) -> set[str]:
    """Institutions of a military liaison, if what the kind handles is never for one (R16)."""
    is_for_others = is_closed(kind.document.get("data_classes", ()))
    return identity.homes_of(viewer, "liaison") if is_for_others else set()


@dataclass(frozen=True)
class Preview:
    """How many would receive and read; sums that name nobody."""

    institutions: int
    states: int
    readers: int


def preview(viewer: Actor, found: Receivers) -> Preview:
    """The live sentence under an audience: so many institutions of so many States."""
    persons = {member.person for member in found.persons} | {viewer.person}
    readers = len(persons)
    if not found.persons:
        homes = {*found.institutions, viewer.institution}
        with as_system("a sum over institutions that are named; no person is"):
            readers = identity.people_of(viewer, homes)
    return Preview(len(found.institutions), len(found.states), readers)


def due(viewer: Actor, at: datetime) -> QuerySet[Delivery]:
    """Deliveries whose time is up at a moment and that nobody answered."""
    found = Delivery.objects.visible_to(viewer).filter(
        due_at__lte=at, acknowledged_at=None, is_overdue=False
    )
    return found.exclude(alert__stage="retracted").order_by("due_at", "pk")


def told(viewer: Actor, deliveries: Collection[Delivery]) -> dict[UUID, list[str]]:
    """By delivery, the user names of those told at its present step."""
    found: dict[UUID, list[str]] = {row.pk: [] for row in deliveries}
    notices_of = notices(viewer, deliveries)
    for row in deliveries:
        at_step = (n for n in notices_of.get(f"delivery:{row.pk}", []) if n.step == row.step)
        found[row.pk] = sorted({notice.person.user.get_username() for notice in at_step})
    return found


def readers(viewer: Actor, alert: Alert) -> QuerySet[Reader]:
    """For the originator: everybody who reads it, those to whom it was handed on included."""
    return Reader.objects.visible_to(viewer).filter(alert=alert)


def glasses(viewer: Actor) -> QuerySet[Glass]:
    """Those that the viewer asked for or decided, and those broken over what the viewer reads."""
    found = Glass.objects.visible_to(viewer).select_related("unit")
    return found.order_by("-asked_at", "pk")


def glasses_to_decide(viewer: Actor) -> list[Glass]:
    """What others ask and waits for a second person; whether the viewer can be it, each says."""
    if not viewer.roles & access.KEEPERS:
        return []
    with as_system("who may decide finds what waits for a second person"):
        rows = Glass.objects.unguarded("asked by role").filter(stage="asked")
        others = rows.exclude(asker=viewer.person).select_related("unit")
        return list(others.order_by("asked_at")[:MOST_WAITING])


def glass(viewer: Actor, pk: UUID | str) -> Glass:
    """One that is visible, or that waits for the viewer as the second person."""
    mine = glasses(viewer).filter(pk=pk).first()
    if mine is None and viewer.roles & access.KEEPERS:
        with as_system("who may decide finds what waits for a second person"):
            rows = Glass.objects.unguarded("asked by role").filter(pk=pk, stage="asked")
            mine = rows.select_related("unit").first()
    if mine is None:
        raise Glass.DoesNotExist
    return mine


def open_glass(viewer: Actor, alert: Alert) -> Glass | None:
    """Under which the viewer reads an alert that is not addressed to them."""
    if not access.through_glass(viewer, alert):
        return None
    mine = Glass.objects.visible_to(viewer).filter(asker=viewer.person, stage="open")
    return mine.filter(alert=alert, until__gt=Now()).order_by("-until").first()


def names_of(viewer: Actor, glasses: Collection[Glass]) -> dict[str, str]:
    """Who asked and who decided: whoever sees a request sees whose it is."""
    ids = {pk for one in glasses for pk in (one.asker_id, one.approver_id) if pk}
    with as_system("the two persons of a request that the viewer sees"):
        people = Person.objects.unguarded("of visible requests").filter(pk__in=ids)
        return {str(row.pk): row.user.get_username() for row in people.select_related("user")}


def second_persons(viewer: Actor, glass: Glass) -> list[Person]:
    """Who could decide it: they are told."""
    with as_system("whoever asks does not choose who decides"):
        held = RoleGrant.objects.unguarded("who holds the roles now").filter(
            Q(until=None) | Q(until__gt=glass.asked_at), role__in=access.KEEPERS
        )
        people = Person.objects.unguarded("who may decide").filter(grants__in=held, ended_at=None)
        others = people.exclude(pk=glass.asker_id).distinct()
        return [one for one in others if not why_not(who.of_person(one.pk), "break-glass", glass)]
