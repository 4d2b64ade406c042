"""Telling people about a case: the other side of it, the unit that must find an owner, its head."""

from collections.abc import Iterable
from typing import Any

from almenara.assistance import queries
from almenara.assistance.models import Case, Scoping
from almenara.core.notices import post as notices
from almenara.core.parties.actor import Actor

MARKING = "TLP:AMBER"


def asked(actor: Actor, case: Case) -> None:
    """The unit learns that somebody asks."""
    _tell(actor, case, queries.officers(actor, case.topic.unit), "case-asked")


def unowned(actor: Actor, case: Case) -> list[Any]:
    """The head of the unit learns that nobody took it; who was told."""
    people = queries.heads(actor, case.topic.unit)
    _tell(actor, case, people, "case-unowned")
    return people


def met(actor: Actor, scoping: Scoping) -> None:
    """The other side learns of a meeting, or of what was written of it."""
    about = f"{scoping.pk}:{scoping.version}:{scoping.stage}"
    _tell(actor, scoping.case, _others(actor, scoping.case), "case-meeting", about)


def said(actor: Actor, case: Case, about: Any) -> None:
    """The other side learns that there is a word for it."""
    _tell(actor, case, _others(actor, case), "case-message", str(about))


def moved(actor: Actor, case: Case) -> None:
    """The other side learns where the case stands now."""
    about = f"{case.stage}:{case.owner_id}"
    _tell(actor, case, _others(actor, case), "case-moved", about)


def _others(actor: Actor, case: Case) -> list[Any]:
    """Who asked and whoever else takes it; or its owner, or its unit while there is none."""
    if not actor.state:
        return [pk for pk in (case.author_id, case.owner_id) if pk]
    return [case.owner_id] if case.owner_id else queries.officers(actor, case.topic.unit)


def _tell(actor: Actor, case: Case, people: Iterable[Any], word: str, about: str = "") -> None:
    persons = tuple(pk for pk in dict.fromkeys(people) if str(pk) != actor.person)
    if persons:
        group = f"{word}:{case.pk}:{about}"
        telling = notices.Telling(
            persons, word, f"case:{case.pk}", group, MARKING, origin=actor.institution
        )
        notices.tell(actor, telling)
