"""A State's file becomes cells, findings and a score; every finding is corrected or explained."""

import json
from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.utils import timezone

from almenara.core.access.context import acting, system_work
from almenara.core.journal.queries import entries
from almenara.core.parties.actor import SYSTEM, Actor
from almenara.core.parties.refusals import Denied, WrongStage
from almenara.directory.tests import make
from almenara.formats.refusal import Unreadable
from almenara.observatory import jobs, queries, shown
from almenara.observatory.services import agreeing, deliveries
from almenara.observatory.services.deliveries import Sent
from almenara.observatory.tests import make as observatory
from almenara.observatory.tests import reference
from tests.acceptance.directory import Program

pytestmark = pytest.mark.django_db
HEAD = "FREQ,REF_AREA,ICCS,SEX,AGE,MECHANISM,UNIT_MEASURE,TIME_PERIOD,OBS_VALUE"


def row(year=2023, value=10, sex="_T", area="PAN", unit="NUMBER"):
    return f"A,{area},0101,{sex},_T,_T,{unit},{year},{value}"


def statistician(code: str = "PAN") -> Actor:
    home = make.institution(f"{code.lower()}-statistics", code)
    return make.actor(make.person(home, "statistician"))


def sent(*rows: str, vintage="2025-03-01", state="PAN", flow="DF_ICCS") -> Sent:
    raw = "\n".join([HEAD, *rows]).encode()
    return Sent(flow, state, date.fromisoformat(vintage), "cifras.csv", raw)


def delivered(actor: Actor, *rows: str, **more: str):
    made = deliveries.receive(actor, sent(*rows, **more))
    with system_work():
        return deliveries.check(SYSTEM, queries.submission(SYSTEM, made.pk))


def told(actor: Actor, submission):
    with acting(actor):
        return shown.submission(actor, submission)


def findings(actor: Actor, submission):
    with acting(actor):
        return list(queries.findings(actor, submission))


def found(actor: Actor, submission):
    rows = findings(actor, submission)
    return [(one.rule, one.level, one.line, one.column) for one in rows]


def test_a_delivery_says_what_changed_and_what_was_found_at_its_cell():
    make.state("PAN")
    actor = statistician()
    first = delivered(actor, row(2022, 10), row(2023, 12))
    answer = told(actor, first)
    assert [answer[name] for name in ("cells", "new", "changed", "removed", "findings")] == [
        2, 2, 0, 0, [],
    ]  # fmt: skip
    again = row(2022, 11), row(2024, "12.5"), row(2024, 13, sex="X")
    second = told(actor, delivered(actor, *again, vintage="2026-03-01"))
    assert [second[name] for name in ("cells", "new", "changed", "removed")] == [3, 2, 1, 1]
    [change] = second["changes"]
    assert {**change, "key": change["key"][:3]} == {
        "area": "PAN", "key": ["A", "PAN", "0101"], "period": "2022", "before": 10, "after": 11,
    }  # fmt: skip
    places = [(one["rule"], one["level"], one["line"], one["column"]) for one in second["findings"]]
    assert places == [
        ("unit", "error", 3, 9), ("code", "error", 4, 4), ("completeness", "warning", 0, 0),
    ]  # fmt: skip
    assert second["quality"]["comparable"] == 100


def test_the_file_of_a_year_is_silent_about_other_years_and_tells_a_cell_once():
    make.state("PAN")
    actor = statistician()
    delivered(actor, row(2022, 10), row(2023, 12))
    later = delivered(actor, row(2024, 13), vintage="2025-04-01")
    assert (found(actor, later), later.result["removed"]) == ([], 2)
    wrong = delivered(actor, row(2024, "abc"), row(2024, 5, sex="F"), vintage="2025-05-01")
    assert found(actor, wrong) == [("structure", "error", 2, 9)]


def test_a_file_without_a_figure_and_a_day_to_come_are_no_delivery():
    make.state("PAN")
    actor = statistician()
    for empty in (delivered(actor), delivered(actor, row(2024, ""), vintage="2025-04-01")):
        assert found(actor, empty) == [("structure", "error", 1, 0)]
    soon = timezone.now().date() + timedelta(days=2)
    with pytest.raises(Unreadable) as refusal:
        deliveries.receive(actor, sent(row(), vintage=soon.isoformat()))
    assert refusal.value.errors[0][0] == ["vintage"]


def test_the_same_file_twice_is_one_delivery_and_a_correction_of_a_correction_keeps_all():
    make.state("PAN")
    actor = statistician()
    first = delivered(actor, row(2023, 10))
    assert deliveries.receive(actor, sent(row(2023, 10))) == first
    second, third = delivered(actor, row(2023, 11)), delivered(actor, row(2023, 12))
    assert (second.corrects_id, third.corrects_id) == (first.pk, second.pk)
    with acting(actor):
        assert queries.submissions(actor).count() == 3
    later = delivered(actor, row(2023, 13), vintage="2026-01-01")
    assert later.result["changes"][0]["before"] == 12
    assert delivered(actor, row(2023, 10, unit="PER_100K"), vintage="2026-02-01").result["new"] == 1


