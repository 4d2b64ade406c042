"""What the bodies do: every change is one act of its first argument."""

from almenara.bodies.services.decisions import ENDED, annul, decide
from almenara.bodies.services.delegations import answer, attend, name, seat, unseat
from almenara.bodies.services.meetings import (
    add_item,
    adopt,
    convene,
    raise_item,
    remove_item,
    step,
)
from almenara.bodies.services.papers import revise, submit, translate
from almenara.bodies.services.registrations import (
    confirm,
    decide_registration,
    register,
)

__all__ = [
    "ENDED",
    "add_item",
    "adopt",
    "annul",
    "answer",
    "attend",
    "confirm",
    "convene",
    "decide",
    "decide_registration",
    "name",
    "raise_item",
    "register",
    "remove_item",
    "revise",
    "seat",
    "step",
    "submit",
    "translate",
    "unseat",
]
