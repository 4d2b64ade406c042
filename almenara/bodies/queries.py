"""What can be asked about bodies: meetings, agendas, papers, decisions.

What follows from a decision stands on a higher floor; it is shown here by `FOLLOWING`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from almenara.bodies.models import Body, Decision, Meeting
from almenara.core.parties.actor import Actor

__all__ = ["Body", "Decision", "Meeting"]


@dataclass(frozen=True)
class Follower:
    """Something that follows from a decision: a mandate, a task; late ones are shown in ember."""

    title: str
    url: str
    tone: str
    word: str


Following = Callable[[Actor, list[Decision]], dict[UUID, list[Follower]]]
FOLLOWING: list[Following] = []  # filled by higher floors when they are ready


def bodies(viewer: Actor) -> QuerySet[Body]:
    return Body.objects.visible_to(viewer).order_by("slug")


def body(viewer: Actor, slug: str) -> Body:
    return bodies(viewer).get(slug=slug)


def meetings(viewer: Actor, body: Body | None = None) -> QuerySet[Meeting]:
    """The newest first."""
    found = Meeting.objects.visible_to(viewer).select_related("body")
    return (found.filter(body=body) if body else found).order_by("-starts", "id")


def meeting(viewer: Actor, pk: UUID | str) -> Meeting:
    return meetings(viewer).get(pk=pk)


def decisions(viewer: Actor, meeting: Meeting | None = None) -> QuerySet[Decision]:
    """Those of a meeting, or all; the newest first."""
    found = Decision.objects.visible_to(viewer).select_related("meeting__body", "replaces")
    found = found.filter(meeting=meeting) if meeting else found
    return found.order_by("-adopted_on", "-number", "id")


def decision(viewer: Actor, pk: UUID | str) -> Decision:
    return decisions(viewer).get(pk=pk)


def following(viewer: Actor, rows: list[Decision]) -> dict[UUID, list[Follower]]:
    """By decision what follows from it, as far as the viewer may see it."""
    found: dict[UUID, list[Follower]] = {}
    for ask in FOLLOWING:
        for pk, followers in ask(viewer, rows).items():
            found.setdefault(pk, []).extend(followers)
    return found
