"""Telling people about a signal: the verifiers that one came, its reporter what became of it."""

from collections.abc import Iterable
from typing import Any

from almenara.core.notices import post
from almenara.core.parties.actor import Actor
from almenara.substances import queries
from almenara.substances.models import DrugSignal

MARKING = "TLP:AMBER"


def reported(actor: Actor, signal: DrugSignal) -> None:
    """The verifiers of the network's office learn that a report waits."""
    people = queries.verifiers(actor, signal.network.owner)
    _tell(actor, signal, people, "signal-reported", "")


def moved(actor: Actor, signal: DrugSignal) -> None:
    """Who reported it learns where it stands; the verifiers, when it is taken back there."""
    people = [signal.author_id]
    if actor.institution == signal.institution_id:
        people = queries.verifiers(actor, signal.network.owner)
    _tell(actor, signal, people, "signal-moved", signal.stage)


def _tell(actor: Actor, signal: DrugSignal, people: Iterable[Any], word: str, about: str) -> None:
    persons = tuple(pk for pk in dict.fromkeys(people) if str(pk) != actor.person)
    if persons:
        telling = post.Telling(
            persons, word, f"drugsignal:{signal.pk}", f"{word}:{signal.pk}:{about}", MARKING,
            origin=actor.institution,
        )  # fmt: skip
        post.tell(actor, telling)