def test_a_correction_is_compared_with_what_it_corrects_and_with_the_vintage_before():
    make.state("PAN")
    actor = statistician()
    delivered(actor, row(2022, 100), row(2023, 100), vintage="2025-01-01")
    first = delivered(actor, row(2022, 100), row(2023, 400))
    unreadable = delivered(actor, "Total,,,,,,,,", row(2023, "cien").replace("2023", "2O23"))
    second = delivered(actor, row(2022, 100), row(2023, 200))
    third = delivered(actor, row(2022, 300), row(2023, 200))
    assert first.result["corrects"] is None
    assert unreadable.result["cells"] == 0
    said = told(actor, second)
    assert said["corrects"]["submission"] == str(first.pk)  # not what could not be read
    assert [one["before"] for one in said["corrects"]["changes"]] == [400]
    assert [(one["before"], one["after"]) for one in said["changes"]] == [(100, 200)]
    again = told(actor, third)
    assert [(one["period"], one["before"]) for one in again["corrects"]["changes"]] == [
        ("2022", 100)
    ]
    msgs = [one["msg"] for one in said["findings"] if one["rule"] == "revision"]
    assert len(msgs) == 1  # once a cell; against the vintage before
    back = delivered(actor, row(2022, 100), row(2023, 100))
    [only] = [one["msg"] for one in told(actor, back)["findings"] if one["rule"] == "revision"
              and one["period"] == "2023"]  # fmt: skip
    assert only == "La entrega que corrige decía 200; ahora 100."
    later = delivered(actor, "Total,,,,,,,,", vintage="2025-06-01")
    assert (later.result["cells"], later.result["removed"]) == (0, 0)
    assert {one.rule for one in findings(actor, later)} == {"structure"}  # nothing was taken away
    newest = delivered(actor, row(2022, 100), row(2023, 100), vintage="2025-07-01")
    assert newest.result["changed"] == 0  # an unreadable file hides no revision


def test_nobody_delivers_for_another_nor_what_comes_from_a_public_source():
    make.state("PAN"), make.state("CRI")
    actor = statistician()
    with pytest.raises(Denied):
        deliveries.receive(actor, sent(row(), state="CRI"))
    with pytest.raises(Denied):
        deliveries.receive(SYSTEM, sent(row(), flow="DF_HOMICIDE"))
    with pytest.raises(Denied):
        deliveries.receive(make.actor(make.person(make.institution("pan-x", "PAN"))), sent(row()))
    for wrong, loc in ((sent(row(), flow="DF_X"), "dataflow"), (sent(row(), state="XXX"), "state")):
        with pytest.raises(Unreadable) as refusal:
            deliveries.receive(actor, wrong)
        assert refusal.value.errors[0][0] == [loc]
    foreign = delivered(actor, row(area="CRI"))
    assert found(actor, foreign)[0] == ("code", "error", 2, 2)


def test_every_finding_is_answered_before_anybody_validates():
    make.state("PAN")
    actor, desk = statistician(), observatory.analyst()
    submission = delivered(actor, row(2020, 10), row(2023, 10))
    [hole] = findings(actor, submission)
    assert (hole.rule, hole.period) == ("completeness", "2021")
    with pytest.raises(WrongStage):
        agreeing.accept(desk, submission)
    for words in (" ", "x" * 2001):
        with pytest.raises(Unreadable):
            deliveries.explain(actor, submission, [hole], words)
    with pytest.raises(Denied):
        deliveries.explain(desk, submission, [hole], "Porque sí")
    deliveries.explain(actor, submission, [hole], "Huelga de 2021 a 2022")
    assert findings(desk, submission)[0].answer == "Huelga de 2021 a 2022"
    agreeing.accept(desk, submission)
    with pytest.raises(WrongStage):
        deliveries.explain(actor, submission, [hole], "Otra cosa")


def test_another_state_sees_nothing_of_it():
    make.state("PAN"), make.state("CRI")
    submission = delivered(statistician(), row(2020, 10), row(2023, 10))
    for viewer in (statistician("CRI"), make.actor(make.person(make.institution("pan-y", "PAN")))):
        with acting(viewer):
            assert not queries.submissions(viewer).exists()
            assert not queries.findings(viewer, submission).exists()


def test_what_is_no_table_is_kept_and_told():
    make.state("PAN")
    actor = statistician()
    made = deliveries.receive(actor, Sent("DF_ICCS", "PAN", date(2026, 1, 1), "x.pdf", b"%PDF-1"))
    with system_work():
        checked = deliveries.check(SYSTEM, made)
    assert (checked.stage, checked.result["cells"]) == ("checked", 0)
    assert found(actor, checked) == [("structure", "error", 0, 0)]


@pytest.mark.parametrize("time", ["31/12/2024", "enero 2024", "2024-13", "", "2024-02-30"])
def test_a_figure_of_no_time_is_told_and_stops_nothing(time):
    make.state("PAN")
    actor = statistician()
    checked = delivered(actor, row(2023, 10), row(2022, 9).replace("2022", time))
    assert (checked.stage, checked.result["cells"]) == ("checked", 1)
    assert ("structure", "error", 3, 8) in found(actor, checked)


