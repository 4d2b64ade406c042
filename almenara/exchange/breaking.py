"""Who hears of a broken glass (R3). Parts of the acts in services."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from almenara.core.access.context import as_system
from almenara.core.notices import post
from almenara.core.parties.actor import SYSTEM, Actor
from almenara.core.parties.models import Person
from almenara.directory import queries as directory
from almenara.exchange import access, queries, sending
from almenara.exchange.models import Alert, Delivery, Glass

CHANNELS = frozenset({"inbox", "mail"})


def tell_second_persons(actor: Actor, glass: Glass) -> None:
    """Those who could decide it learn that somebody asks; what and why is read on the page."""
    persons = tuple(person.pk for person in queries.second_persons(actor, glass))
    post.tell(actor, _telling(glass, "glass-asked", "TLP:AMBER", persons))


def tell_asker(actor: Actor, glass: Glass) -> None:
    post.tell(actor, _telling(glass, "glass-decided", "TLP:AMBER", (glass.asker_id,)))


def tell_parties(actor: Actor, glass: Glass, alert: Alert, at: datetime) -> int:
    """The originator and every institution that had the alert, at once; how many persons."""
    with as_system("the parties to an alert are told by who is no party"):
        told = _parties(alert, at)
    tellings = [
        _telling(glass, "break-glass", alert.marking, tuple(sorted(persons)), slug, alert)
        for slug, persons in told.items()
    ]
    post.tell(actor, *tellings)
    return len(set().union(*told.values()))


def _parties(alert: Alert, at: datetime) -> dict[str, set[str]]:
    """By institution, who is told: those on duty and who was told of the alert; RED: all named."""
    institutions, persons = access.readers_of(alert)
    if alert.marking == "TLP:RED":
        return {"": set(persons)}
    slugs = sorted(institutions)
    escalation = sending.escalation(alert)
    ladders = directory.steps_of(SYSTEM, alert.network_id, slugs, at, escalation)
    found = {slug: {step.person for step in ladders[slug][:1]} for slug in slugs}
    for slug, person in _had(alert):
        found[slug].add(str(person))
    found[alert.origin_id].add(str(alert.author_id))
    for slug in (slug for slug in slugs if not found[slug]):
        found[slug] = _everybody(slug)
    return found


def _had(alert: Alert) -> list[tuple[str, UUID]]:
    rows = Delivery.objects.unguarded("all of one alert").filter(alert=alert)
    return list(rows.exclude(told=None).values_list("institution_id", "told_id"))


def _everybody(institution: str) -> set[str]:
    """Where nobody is on duty, every person who works there."""
    rows = Person.objects.unguarded("a party is told whoever is away")
    ids = rows.filter(institution=institution, ended_at=None).values_list("pk", flat=True)
    return {str(pk) for pk in ids}


def _telling(
    glass: Glass,
    word: str,
    marking: str,
    persons: Collection[UUID | str],
    institution: str = "",
    alert: Alert | None = None,
) -> post.Telling:
    is_red = alert is not None and marking == "TLP:RED"
    return post.Telling(
        persons=tuple(persons),
        word=word,
        about=f"glass:{glass.pk}",
        group=f"glass:{glass.pk}:{word}:{institution}",
        marking=marking,
        institution=institution,
        author=alert.author_id if alert and is_red else None,
        is_urgent=True,
        channels=CHANNELS,
    )
