"""A case through the API: who asks, who reads, what comes before acceptance."""

import pytest

from almenara.directory.tests import make
from tests.acceptance.directory import Program

pytestmark = pytest.mark.django_db
ASKED = {"topic": "unscr-1540", "title": "Leyes sobre exportaciones", "request": "Revisar una ley."}


def test_a_state_asks_and_the_unit_accepts_after_a_meeting_with_terms():
    panama = Program(make.country("PAN").ncp)
    desk = Program(make.officer())
    made = panama.post("/cases", ASKED)
    assert made.status_code == 201, made.content
    got = made.json()
    assert (got["state"], got["stage"], got["title"]) == ("PAN", "received", ASKED["title"])
    assert "owner" not in got
    url = f"/cases/{got['id']}"
    assert panama.get(url).status_code == desk.get(url).status_code == 200
    assert desk.post(f"{url}/accept", {}).status_code == 409
    held = desk.post(f"{url}/meetings", {"held_on": "2026-11-20", "terms": "Dos misiones."})
    assert held.status_code == 201, held.content
    assert desk.post(f"{url}/accept", {}).status_code == 200
    assert panama.get(url).json()["stage"] == "accepted"


def test_words_that_name_no_topic_are_the_subject_of_the_general_one():
    panama = Program(make.country("PAN").ncp)
    made = panama.post("/cases", {**ASKED, "topic": "Ciberseguridad portuaria"})
    assert made.status_code == 201, made.content
    got = panama.get(f"/cases/{made.json()['id']}").json()
    assert (got["topic"], got["fields"]["subject"]) == ("general", "Ciberseguridad portuaria")
    for topic in ("", "  ", "x" * 5000):
        assert panama.post("/cases", {**ASKED, "topic": topic}).status_code == 422
