"""S1: the plan is loaded, and what is done moves its results: 41 of 60 officers are 68 %."""

from copy import deepcopy
from datetime import date
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from almenara import programmes
from almenara.core.access.context import system_work
from almenara.core.parties.models import Membership
from almenara.directory.tests import make
from almenara.formats import yamltext
from almenara.formats.iati import checking
from tests.acceptance.directory import Program, browser
from tests.acceptance.programmes import activity, hold, pdf, planned, result, roll, send

pytestmark = pytest.mark.django_db


PLAN = "/plans/cicte-2020-2021"
FILE = Path(programmes.__file__).parent / "types" / "cicte-2020-2021.yaml"


def officers(numbers, minutes=600):
    return [f"Oficial {n},MEX,Aduana,,,M-{n},{minutes}" for n in numbers]


def test_41_of_60_officers_over_two_courses_are_68_per_cent():
    desk = Program(make.officer())
    assert result(desk, "D3.1")["progress"] == 0
    first, second = planned(desk, "D3.1"), planned(desk, "D3.1")
    got = send(desk, f"{first}/participants", file=roll(officers(range(30))))
    assert got.json() == {
        "rows": 30, "new": 30, "same_person": 0, "proposed_same": 0, "refused": [],
    }  # fmt: skip
    got = send(desk, f"{second}/participants", file=roll(officers(range(19, 41))))
    assert (got.json()["new"], got.json()["same_person"]) == (11, 11)
    assert result(desk, "D3.1")["value"] == 0  # planned only
    hold(desk, first)
    hold(desk, second)
    assert send(desk, f"{first}/evidence", file=pdf(), kind="acta").status_code == 201
    got = result(desk, "D3.1")
    assert [got[key] for key in ("value", "progress", "evidence", "apart")] == [41, 68, 1, 0]
    page = browser(make.officer()).get("/plans/cicte-2020-2021/").content.decode()
    assert "68 %" in page


def test_the_same_list_again_adds_nothing_and_a_bad_row_enrols_nobody():
    desk = Program(make.officer())
    course = planned(desk, "D3.1")
    hold(desk, course)
    rows = officers(range(3))
    first = send(desk, f"{course}/participants", file=roll(rows))
    again = send(desk, f"{course}/participants", file=roll(rows))
    assert (again.status_code, again.json()) == (200, first.json())
    bad = roll([*officers([7]), ",MEX,,,,,600", "Ana,XXX,,,,,600", "Eva,MEX,,,,,seis"])
    refused = send(desk, f"{course}/participants", file=bad)
    assert refused.status_code == 422
    assert [fault["row"] for fault in refused.json()["refused"]] == [3, 4, 5]
    assert result(desk, "D3.1")["value"] == 3


def test_others_of_the_list_count_apart_and_short_stays_not_at_all():
    desk = Program(make.officer())
    course = planned(desk, "D3.1")
    hold(desk, course)
    rows = [*officers([1]), *officers([2], 479), *officers([3], 480), "Otra,ESP,,,,E-1,600",
            "Uno,ARG,,,,A-1,600"]  # fmt: skip
    assert send(desk, f"{course}/participants", file=roll(rows)).status_code == 200
    assert (result(desk, "D3.1")["value"], result(desk, "D3.1")["apart"]) == (2, 2)


def test_a_name_written_otherwise_is_proposed_and_counts_once_when_somebody_says_so():
    desk = Program(make.officer())
    course = planned(desk, "D3.1")
    hold(desk, course)
    rows = ["José Pérez,MEX,Aduana,,,,600", "PEREZ JOSE,MEX,aduana,,,,600"]
    got = send(desk, f"{course}/participants", file=roll(rows)).json()
    assert (got["new"], got["proposed_same"], result(desk, "D3.1")["value"]) == (1, 1, 2)
    pair = desk.get("/proposals?stage=open").json()["items"][0]
    for stage, value in (("one", 1), ("two", 2), ("one", 1)):
        decided = desk.post(f"/proposals/{pair['id']}", {"stage": stage})
        assert (decided.json()["stage"], result(desk, "D3.1")["value"]) == (stage, value)


def test_stages_go_their_way_and_what_was_cancelled_counts_nothing():
    desk = Program(make.officer())
    forum = planned(desk, "D3.3")
    assert desk.post(f"{forum}/stage", {"stage": "held"}).status_code == 409
    assert desk.post(f"{forum}/stage", {"stage": "planned"}).status_code == 409
    hold(desk, forum)
    assert result(desk, "D3.3")["progress"] == 20
    assert desk.post(f"{forum}/stage", {"stage": "cancelled"}).status_code == 409
    other = planned(desk, "D3.3")
    assert desk.post(f"{other}/stage", {"stage": "cancelled"}).status_code == 200
    assert result(desk, "D3.3")["value"] == 1


