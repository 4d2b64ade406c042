"""Bodies and their seats, meetings, papers with symbols, decisions and votes."""

from almenara.bodies.models.decisions import CHOICES, KINDS, Ballot, Decision
from almenara.bodies.models.meetings import (
    MODES,
    PRESENCES,
    AgendaItem,
    AgendaOrder,
    Attendance,
    Delegate,
    Delegation,
    Meeting,
    Registration,
)
from almenara.bodies.models.papers import MARKINGS, Paper, PaperText
from almenara.bodies.models.rows import CAPACITIES, DISTRIBUTIONS
from almenara.bodies.models.seats import Body, BodySeat, Numbering

__all__ = [
    "CAPACITIES",
    "CHOICES",
    "DISTRIBUTIONS",
    "KINDS",
    "MARKINGS",
    "MODES",
    "PRESENCES",
    "AgendaItem",
    "AgendaOrder",
    "Attendance",
    "Ballot",
    "Body",
    "BodySeat",
    "Decision",
    "Delegate",
    "Delegation",
    "Meeting",
    "Numbering",
    "Paper",
    "PaperText",
    "Registration",
]
