"""S45: a consultation is closed when each answer shows accepted, in part or no, and why."""

import re

import pytest

from almenara.directory.tests import make
from tests.acceptance.directory import browser

pytestmark = pytest.mark.django_db
ASKED = {
    "title": "Prioridades del plan", "questions": "¿Qué falta?\n¿Qué sobra?",
    "due": "2026-12-31", "states": ["PAN", "CRI"],
}  # fmt: skip
ANSWERS = [("accepted", "Entra en el plan"), ("in-part", "Solo en 2027"), ("no", "Es de otro")]


@pytest.fixture
def asked():
    """A consultation of two States, answered by both."""
    states = [make.country(code) for code in ("PAN", "CRI", "JAM")]
    desk = browser(make.officer())
    made = desk.post("/consultations/new/", ASKED)
    assert made.status_code == 302
    return desk, made["Location"], states


def answered(asked):
    desk, url, (panama, costa_rica, _jamaica) = asked
    said = {"text_0": "Puertos", "text_1": "Nada"}
    assert browser(panama.ncp).post(f"{url}answer/", said).status_code == 302
    first = {"text_0": "Aeropuertos"}
    assert browser(costa_rica.mission).post(f"{url}answer/", first).status_code == 302
    page = desk.get(url).content.decode()
    return re.findall(r'/consultations/replies/([0-9a-f-]+)/judge/"', page)


def test_it_closes_when_each_answer_says_what_became_of_it_and_why(asked):
    desk, url, (panama, _costa_rica, _jamaica) = asked
    replies = answered(asked)
    assert len(replies) == 3
    effect = {"effect": "El plan gana un curso."}
    assert desk.post(f"{url}close/", effect).status_code == 409
    for pk, (outcome, why) in zip(replies, ANSWERS, strict=True):
        address = f"/consultations/replies/{pk}/judge/"
        assert desk.post(address, {"outcome": outcome, "why": ""}).status_code == 422
        assert desk.post(address, {"outcome": outcome, "why": why}).status_code == 302
    assert desk.post(f"{url}close/", {"effect": ""}).status_code == 422
    assert desk.post(f"{url}close/", effect).status_code == 302
    page = desk.get(url).content.decode()
    for said in ("Aceptada", "Aceptada en parte", "No aceptada", *(why for _o, why in ANSWERS)):
        assert said in page
    own = browser(panama.ncp).get(url).content.decode()
    assert ("Puertos" in own, "Aeropuertos" in own, "El plan gana un curso." in own) == (
        True, False, True,
    )  # fmt: skip
    again = desk.post(f"/consultations/replies/{replies[0]}/judge/", {"outcome": "no", "why": "x"})
    assert again.status_code == 403


def test_who_is_not_asked_finds_nothing_and_nobody_answers_for_another(asked):
    desk, url, (panama, _costa_rica, jamaica) = asked
    assert browser(jamaica.ncp).get(url).status_code == 404
    assert browser(panama.duty).get(url).status_code == 404
    assert "Prioridades" not in browser(jamaica.ncp).get("/consultations/").content.decode()
    assert "Prioridades" in browser(panama.ncp).get("/consultations/").content.decode()
    assert "Consultan a su Estado" in browser(panama.ncp).get("/inbox/").content.decode()
    assert desk.post(f"{url}answer/", {"text_0": "Yo"}).status_code == 403
    assert browser(panama.ncp).post(f"{url}answer/", {"text_0": " "}).status_code == 422
    assert desk.post("/consultations/new/", {**ASKED, "states": ["XXX"]}).status_code == 422
    assert browser(panama.ncp).post("/consultations/new/", ASKED).status_code == 403