def test_a_stage_that_does_not_exist_is_refused_on_the_page_too():
    course = planned(Program(make.officer()), "D3.1")
    page = browser(make.officer()).post(f"{course}/stage/", {"stage": "flown"})
    assert page.status_code == 422


def test_bad_input_is_refused_with_its_place_and_others_do_not_write():
    desk = Program(make.officer())
    said = activity("D3.1", ends="2021-02-01", states=["MEX", "XXX"])
    said["results"].append("X9")
    refused = desk.post("/activities", said)
    assert refused.status_code == 422
    assert sorted(str(fault["loc"]) for fault in refused.json()["errors"]) == [
        "['ends']", "['results', 1]", "['states', 1]",
    ]  # fmt: skip
    assert desk.post("/activities", {**said, "results": []}).status_code == 422
    nul = desk.post("/activities", activity("D3.1", titles={"es": "a\x00b"}))
    assert (nul.status_code, nul.json()["errors"][0]["loc"]) == (422, ["titles", "es"])
    panama = Program(make.country("PAN").duty)
    assert panama.post("/activities", activity("D3.1")).status_code == 403


def test_an_activity_may_be_given_the_kind_of_its_result_as_plans_write_it():
    desk = Program(make.officer())
    for said, kept in (("training", "course"), ("strategy_support", "strategy")):
        assert desk.post("/activities", activity("D3.1", kind=said)).json()["kind"] == kept


def test_a_row_with_two_faults_is_refused_once():
    desk = Program(make.officer())
    rows = [",MEX,,,,,1", "Bien,MEX,,,,,1", "Mal,XXX,,,,,1.5"]
    refused = send(desk, f"{planned(desk, 'D3.1')}/participants", file=roll(rows))
    assert refused.status_code == 422
    assert [fault["row"] for fault in refused.json()["refused"]] == [2, 4]


def amended(version=2):
    """The plan with another target, without one result, with a new one, by a decision."""
    document = deepcopy(yamltext.document(FILE.read_bytes()))
    word = "CICTE/DEC.1/21"
    document |= {"version": version, "decision": dict.fromkeys(("es", "en", "pt", "fr"), word)}
    part = next(one for one in document["programmes"] if one["code"] == "D3")
    part["results"][0]["target"] = {"kind": "at-least", "value": 82}
    left_out = part["results"].pop(2)
    new = {**deepcopy(left_out), "id": "D3.4", "target": {"kind": "none"}}
    part["results"].append(new)
    return document


def load(document):
    keeper = browser(make.person(make.institution("s-admin"), "administrator"))
    raw = yamltext.written(document).encode()
    file = SimpleUploadedFile("plan.yaml", raw, "application/yaml")
    return keeper.post("/types/load/", {"file": file})


def result_on(page, code):
    """What a page says of one result."""
    return page.partition(f'data-result="{code}"')[2].partition("</li>")[0]


def test_an_amendment_keeps_both_versions_and_the_figures_of_what_it_leaves_out(client):
    desk = Program(make.officer())
    course, forum = planned(desk, "D3.1"), planned(desk, "D3.3")
    assert send(desk, f"{course}/participants", file=roll(officers(range(41)))).status_code == 200
    hold(desk, course)
    hold(desk, forum)
    assert load(amended()).status_code == 302
    assert [result(desk, "D3.1")[key] for key in ("value", "progress")] == [41, 50]
    codes = [row["id"] for row in desk.get(f"{PLAN}/results", limit="200").json()["items"]]
    assert "D3.3" not in codes
    assert codes.index("D3.4") == codes.index("D3.2") + 1
    now = client.get(f"{PLAN}/").content.decode()
    before = client.get(f"{PLAN}/?version=1").content.decode()
    assert ("82" in result_on(now, "D3.1"), "50 %" in result_on(now, "D3.1")) == (True, True)
    assert ("60" in result_on(before, "D3.1"), "68 %" in result_on(before, "D3.1")) == (True, True)
    assert 'data-result="D3.3"' not in now
    assert "20 %" in result_on(before, "D3.3")
    assert client.get(f"{PLAN}/?version=7").status_code == 404
    said = client.get(f"{PLAN}/versions/").content.decode()
    for words in ("CICTE/DEC.1/21", "al menos 60", "al menos 82", "D3.4", "D3.3"):
        assert words in said
    assert "20 %" in result_on(said, "D3.3")


def test_what_an_amendment_left_out_takes_no_new_activity_and_a_former_number_is_refused():
    desk = Program(make.officer())
    assert load(amended()).status_code == 302
    refused = desk.post("/activities", activity("D3.3"))
    assert (refused.status_code, refused.json()["errors"][0]["loc"]) == (422, ["results", 0])
    assert load(amended() | {"owner": "s-ssm"}).status_code == 422


