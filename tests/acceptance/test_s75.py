"""S75: early warning on new drugs, uses, ways of making, routes and trends."""

import pytest
from django.test import Client

from almenara.core.access.context import system_work
from almenara.core.notices.models import Notice
from almenara.substances.tests import make
from almenara.substances.tests.make import KEY, NETWORK, REVIEWED, does, reported
from tests.acceptance.directory import Program, browser
from tests.acceptance.exchange import words
from tests.shared import built_once

pytestmark = pytest.mark.django_db
KINDS = ["new-substance", "new-use", "new-making", "trafficking", "trend"]


def system():
    """Four national systems, two verifiers, and a published series."""
    made = make.world("PAN", "CRI", "COL", "JAM")
    make.series(made)
    return made


_system = built_once(system)


@pytest.fixture
def here(_system, db):
    return _system


def test_a_one_signal_of_each_kind_is_verified_before_it_alerts_and_the_bulletin_groups_them(here):
    state, desk, second = (here.program(who) for who in ("PAN", "desk", "second"))
    asked = {one["slug"]: {field["key"] for field in one["fields"]}
             for one in state.get("/signal-kinds").json()["items"]}  # fmt: skip
    assert list(asked) == KINDS
    assert len({frozenset(keys) for keys in asked.values()}) == len(KINDS)
    paths = [reported(state, kind) for kind in KINDS]
    for path in paths:
        assert desk.post(f"{path}/alert", {}).status_code == 409  # not verified yet
        assert state.post(f"{path}/verify", {}).status_code == 403  # by another person
        assert does(second, f"{path}/verify")["stage"] == "verified"
        sent = does(desk, f"{path}/alert")
        other = here.program("CRI").get(f"/alerts/{sent['alert']}").json()
        assert (other["network"], other["kind"]) == (NETWORK, "drug-signal")
        assert other["fields"]["signal"] == sent["kind"]
    made = make.bulletin(here, *reversed(paths))
    stranger = Client()
    assert desk.post(f"{made}/publish", {}).status_code == 409  # no health review yet
    assert desk.post(f"{made}/review", REVIEWED).status_code == 403  # of one's own words
    assert stranger.get(f"/api/v1{made}").status_code == 401
    does(second, f"{made}/review", REVIEWED)
    does(desk, f"{made}/publish")
    public = stranger.get(f"/api/v1{made}").json()
    assert [group["kind"] for group in public["groups"]] == KINDS
    assert public["reviewer"] == REVIEWED["reviewer"]


def test_b_a_change_of_trend_names_its_series_its_data_version_and_its_method(here):
    state = here.program("PAN")
    for key in ("dataflow", "series", "data_version", "detection"):
        body = make.said("trend")
        del body["fields"][key]
        refused = state.post("/signals", body)
        assert refused.status_code == 422
        assert refused.json()["errors"][0]["loc"] == ["fields", key]
    for key, wrong in (
        ("dataflow", "DF_NADA"), ("series", "A.PAN.COCAINE.KG"), ("series", "A.CRI.COCAINE._T.KG"),
        ("data_version", "ayer"), ("data_version", "2026-02-01"), ("detection", "olfato"),
    ):  # fmt: skip
        body = make.said("trend")
        body["fields"][key] = wrong
        refused = state.post("/signals", body)
        assert refused.status_code == 422, (key, wrong)
        assert refused.json()["errors"][0]["loc"] == ["fields", key]
    path = make.alerted(here, "PAN", "trend")
    got = here.program("CRI").get(path).json()
    sent = here.program("CRI").get(f"/alerts/{got['alert']}").json()
    for key, value in make.ASKED["trend"].items():
        assert got["fields"][key] == value
    assert sent["fields"]["series"] == make.ASKED["trend"]["series"]
    assert sent["fields"]["data_version"] == "2026-01-31"
    assert sent["fields"]["detection"] == "breaks"
    assert "DF_SEIZURES" in sent["body"]
    page = browser(here.reporters["CRI"])
    assert "se publicó después otra versión" not in words(page.get(f"/substances{path}/"))
    make.series(here, "2026-02-28", 13.5)
    assert "se publicó después otra versión" in words(page.get(f"/substances{path}/"))


def test_c_two_states_report_one_substance_under_two_names_one_file_first_detection_dated(here):
    first = make.alerted(here, "PAN", seen_on="2026-03-01")
    other = make.alerted(here, "CRI", substance="Modelona clorhidrato", seen_on="2026-02-01")
    desk = here.program("desk")
    [file] = desk.get("/substances", q="modelona").json()["items"]
    assert desk.get("/substances", q="EJEMPLONA").json()["items"] == [file]
    assert desk.get("/substances", q=KEY).json()["items"] == [file]
    assert {one["name"] for one in file["names"]} == {"Ejemplona", "Modelona clorhidrato"}
    whole = desk.get(f"/substances/{file['id']}").json()
    assert whole["inchikey"] == KEY
    assert whole["first"] == {"state": "CRI", "on": "2026-02-01"}
    assert whole["firsts"][1] == {"state": "PAN", "on": "2026-03-01"}
    assert desk.get(other).json()["first"] == "hemisphere"
    assert desk.get(first).json()["first"] == "state"
    again = reported(here.program("CRI"), substance="Tercer nombre")
    does(here.program("second"), f"{again}/verify")
    refused = desk.post(f"{again}/alert", {})  # a synonym makes no second first-seen alert
    assert refused.status_code == 409, refused.content


def test_d_a_retraction_reaches_all_who_acknowledged(here):
    path = make.alerted(here, "PAN")
    alert = here.program("desk").get(path).json()["alert"]
    for state in ("CRI", "COL"):
        program = here.program(state)
        delivery = program.get(f"/alerts/{alert}").json()["delivery"]
        does(program, f"/deliveries/{delivery}/acknowledge")
    make.published(here, path)
    assert here.program("PAN").post(f"{path}/retract", {"reason": "No"}).status_code == 403
    done = does(here.program("desk"), f"{path}/retract", {"reason": "El patrón era otro."})
    assert done["stage"] == "retracted"
    with system_work():
        told = set(
            Notice.objects.filter(about=f"alert:{alert}", word="retraction").values_list(
                "person", flat=True
            )
        )
    assert {here.reporters[state].pk for state in ("CRI", "COL")} <= told
    for state in ("PAN", "CRI", "COL", "JAM"):
        assert here.program(state).get(f"/alerts/{alert}").json()["stage"] == "retracted"
    file = Program(here.desk).get(f"/substances/{done['substance']}").json()
    assert file["first"] is None
    assert all(one["retracted_at"] for one in file["bulletins"])
