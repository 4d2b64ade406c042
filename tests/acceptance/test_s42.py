"""S42: the secure directory: checks of the link, and look-ups that are counted and stopped."""

from datetime import timedelta

import pytest
from django.utils import timezone

from almenara.core.access.context import system_work
from almenara.directory import jobs
from almenara.directory.models import Check, Probe
from almenara.directory.tests import make
from tests.acceptance.directory import Program, browser

pytestmark = pytest.mark.django_db


def test_a_check_reports_reached_late_and_silent_and_tells_the_state_first():
    network = make.network("inter-american")
    countries = [make.manned(network, code) for code in ("PAN", "CRI", "JAM")]
    panama, costa_rica, jamaica = countries
    officer = make.person(make.institution(make.OWNER, kind="secretariat"), "secretariat")
    asked = browser(officer).post(f"/directory/{network.slug}/checks/", {"answer_within": "PT30M"})
    assert asked.status_code == 302
    page = asked["Location"]
    assert browser(panama.duty).post(f"{page}answer/").status_code == 302
    with system_work():
        now = timezone.now()
        Check.objects.update(opened_at=now - timedelta(hours=2), closes_at=now - timedelta(hours=1))
    assert browser(costa_rica.head).post(f"{page}answer/").status_code == 302
    jobs.close_checks.func.__wrapped__()
    report = Program(officer).get(f"/checks/{page.split('/')[2]}").json()
    assert (report["asked"], report["reached"], report["late"], report["silent"]) == (3, 1, 1, 1)
    assert {row["stage"] for row in report["answers"]} == {"reached", "late", "asked"}
    inbox = browser(jamaica.ncp).get("/inbox/").content.decode()
    assert "Sin respuesta en la comprobación" in inbox
    own = Program(jamaica.duty).get(f"/checks/{page.split('/')[2]}").json()
    assert [row["institution"] for row in own["answers"]] == ["jam-guard"]
    with system_work():
        Probe.objects.filter(stage="silent").update(told_at=now - timedelta(hours=25))
    later = Program(officer).get(f"/checks/{page.split('/')[2]}").json()
    assert {row["stage"] for row in later["answers"]} == {"reached", "late", "silent"}


def test_200_cards_in_a_minute_are_stopped_and_told_to_the_owner(monkeypatch):
    minute = timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: minute)
    network = make.network("inter-american", seats={"per_state": 2, "holders": ["state"]})
    panama, _costa_rica = make.manned(network, "PAN"), make.manned(network, "CRI")
    second = make.country("CRI", "cri-second")
    kinds = ("duty", "alternate", "head")
    make.all_verified(second, [make.nomination(network, second, kind) for kind in kinds])
    officer = make.officer()
    program = Program(panama.duty)
    shown = 0
    for _again in range(35):
        answer = program.get(f"/networks/{network.slug}/posts", state="CRI")
        if answer.status_code == 200:
            shown += len(answer.json()["items"])
        else:
            assert answer.status_code == 429
            assert int(answer["Retry-After"]) > 0
    assert shown == 60
    on_duty = f"/networks/{network.slug}/on-duty"
    assert program.get(on_duty, state="CRI").status_code == 429
    assert program.get(f"/networks/{network.slug}/posts", state="PAN").status_code == 200
    assert "Muchas consultas de fichas" in browser(officer).get("/inbox/").content.decode()