def test_a_nil_report_is_one_click_and_no_zero():
    make.state("PAN")
    actor = statistician()
    made = deliveries.report_nothing(actor, sent(vintage="2026-01-01", flow="DF_NPS"), "2025-Q4")
    assert (made.stage, made.result["nil"], made.result["cells"]) == ("checked", "2025-Q4", 0)
    with acting(actor):
        assert not len(queries.delivered(actor, made))


def submit(path, vintage, *more, state="MEX", flow="DF_SESNSP"):
    out, err, code = StringIO(), StringIO(), 0
    try:
        call_command(
            "submit", str(path), "--dataflow", flow, "--state", state, "--vintage", vintage,
            *more, stdout=out, stderr=err,
        )  # fmt: skip
    except SystemExit as end:
        code = end.code
    return code, out.getvalue(), err.getvalue()


def test_the_command_reads_checks_and_journals_who_ran_it(tmp_path):
    make.state("PAN")
    file = tmp_path / "cifras.csv"
    file.write_text("\n".join([HEAD, row(2023, 10)]))
    code, out, _err = submit(file, "2026-01-01", "--json", state="PAN", flow="DF_ICCS")
    answer = json.loads(out)
    assert (code, answer["cells"], answer["new"], answer["findings"]) == (0, 1, 1, [])
    with system_work():
        one = queries.submission(SYSTEM, answer["submission"])
        assert one.operator
        assert one.operator in str([entry.leaf for entry in entries(SYSTEM)])
    assert submit(file, "2026-01-01", "--json", state="PAN", flow="DF_ICCS")[1] == out
    file.write_text("\n".join([HEAD, row(2023, "diez")]))
    code, out, _err = submit(file, "2026-02-01", state="PAN", flow="DF_ICCS")
    assert (code, "error structure 2:9" in out) == (1, True)
    assert submit(tmp_path / "none.csv", "2026-01-01")[0] == 2
    assert submit(file, "ayer")[0] == 2
    assert submit(file, "2026-01-01", flow="DF_HOMICIDE", state="PAN")[0] == 1


@reference.needed
def test_two_real_vintages_differ_in_53_cells():
    make.state("MEX")
    said = []
    for day in ("2026-02-21", "2026-03-22"):
        path = reference.FOLDER / f"mex_sesnsp_estatal_vintage_{day}.csv"
        code, out, err = submit(path, day, "--json")
        assert (code, err) == (0, "")
        said.append(json.loads(out))
    counts = [[one[name] for name in ("cells", "new", "changed", "removed")] for one in said]
    assert counts == [[3648, 3648, 0, 0], [7296, 3648, 53, 0]]
    assert sum(one["after"] - one["before"] for one in said[1]["changes"]) == 105
    assert {one["area"] for one in said[1]["findings"] if one["rule"] == "shift"} >= {"11", "27"}


def post(program: Program, *rows: str, **said: str):
    raw = SimpleUploadedFile("cifras.csv", "\n".join([HEAD, *rows]).encode(), "text/csv")
    form = {"dataflow": "DF_ICCS", "state": "PAN", "vintage": "2025-03-01", "file": raw, **said}
    return program.client.post("/api/v1/submissions", form, headers=program.headers)


def test_a_program_delivers_and_reads_what_was_found():
    make.state("PAN"), make.state("CRI")
    home = make.institution("pan-statistics", "PAN")
    program = Program(make.person(home, "statistician"))
    made = post(program, row(2023, "diez"))
    assert (made.status_code, list(made.json())) == (202, ["submission"])
    address = f"/submissions/{made.json()['submission']}"
    assert program.get(address).json() == {
        "submission": made.json()["submission"], "dataflow": "DF_ICCS", "state": "PAN",
        "vintage": "2025-03-01", "stage": "submitted",
    }  # fmt: skip
    jobs.check_delivery(submission=made.json()["submission"])
    jobs.check_delivery(submission=made.json()["submission"])
    answer = program.get(address, lang="en").json()
    assert (answer["stage"], answer["cells"], answer["findings"][0]["line"]) == ("checked", 0, 2)
    assert program.get("/submissions").json()["count"] == 1
    stranger = Program(make.person(make.institution("cri-statistics", "CRI"), "statistician"))
    assert stranger.get(address).status_code == 404
    assert post(stranger, row()).status_code == 403
    assert stranger.get("/submissions").json()["count"] == 0


@pytest.mark.parametrize(
    ("said", "loc"),
    [({"dataflow": "DF_X"}, "dataflow"), ({"state": "XXX"}, "state"), ({"vintage": "x"}, "vintage"),
     ({"file": ""}, "file")],
)  # fmt: skip
def test_bad_input_is_refused_at_its_field(said, loc):
    make.state("PAN")
    program = Program(make.person(make.institution("pan-statistics", "PAN"), "statistician"))
    refused = post(program, row(), **said)
    assert (refused.status_code, refused.json()["errors"][0]["loc"]) == (422, [loc])
