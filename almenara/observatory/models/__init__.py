"""Flows of figures, what was delivered and published of them, and what States say of others'."""

from almenara.observatory.models.comments import Comment, Reuse
from almenara.observatory.models.figures import (
    CodeMap,
    Dataflow,
    Finding,
    Observation,
    Part,
    Provision,
    Published,
    Release,
    Series,
    Submission,
    Watch,
    WatchSignal,
)

__all__ = [
    "CodeMap",
    "Comment",
    "Dataflow",
    "Finding",
    "Observation",
    "Part",
    "Provision",
    "Published",
    "Release",
    "Reuse",
    "Series",
    "Submission",
    "Watch",
    "WatchSignal",
]
