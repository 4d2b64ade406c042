"""What the acceptance tests of the bodies do by hand: convene, post papers, take attendance."""

from typing import Any

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
