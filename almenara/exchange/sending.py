"""The rows of a send: readers, deliveries, and who is told first. Parts of the acts in services."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext, override

from almenara.core.access.context import as_system
from almenara.core.hints import hint
from almenara.core.identity import queries as identity
from almenara.core.notices import post
from almenara.core.parties.actor import Actor
from almenara.core.search import indexing
from almenara.directory import queries as directory
from almenara.directory.queries import Step
from almenara.exchange import access, queries
from almenara.exchange.audience import Receivers
from almenara.exchange.models import Alert, Delivery, Reader
from almenara.formats import duration
from almenara.formats.refusal import Said as _
from almenara.formats.refusal import Unreadable

HANDED_ON = ("TLP:CLEAR", "TLP:GREEN", "TLP:AMBER")


def patience(alert: Alert) -> timedelta:
    """How long one step waits for an acknowledgement."""
    document = alert.kind.document
    text = document["time_to_acknowledge"]
    if alert.is_immediate:
        text = document.get("time_immediate") or text
    return duration.parse(text, ["time_to_acknowledge"]).exact


def escalation(alert: Alert) -> tuple[str, ...]:
    return tuple(alert.kind.document.get("escalation") or directory.ESCALATION)


@dataclass(frozen=True)
class Sent:
    """What a send made, and which kinds of posts were left out because nobody holds them."""

    deliveries: list[Delivery]
    left_out: dict[str, list[str]]
    overridden: int


def send(
    actor: Actor, alert: Alert, found: Receivers, at: datetime, handed_on_by: str = ""
) -> Sent:
    """Write readers and deliveries and tell the first step of each institution."""
    homes = list(found.institutions) if handed_on_by else []
    _admit(alert, found, actor.institution, directory.outside(actor, alert.network_id, homes))
    ladders = _ladders(actor, alert, found, at)
    deliveries = [
        _delivery(alert, slug, state, ladders[slug], at, handed_on_by)
        for slug, state in found.institutions.items()
    ]
    Delivery.objects.bulk_create(deliveries)
    told = post.tell(actor, *(_first(alert, d, ladders[d.institution_id]) for d in deliveries))
    left_out = {
        slug: missing
        for slug in found.institutions
        if not found.persons and (missing := _missing(escalation(alert), ladders[slug]))
    }
    return Sent(deliveries, left_out, told.overridden)


def tell_step(actor: Actor, delivery: Delivery, step: Step, number: int) -> None:
    """Tell the person of one step of one delivery."""
    post.tell(actor, _telling(delivery.alert, delivery, (step.person,), number))


def tell_all(
    actor: Actor, alert: Alert, word: str, number: int, at: datetime, *, handed_on: bool = True
) -> None:
    """A word about a change to every institution that had a delivery, and to whom it was told.

    Not to whom a reader handed it on, when it is about what they never had.
    """
    rows = Delivery.objects.unguarded("a change reaches all who had it").filter(alert=alert)
    deliveries = list(rows if handed_on else rows.filter(handed_on_by=None))
    slugs = [delivery.institution_id for delivery in deliveries]
    if alert.marking == "TLP:RED":
        persons = {slug: _named_in(alert, slug) for slug in slugs}
    else:
        ladders = directory.steps_of(actor, alert.network_id, slugs, at, escalation(alert))
        persons = {slug: [step.person for step in ladders[slug][:1]] for slug in slugs}
    post.tell(
        actor,
        *(
            post.Telling(
                persons=tuple({*persons[d.institution_id], *([str(d.told_id)] * bool(d.told_id))}),
                word=word,
                about=f"alert:{alert.pk}",
                group=f"alert:{alert.pk}:{word}:{number}:{d.institution_id}",
                marking=alert.marking,
                origin=alert.origin_id,
                institution=d.institution_id,
                author=alert.author_id if alert.marking == "TLP:RED" else None,
                is_urgent=alert.is_immediate,
            )
            for d in deliveries
        ),
    )


def tell_origin(actor: Actor, alert: Alert, word: str, group: str) -> None:
    """A word to whoever wrote the alert."""
    post.tell(
        actor,
        post.Telling(
            persons=(alert.author_id,),
            word=word,
            about=f"alert:{alert.pk}",
            group=group,
            marking=alert.marking,
            origin=alert.origin_id,
            institution=alert.origin_id,
            author=alert.author_id,
            is_urgent=alert.is_immediate,
        ),
    )


def _admit(alert: Alert, found: Receivers, granted_by: str, unseated: Collection[str] = ()) -> None:
    """Who reads: institutions, or for RED the author and the persons named."""
    if alert.marking == "TLP:RED":
        persons = {str(alert.author_id), *(member.person for member in found.persons)}
        rows = [_reader(alert, granted_by, person=person) for person in sorted(persons)]
    else:
        slugs = {alert.origin_id, *found.institutions}
        rows = [
            _reader(alert, granted_by, institution=slug, is_outside=slug in unseated)
            for slug in sorted(slugs)
        ]
    Reader.objects.bulk_create(rows, ignore_conflicts=True)


def _reader(
    alert: Alert,
    granted_by: str,
    institution: str | None = None,
    person: str | None = None,
    is_outside: bool = False,
) -> Reader:
    return Reader(
        alert=alert, granted_by_id=granted_by, institution_id=institution, person_id=person,
        is_outside=is_outside,
    )  # fmt: skip


def _ladders(actor: Actor, alert: Alert, found: Receivers, at: datetime) -> dict[str, list[Step]]:
    """Who is told, in order; of a RED alert the persons named, all at once."""
    if not found.persons:
        slugs = list(found.institutions)
        return directory.steps_of(actor, alert.network_id, slugs, at, escalation(alert))
    return {
        slug: [
            Step(1, "named", "", m.person, m.name) for m in found.persons if m.institution == slug
        ]
        for slug in found.institutions
    }


def _delivery(
    alert: Alert, slug: str, state: str, ladder: list[Step], at: datetime, handed_on_by: str
) -> Delivery:
    return Delivery(
        alert=alert,
        institution_id=slug,
        state_id=state or None,
        origin_id=alert.origin_id,
        handed_on_by_id=handed_on_by or None,
        step=1 if ladder else 0,
        told_id=ladder[0].person if ladder else None,
        sent_at=at,
        due_at=at + patience(alert),
    )


def _first(alert: Alert, delivery: Delivery, ladder: list[Step]) -> post.Telling:
    first = ladder if alert.marking == "TLP:RED" else ladder[:1]
    return _telling(alert, delivery, tuple(step.person for step in first), 1)


def _telling(alert: Alert, delivery: Delivery, persons: Collection[str], step: int) -> post.Telling:
    return post.Telling(
        persons=tuple(persons),
        word="alert",
        about=f"alert:{alert.pk}",
        group=f"delivery:{delivery.pk}",
        marking=alert.marking,
        step=step,
        origin=alert.origin_id,
        institution=delivery.institution_id,
        author=alert.author_id if alert.marking == "TLP:RED" else None,
        is_urgent=alert.is_immediate,
    )


def _missing(kinds: Iterable[str], ladder: list[Step]) -> list[str]:
    held = {step.kind for step in ladder}
    return [kind for kind in kinds if kind not in held]


def _named_in(alert: Alert, institution: str) -> list[str]:
    with as_system("the originator named them; the rows are theirs"):
        rows = Reader.objects.unguarded("the persons of one institution").filter(
            alert=alert, person__institution=institution
        )
        return [str(person) for person in rows.values_list("person_id", flat=True)]


def hint_all(alert: Alert, *topics: str) -> None:
    """Open pages of everybody who reads the alert look again."""
    institutions, persons = access.readers_of(alert)
    keys = institutions | persons
    for topic in topics:
        hint(topic, keys)


def hint_two(delivery: Delivery) -> None:
    """Open pages of the origin and of one receiving institution look again."""
    alert = delivery.alert
    keys = {alert.origin_id, delivery.institution_id}
    if alert.marking == "TLP:RED":
        keys = {str(alert.author_id), *_named_in(alert, delivery.institution_id)}
    for topic in (f"alert:{alert.pk}", f"delivery:{delivery.pk}", "inbox"):
        hint(topic, keys)


def make_findable(alert: Alert) -> None:
    """Whoever reads the alert finds it by its words."""
    institutions, persons = access.readers_of(alert)
    indexing.index(
        indexing.Findable(
            thing="alert",
            ref=str(alert.pk),
            url=f"/alerts/{alert.pk}/",
            original=alert.language,
            titles={key: _found_as(alert, key) for key in alert.titles},
            bodies=alert.bodies,
            at=alert.published_at,
            network=alert.network_id,
        ),
        indexing.Keys(institutions, persons, alert.is_public),
    )


def _found_as(alert: Alert, language: str) -> str:
    """Its line among the results: what may be done with it comes first (R2)."""
    with override(language):
        exercise = f"{gettext('EJERCICIO')} · " if alert.is_exercise else ""
    return f"{alert.marking} · {exercise}{alert.reference} {alert.titles[language]}"


def groups(alert: Alert) -> list[str]:
    """What withdraws the first words about an alert: one group a delivery."""
    rows = Delivery.objects.unguarded("the originator withdraws all of them").filter(alert=alert)
    return [f"delivery:{pk}" for pk in rows.values_list("pk", flat=True)]


def beyond(alert: Alert, found: Receivers) -> Receivers:
    """The receivers that the alert does not have yet; none is refused."""
    had = _having(alert)
    fresh = {slug: state for slug, state in found.institutions.items() if slug not in had}
    persons = tuple(m for m in found.persons if m.institution in fresh)
    if not fresh and not found.public:
        raise Unreadable(["audience"], _("Todas ellas ya la reciben."))
    return Receivers(fresh, persons, found.public)


def within_marking(actor: Actor, alert: Alert, institutions: Sequence[str]) -> Receivers:
    """To whom a reader may hand an alert on: GREEN in the network, AMBER in the own State (R2)."""
    if not institutions:
        raise Unreadable(["institutions"], _("Nombre al menos una institución."))
    if alert.marking not in HANDED_ON:
        raise Unreadable(["institutions"], _("La marca no permite pasarla a otros."))
    seated = {s.institution: s.state for s in directory.institutions_in(actor, alert.network_id)}
    homes = dict(
        identity.institutions(actor).filter(slug__in=institutions).values_list("slug", "state_id")
    )
    had = _having(alert) | {alert.origin_id}
    closed = queries.closed_to(actor, alert.kind)
    faults: list[tuple[list[str | int], str]] = []
    for index, slug in enumerate(institutions):
        is_inside = (
            homes.get(slug) == actor.state and actor.state
            if alert.marking == "TLP:AMBER"
            else slug in seated
        )
        if not is_inside:
            faults.append((["institutions", index], _("La marca no llega hasta esa institución.")))
        elif slug in closed:
            said = _("Esta clase de mensaje no es para un enlace militar.")
            faults.append((["institutions", index], said))
        elif slug in had:
            faults.append((["institutions", index], _("Ya la recibió.")))
    if faults:
        raise Unreadable.many(faults)
    return Receivers({slug: homes.get(slug) or "" for slug in institutions})


def _having(alert: Alert) -> set[str]:
    with as_system("one delivery an institution, whoever asks"):
        rows = Delivery.objects.unguarded("all of one alert").filter(alert=alert)
        return set(rows.values_list("institution_id", flat=True))
