"""Telling persons about mandates, tasks, transmissions: what each act says to whom."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from almenara.core.access.context import as_system
from almenara.core.notices import post as notices
from almenara.core.parties.actor import Actor
from almenara.core.parties.models import RoleGrant
from almenara.mandates.models import Consultation, Journey, Letter, Mandate, Task, Transmission

WHY = "whoever must be told is found by the system"
GREEN, AMBER = "TLP:GREEN", "TLP:AMBER"


def assigned(actor: Actor, mandate: Mandate) -> None:
    people = _holders(("secretariat",), person__institution=mandate.owner_id)
    day = timezone.now()
    _tell(actor, people, "mandates/assigned", mandate, f"assigned:{mandate.pk}:{day:%Y%m%d%H%M%S}")


def task_given(actor: Actor, task: Task) -> None:
    _tell(actor, [task.owner_id], "mandates/task", task, f"task:{task.pk}")


def sent(actor: Actor, transmission: Transmission, states: Iterable[str]) -> None:
    """The persons of the Missions are told that something arrived for their Governments."""
    people = _holders(("mission",), person__institution__state__in=list(states))
    _tell(actor, people, "mandates/sent", transmission, f"transmission:{transmission.pk}")


def asked(actor: Actor, consultation: Consultation) -> None:
    people = _holders(("ncp", "mission"), person__institution__state__in=consultation.states)
    _tell(actor, people, "mandates/asked", consultation, f"consultation:{consultation.pk}", AMBER)


def late(actor: Actor, thing: Task | Letter | Journey) -> None:
    """Once, to who owes it; of a letter without answer to who wrote it."""
    word = f"mandates/{thing._meta.model_name}-late"
    person = {"task": "owner_id", "letter": "author_id", "journey": "traveller_id"}
    people = [getattr(thing, person[str(thing._meta.model_name)])]
    marking = AMBER if isinstance(thing, Letter) else GREEN
    _tell(actor, people, word, thing, f"late:{thing.pk}", marking)


def _holders(roles: tuple[str, ...], **where: object) -> list[UUID]:
    with as_system(WHY):
        held = RoleGrant.objects.unguarded(WHY).filter(
            Q(until=None) | Q(until__gt=timezone.now()),
            role__in=roles,
            person__ended_at=None,
            **where,
        )
        return list(held.values_list("person_id", flat=True).distinct())


def _tell(
    actor: Actor,
    people: Iterable[UUID],
    word: str,
    thing: Mandate | Task | Letter | Journey | Transmission | Consultation,
    group: str,
    marking: str = GREEN,
) -> None:
    others = tuple(pk for pk in dict.fromkeys(people) if str(pk) != actor.person)
    if others:
        about = f"{thing._meta.model_name}:{thing.pk}"
        told = notices.Telling(others, word, about, group, marking, origin=actor.institution)
        notices.tell(actor, told)
