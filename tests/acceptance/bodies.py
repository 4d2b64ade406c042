"""What the acceptance tests of the bodies do by hand: convene, post papers, take attendance."""

from typing import Any

from almenara.bodies.models import Delegation
from almenara.core.access.context import system_work
from tests.acceptance.directory import Program

MEETING = {
    "starts": "2026-03-05T09:00:00",
    "ends": "2026-03-06T18:00:00",
    "zone": "America/Panama",
    "mode": "in-person",
}


def convened(desk: Program, body: str = "cicte", **more: Any) -> str:
    """The address of a new meeting."""
    made = desk.post(f"/bodies/{body}/meetings", {**MEETING, **more})
    assert made.status_code == 201, made.content
    return f"/bodies/{body}/meetings/{made.json()['id']}"


def paper(**more: Any) -> dict[str, Any]:
    """What the API takes."""
    return {"class": "doc", "language": "es", "title": "Un documento", "marking": "TLP:CLEAR",
            **more}  # fmt: skip


def posted(desk: Program, meeting: str, **more: Any) -> dict[str, Any]:
    made = desk.post(f"{meeting}/documents", paper(**more))
    assert made.status_code == 201, made.content
    answer: dict[str, Any] = made.json()
    return answer


def opened(desk: Program, body: str = "cicte", **more: Any) -> str:
    """A meeting that has begun."""
    meeting = convened(desk, body, **more)
    assert desk.post(f"{meeting}/stage", {"stage": "open"}).status_code == 200
    return meeting


def send(office: Any, meeting: str, party: str, **said: str) -> Any:
    """Name a delegation on the page and accredit it there: the answer of the naming."""
    from_here = f"{meeting}/delegations/"
    made = office.post(from_here, {"party": party, **said})
    if made.status_code == 302:
        pk = delegation_of(meeting, party)
        assert office.post(f"{from_here}{pk}/answer/", {"accredit": "1"}).status_code == 302
    return made


def delegation_of(meeting: str, party: str) -> str:
    kind, _colon, code = party.partition(":")
    with system_work():
        return str(
            Delegation.objects.get(meeting=meeting.split("/")[-1], **{f"{kind}_id": code}).pk
        )


def attend(office: Any, meeting: str, day: str, present: list[str]) -> Any:
    """Take attendance on the page: these parties were there."""
    rows = {f"presences_{delegation_of(meeting, party)}": "present" for party in present}
    return office.post(f"{meeting}/attendance/", {"day": day, **rows})
