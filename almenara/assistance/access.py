"""Who sees a case: those who speak for its State, and the secretariat. Nobody else knows of it."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from almenara.assistance.models import Case, Errand, Outcome, Remark, Scoping, Topic
from almenara.core.access.rules import (
    Owners,
    Policy,
    anybody,
    is_desk,
    nothing,
    register,
    system_alone,
)
from almenara.core.identity import queries as identity
from almenara.core.parties.actor import Actor
from almenara.core.search.queries import CIRCLES
from almenara.directory import queries as directory


def speaks(actor: Actor) -> bool:
    """Is the actor its State's contact point, or does it hold a post, or act for one who does?"""
    if not actor.state:
        return False
    people = (actor, *actor.acting_for)
    return actor.has_role("ncp") or any(directory.kinds_held(one) for one in people)


def cases(viewer: Actor) -> Q:
    if is_desk(viewer):
        return Q()
    return Q(state=viewer.state) if speaks(viewer) else nothing()


def of_case(viewer: Actor) -> Q:
    """Things that exist for whoever the case exists for."""
    if is_desk(viewer):
        return Q()
    return Q(Exists(Case.objects.filter(cases(viewer), pk=OuterRef("case_id"))))


def asks(actor: Actor, case: Case) -> str:
    """For a State that is a member today (R15)."""
    if not speaks(actor) or actor.state != case.state_id:
        return _(
            "Pide asistencia por un Estado su punto de contacto nacional o quien ocupa en él un "
            "puesto de guardia, suplencia o jefatura."
        )
    if actor.state not in identity.members(actor, case.made_at.date()):
        return _("Hoy su Estado no es Miembro.")
    return ""


def desk(actor: Actor, thing: Any) -> str:
    return "" if is_desk(actor) else _("Lo hace la secretaría.")


def both(actor: Actor, thing: Any) -> str:
    """Either side: whoever may not see the case did not find it."""
    return "" if is_desk(actor) or speaks(actor) else _("Lo hacen el Estado y la secretaría.")


def its_state(actor: Actor, thing: Any) -> str:
    if actor.state and speaks(actor):
        return ""
    return _("Lo hace el Estado que pidió la asistencia.")


def circles(actor: Actor) -> Iterator[str]:
    """In which circles the actor finds things (`core.search`)."""
    if actor.has_role("secretariat"):
        yield "secretariat"
    if speaks(actor):
        yield f"voice:{actor.state}"


def owners(case: Case) -> Owners:
    unit = case.topic.unit if case.topic_id else ""
    return Owners(institutions=frozenset({case.institution_id, unit} - {None, ""}))


def owners_of(thing: Scoping | Errand | Outcome | Remark) -> Owners:
    return owners(thing.case)


DESK = ("assign", "convene", "scope", "accept", "decline", "task", "provide", "deliver")
register(Topic, Policy(anybody))
register(
    Case,
    Policy(
        cases,
        {
            "ask": asks,
            **dict.fromkeys(DESK, desk),
            "answer": both,
            "hang": both,
            "evaluate": its_state,
            "escalate": system_alone,
        },
        owners,
    ),
)
register(
    Scoping,
    Policy(
        of_case,
        {"write": desk, "confirm": both, "dispute": its_state},
        owners_of,
    ),
)
register(Errand, Policy(of_case, {"finish": both}, owners_of))
register(Outcome, Policy(of_case))
register(Remark, Policy(of_case))
CIRCLES.append(circles)