def test_another_list_of_beneficiaries_counts_anew_who_took_part():
    desk = Program(make.officer())
    course = planned(desk, "D3.1")
    rows = ["Uno,ARG,,,,A-1,600", *officers([1])]
    assert send(desk, f"{course}/participants", file=roll(rows)).status_code == 200
    hold(desk, course)
    assert [result(desk, "D3.1")[key] for key in ("value", "apart")] == [1, 1]
    document = amended()
    next(p for p in document["programmes"] if p["code"] == "D3")["beneficiaries"] = {"rule": "all"}
    assert load(document).status_code == 302
    assert [result(desk, "D3.1")[key] for key in ("value", "apart")] == [2, 0]


def test_a_state_that_leaves_counts_for_what_was_held_before(client):
    desk = Program(make.officer())
    make.state("MEX")
    with system_work():
        Membership.objects.filter(state="MEX", until=None).update(until=date(2021, 6, 1))
    days = [("2021-03-01", "2021-03-05"), ("2021-07-01", "2021-07-05")]
    for number, (starts, ends) in enumerate(days):
        course = planned(desk, "D3.1", starts=starts, ends=ends)
        people = officers([number])
        assert send(desk, f"{course}/participants", file=roll(people)).status_code == 200
        hold(desk, course)
    assert [result(desk, "D3.1")[key] for key in ("value", "apart")] == [1, 1]


def test_a_list_taken_in_by_mistake_is_taken_back(client):
    desk, officer = Program(make.officer()), browser(make.officer())
    course, other = planned(desk, "D3.1"), planned(desk, "D3.1")
    for address in (course, other):
        hold(desk, address)
    assert send(desk, f"{course}/participants", file=roll(officers(range(3)))).status_code == 200
    assert send(desk, f"{other}/participants", file=roll(officers(range(2, 9)))).status_code == 200
    assert result(desk, "D3.1")["value"] == 9
    page = officer.get(f"{other}/").content.decode()
    address = page.partition(f'action="{other}/participants/')[2].partition('"')[0]
    withdraw = f"{other}/participants/{address}"
    stranger = browser(make.person(make.institution("pan-other", "PAN")))
    assert stranger.post(withdraw).status_code == 404
    assert officer.post(withdraw).status_code == 302
    assert result(desk, "D3.1")["value"] == 3
    again = send(desk, f"{other}/participants", file=roll(officers(range(2, 9))))
    assert (again.json()["new"], again.json()["same_person"]) == (6, 1)
    corrected = send(desk, f"{other}/participants", file=roll(officers(range(2, 9), 601)))
    assert corrected.json()["same_person"] == 7
    assert "corrigió filas de otra lista" in officer.get(f"{other}/").content.decode()


def test_the_plan_goes_out_as_iati_and_only_what_anybody_may_read(client):
    desk, officer = Program(make.officer()), browser(make.officer())
    assert client.get(f"{PLAN}/iati.xml").status_code == 404
    public = planned(desk, "D3.1", states=["MEX", "PER", "COL"], titles={"es": "Curso abierto"})
    planned(desk, "D4.1", marking="TLP:AMBER", titles={"es": "Asesoría reservada"}, kind="advice")
    planned(desk, "D3.2", marking="TLP:GREEN", titles={"es": "Reunión de los Estados"})
    hold(desk, public)
    assert send(desk, f"{public}/participants", file=roll(officers(range(41)))).status_code == 200
    assert client.post(f"{PLAN}/iati/publish/").status_code == 302
    assert client.get(f"{PLAN}/iati.xml").status_code == 404
    assert officer.post(f"{PLAN}/iati/publish/").status_code == 302
    got = client.get(f"{PLAN}/iati.xml")
    text = got.content.decode()
    assert checking.check(got.content, timezone.now()).is_valid
    assert "Curso abierto" in text
    for hidden in ("reservada", "Reunión de los Estados", "Oficial 1"):
        assert hidden not in text
    assert [share in text for share in ('"33.34"', '"33.33"')] == [True, True]
    assert '<actual value="41"' in text
    page = client.get(f"{PLAN}/iati/").content.decode()
    assert f"{PLAN}/iati.xml" in page


def test_the_board_shows_officials_of_states_which_states_and_others_how_many(client):
    desk = Program(make.officer())
    course = planned(desk, "D3.1", states=["MEX", "PER"])
    planned(desk, "D4.1", states=["JAM"], marking="TLP:AMBER", kind="advice")
    hold(desk, course)
    panama = browser(make.person(make.institution("pan-other", "PAN")))
    jamaica = browser(make.person(make.institution("jam-other", "JAM")))
    shown = [one.get(f"{PLAN}/states/").content.decode() for one in (panama, jamaica, client)]
    assert ["?state=MEX" in page for page in shown] == [True, True, False]
    assert ["?state=JAM" in page for page in shown] == [False, True, False]
    assert '<td data-label="Estados">2</td>' in shown[2]
    filtered = panama.get(f"{PLAN}/states/?programme=A").content.decode()
    assert "?state=MEX" not in filtered
