"""S60: a request to a military body unanswered after its date is shown; to the two alone (R16)."""

import re
from datetime import date

import pytest
from django.utils import timezone

from almenara.directory.tests import make
from almenara.exchange.tests import make as exchange
from almenara.mandates import jobs
from tests.acceptance.assistance import asked
from tests.acceptance.directory import browser
from tests.acceptance.mandates import told

pytestmark = pytest.mark.django_db
LETTER = {"addressee": "jid", "subject": "Apoyo al foro", "text": "Se pide apoyo",
          "sent_on": "2026-03-01", "due": "2026-03-15"}  # fmt: skip


def on(monkeypatch, *day):
    monkeypatch.setattr(timezone, "localdate", lambda: date(*day))


@pytest.fixture
def offices():
    """The liaison section, and somebody of the military body."""
    section = make.officer("ssm-jid")
    military = make.person(make.institution("jid", kind="other"))
    return browser(section), browser(military)


def test_a_request_without_answer_after_its_date_is_shown(offices, monkeypatch):
    section, military = offices
    on(monkeypatch, 2026, 3, 2)
    assert section.get("/correspondence/new/").status_code == 200
    made = section.post("/correspondence/new/", LETTER)
    assert made.status_code == 302
    url = made["Location"]
    assert "Apoyo al foro" in military.get("/correspondence/").content.decode()
    assert military.post(f"{url}receive/").status_code == 302
    on(monkeypatch, 2026, 3, 15)
    assert "Sin respuesta, vencida" not in section.get("/correspondence/").content.decode()
    on(monkeypatch, 2026, 3, 16)
    for path in ("/correspondence/", "/correspondence/?late=1", url):
        assert "Sin respuesta, vencida" in section.get(path).content.decode()
    for _twice in range(2):
        jobs.warn.func()
    assert told(section, "Una carta sigue sin respuesta") == 1
    answer = {"text": "Iremos", "on": "2026-03-16"}
    assert military.post(f"{url}answer/", {**answer, "on": "2026-02-01"}).status_code == 422
    assert military.post(f"{url}answer/", answer).status_code == 302
    assert "Sin respuesta, vencida" not in section.get("/correspondence/").content.decode()
    page = section.get(url).content.decode()
    assert "Iremos" in page
    assert military.post(f"{url}answer/", answer).status_code == 409


def test_the_liaison_sees_what_it_is_addressed_and_others_nothing(offices):
    section, military = offices
    first = section.post("/correspondence/new/", LETTER)["Location"]
    other = {**LETTER, "addressee": "cid", "subject": "Otra carta"}
    make.institution("cid", kind="other")
    second = section.post("/correspondence/new/", other)["Location"]
    assert military.get(first).status_code == 200
    assert military.get(second).status_code == 404
    assert "Otra carta" not in military.get("/correspondence/").content.decode()
    for who in (make.officer(), make.country("PAN").mission):
        client = browser(who)
        assert client.get(first).status_code == 404
        assert "Apoyo al foro" not in client.get("/correspondence/").content.decode()
    assert military.post(f"{second}answer/", {"text": "x", "on": "2026-03-02"}).status_code == 404
    assert military.get("/alerts/").content.decode().count("Apoyo") == 0
    for hidden in ("/transmissions/", "/tasks/", "/journeys/", "/consultations/"):
        assert military.get(hidden).status_code == 200


def test_the_liaison_finds_no_alert_and_no_case_of_a_state(offices):
    _section, military = offices
    exchange.officer("cri-csirt", "CRI")
    alert = exchange.alert(exchange.officer("pan-csirt", "PAN"))
    case = asked(make.country("PAN").ncp, title="Campaña de leyes")
    for hidden in (f"/alerts/{alert.pk}/", f"{case}/"):
        assert military.get(hidden).status_code == 404
    for page in ("/", "/alerts/", "/cases/", "/search/?q=campaña", "/journal/"):
        said = military.get(page).content.decode()
        assert not {alert.reference, "Campaña de prueba", "Campaña de leyes"} & set(
            re.findall(rf"{alert.reference}|Campaña de \w+", said)
        ), page


def test_letters_are_with_the_secretariat_and_their_dates_hold(offices):
    section, military = offices
    make.institution("cid", kind="other")
    assert military.post("/correspondence/new/", {**LETTER, "addressee": "cid"}).status_code == 403
    back = {**LETTER, "addressee": "ssm-jid", "subject": "Desde la Junta"}
    assert military.post("/correspondence/new/", back).status_code == 302
    assert "Desde la Junta" in section.get("/correspondence/").content.decode()
    for wrong in ({"due": "2026-02-01"}, {"sent_on": "2999-01-01"}, {"addressee": "pan-guard"}):
        assert section.post("/correspondence/new/", {**LETTER, **wrong}).status_code == 422
