"""What the acceptance tests of the desk do by hand: ask, meet, confirm."""

from typing import Any

from django.test import Client

from almenara.directory.tests import make
from tests.acceptance.directory import Program

ASKED = {"topic": "unscr-1540", "title": "Leyes sobre exportaciones", "request": "Revisar una ley."}
HELD = {"held_on": "2021-03-01", "terms": "Dos misiones y un proyecto de ley."}


def asked(who: Any, **more: Any) -> str:
    """The address of a new case, for programs; the page of it stands at the same place."""
    made = Program(who).post("/cases", ASKED | more)
    assert made.status_code == 201, made.content
    return f"/cases/{made.json()['id']}"


def accepted(ncp: Any, officer: Any, **more: Any) -> str:
    """A case with terms, accepted."""
    case, desk = asked(ncp, **more), Program(officer)
    assert desk.post(f"{case}/meetings", HELD).status_code == 201
    assert desk.post(f"{case}/accept", {}).status_code == 200
    return case


def officer() -> Any:
    return make.officer()


def does(client: Client, address: str, **said: Any) -> Any:
    """Fill a form of a case's page; it goes back to the case."""
    got = client.post(address, said)
    assert got.status_code == 302, (got.status_code, got.content.decode()[:3000])
    return got


def meeting_of(case: str, who: Any, place: int = 0) -> dict[str, Any]:
    found: dict[str, Any] = Program(who).get(case).json()["meetings"][place]
    return found
