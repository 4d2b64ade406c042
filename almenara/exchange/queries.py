"""What can be asked about alerts. The viewer comes first; what they may not see is not there."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from almenara.core.access.context import as_system
from almenara.core.identity import queries as identity
from almenara.core.notices.models import Notice
from almenara.core.parties.actor import Actor
from almenara.directory import queries as directory
from almenara.exchange.audience import Audience, Member, Receivers, Seated, resolve
from almenara.exchange.models import Alert, Answer, Bundle, Delivery, Draft, Kind, Reader
from almenara.exchange.stages import WAITING
from almenara.formats.tlp import TLP


def kinds(viewer: Actor, networks: Collection[str] | None = None) -> QuerySet[Kind]:
    """Active message kinds, those of some networks or all."""
    found = Kind.objects.visible_to(viewer).select_related("network").order_by("slug")
    return found if networks is None else found.filter(network__in=networks)


def alerts(viewer: Actor) -> QuerySet[Alert]:
    """Newest first, without their long parts."""
    found = Alert.objects.visible_to(viewer).select_related("kind", "network", "origin_state")
    return found.defer("bodies", "fields").order_by("-published_at", "pk")


def alert(viewer: Actor, pk: UUID | str) -> Alert:
    found = Alert.objects.visible_to(viewer)
    return found.select_related("kind", "network", "origin", "origin_state", "author__user").get(
        pk=pk
    )


def bundle(viewer: Actor, alert: Alert) -> Bundle | None:
    """The STIX bundle that came with the alert, if one did."""
    return Bundle.objects.visible_to(viewer).filter(alert=alert).first()


def waiting(viewer: Actor, alerts: Collection[UUID]) -> dict[UUID, int]:
    """For the viewer's own alerts: how many institutions have not acknowledged yet."""
    rows = Delivery.objects.visible_to(viewer).filter(
        alert__in=alerts, origin=viewer.institution or None
    )
    counted = rows.values("alert").annotate(n=Count("pk", Q(stage__in=WAITING)))
    return {row["alert"]: row["n"] for row in counted.order_by()}


def own_deliveries(viewer: Actor, alerts: Collection[UUID]) -> dict[UUID, Delivery]:
    """The delivery to the viewer's own institution, by alert."""
    rows = Delivery.objects.visible_to(viewer).filter(
        alert__in=alerts, institution=viewer.institution or None
    )
    return {row.alert_id: row for row in rows}


def deliveries(viewer: Actor, alert: Alert) -> QuerySet[Delivery]:
    """The originating institution's board; a receiving one finds its own."""
    found = Delivery.objects.visible_to(viewer).filter(alert=alert)
    return found.select_related("state", "institution", "acknowledged_by__user", "alert").order_by(
        "state__sort_key", "institution"
    )


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
    return live.select_related("alert__network", "alert__origin_state").order_by("due_at")


def notices(viewer: Actor, deliveries: Collection[Delivery]) -> dict[str, list[Notice]]:
    """By delivery, each word on its way: the originator and the receiver see how far it got."""
    groups = [f"delivery:{delivery.pk}" for delivery in deliveries]
    rows = Notice.objects.visible_to(viewer).filter(group__in=groups)
    found: dict[str, list[Notice]] = {}
    for row in rows.select_related("person__user").order_by("step", "channel", "key"):
        found.setdefault(row.group, []).append(row)
    return found


def answers(viewer: Actor, alert: Alert) -> QuerySet[Answer]:
    found = Answer.objects.visible_to(viewer).filter(alert=alert)
    return found.select_related("institution", "state").order_by("at", "pk")


def drafts(viewer: Actor) -> QuerySet[Draft]:
    return Draft.objects.visible_to(viewer).select_related("author__user").order_by("-at")


def draft(viewer: Actor, pk: UUID | str) -> Draft:
    return drafts(viewer).get(pk=pk)


def receivers(viewer: Actor, network: str, audience: Audience, marking: TLP) -> Receivers:
    """Who would receive an alert of the viewer's institution, or Unreadable with the place."""
    seats = [
        Seated(s.institution, s.state or "", s.lead)
        for s in directory.institutions_in(viewer, network)
    ]
    members = directory.members(viewer, network) if audience.persons else []
    named = [Member(m.person, m.username, m.institution, m.state or "") for m in members]
    return resolve(audience, marking, viewer.institution, seats, named)


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


def readers(viewer: Actor, alert: Alert) -> QuerySet[Reader]:
    """For the originator: everybody who reads it, those to whom it was handed on included."""
    return Reader.objects.visible_to(viewer).filter(alert=alert)
