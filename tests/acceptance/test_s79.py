"""S79: each figure of the annual report opens its rows, and stays what it was when they change."""

import hashlib
import io
import json
import re
from decimal import Decimal
from pathlib import Path
from urllib.parse import quote

import pytest
from django.conf import settings
from django.core.management import call_command

from almenara.directory.tests import make
from almenara.funds.tests import make as money
from tests.acceptance import funds
from tests.acceptance.directory import Program, browser
from tests.acceptance.programmes import hold, planned, result, roll, send
from tests.extent import some

pytestmark = [pytest.mark.django_db, pytest.mark.sampled]
SLUG = "annual-cicte-2020-2021"
PEOPLE = "people-trained?plan=cicte-2020-2021&result=D3.1"
PROGRESS = "result-progress?plan=cicte-2020-2021&result=D3.1"


@pytest.fixture(autouse=True)
def _home(tmp_path, settings):
    settings.HOME = tmp_path


def officers(numbers):
    return [f"Oficial {n},MEX,Aduana,,,M-{n},600" for n in numbers]


def trained(desk, numbers):
    course = planned(desk, "D3.1")
    hold(desk, course)
    assert send(desk, f"{course}/participants", file=roll(officers(numbers))).status_code == 200
    return course


def built(language="es"):
    out = io.StringIO()
    call_command("report", "build", SLUG, "--language", language, "--json", stdout=out)
    return json.loads(out.getvalue())


def figure(edition, token):
    return next(one for one in edition["figures"] if one["token"] == token)


def again(rows, of=None):
    """The figure and the hash, made anew from the rows that the API gave."""
    lines = sorted(f"{r['id']}\t{r.get('key', '')}\t{r.get('value', '')}\n" for r in rows)
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def test_each_figure_opens_its_rows_and_is_made_again_from_them():
    desk = Program(make.officer())
    trained(desk, range(30))
    trained(desk, range(19, 41))
    edition = built()
    assert figure(edition, PEOPLE)["value"] == 41 == result(desk, "D3.1")["value"]
    assert figure(edition, PROGRESS)["value"] == 68
    for one in some(edition["figures"], each=4):
        got = desk.client.get(f"{one['rows_url']}?limit=200", headers=desk.headers).json()
        assert got["hidden"] == 0
        assert again(got["items"]) == one["rows_hash"]
        live = desk.get(f"/measures/{one['token']}").json()
        assert (live["value"], live["rows_hash"]) == (one["value"], one["rows_hash"])
        assert {"as_of", "unit", "rows_url"} <= set(live)
    rows = desk.client.get(figure(edition, PEOPLE)["rows_url"], headers=desk.headers).json()
    assert rows["count"] == 52
    assert len({row["key"] for row in rows["items"]} | {""}) <= 42


def test_every_result_with_a_target_and_every_fund_is_in_it_in_four_languages():
    desk = Program(make.officer())
    plan = desk.get("/plans/cicte-2020-2021/results", limit="200").json()["items"]
    promised = [row["id"] for row in plan if row["target"]["kind"] != "none"]
    titles = {}
    for number, language in enumerate(("es", "en", "pt", "fr"), 1):
        edition = built(language)
        tokens = [one["token"] for one in edition["figures"]]
        assert edition["edition"] == number
        for code in promised:
            assert f"result-progress?plan=cicte-2020-2021&result={code}" in tokens
        for form in ("pdf", "docx", "html"):
            assert edition[form].startswith(str(settings.HOME))
        page = Path(edition["html"]).read_text(encoding="utf-8")
        assert page.count("<data value=") == len(tokens)
        assert f'<html lang="{language}">' in page
        titles[language] = re.search(r"<h1>(.*?)</h1>", page)[1]
        pdf = Path(edition["pdf"]).read_bytes()
        assert b"/StructTreeRoot" in pdf
        assert f"/Lang({language})".encode() in pdf
    assert len(set(titles.values())) == 4


def test_freezing_keeps_figures_and_rows_after_the_data_changed():
    desk = Program(make.officer())
    trained(desk, range(30))
    before = figure(built(), PEOPLE)
    frozen = desk.client.get(before["rows_url"], headers=desk.headers).content
    trained(desk, range(19, 41))
    now = figure(desk.get(f"/reports/{SLUG}/editions/1").json(), PEOPLE)
    assert (now["value"], now["now"], now["rows_hash"]) == (30, 41, before["rows_hash"])
    assert desk.client.get(before["rows_url"], headers=desk.headers).content == frozen
    page = browser(make.officer()).get(f"/reports/{SLUG}/1/").content.decode()
    assert '<data value="30">30</data>' in page
    assert "cambió desde: ahora 41" in page
    number = before["rows_url"].split("/")[-2]
    opened = browser(make.officer()).get(f"/reports/{SLUG}/1/figures/{number}/")
    assert "cambió desde: ahora 41" in opened.content.decode()
    second = figure(built(), PEOPLE)
    assert second["value"] == 41
    got = figure(desk.get(f"/reports/{SLUG}/editions/2").json(), PEOPLE)
    assert "now" not in got


def test_a_number_typed_by_hand_is_marked_in_every_output():
    officer = browser(make.officer())
    said = {"place": "challenges", "language": "es", "text": "Faltaron 17 oficiales; hubo "
            "{{figure activities-held?plan=cicte-2020-2021}} actividades en 2021."}  # fmt: skip
    assert officer.post(f"/reports/{SLUG}/prose/", said).status_code == 302
    bad = officer.post(f"/reports/{SLUG}/prose/", said | {"text": "{{figure nothing?x=1}}"})
    assert (bad.status_code, "Medida desconocida" in bad.content.decode()) == (422, True)
    assert officer.post(f"/reports/{SLUG}/build/", {"language": "es"}).status_code == 302
    page = officer.get(f"/reports/{SLUG}/1/").content.decode()
    assert "<mark>17</mark>" in page
    assert "cifra sin fuente" in page
    assert "<mark>2021</mark>" not in page
    html = officer.get(f"/reports/{SLUG}/1/report.html").content.decode()
    assert "<mark>17</mark>" in html
    assert officer.get(f"/reports/{SLUG}/1/report.docx").status_code == 200
    assert officer.get(f"/reports/{SLUG}/1/report.pdf").content.startswith(b"%PDF")


def test_an_edition_is_cleared_by_another_presented_published_and_corrected_by_a_new_one():
    author, other = make.officer(), make.officer()
    desk, state = Program(author), Program(make.country("PAN").duty)
    made = desk.post(f"/reports/{SLUG}/editions", {"language": "es"})
    assert (made.status_code, made.json()["stage"]) == (201, "drafted")
    address = f"/reports/{SLUG}/editions/1"
    assert state.get(address).status_code == 404
    assert desk.post(f"{address}/stage", {"stage": "published"}).status_code == 409
    assert desk.post(f"{address}/stage", {"stage": "cleared"}).status_code == 403
    for stage, seen in (("cleared", 404), ("presented", 200), ("published", 200)):
        moved = Program(other).post(f"{address}/stage", {"stage": stage})
        assert (moved.status_code, moved.json()["stage"]) == (200, stage)
        assert state.get(address).status_code == seen
    assert state.client.get(f"/api/v1{address}").status_code == 200
    wrong = desk.post(f"/reports/{SLUG}/editions", {"replaces": 7})
    assert wrong.status_code == 422
    corrected = desk.post(f"/reports/{SLUG}/editions", {"replaces": 1}).json()
    assert (corrected["edition"], corrected["replaces"]) == (2, 1)
    first = desk.get(address).json()
    assert (first["stage"], first["replaced_by"]) == ("published", 2)
    assert state.get(address).json()["replaced_by"] is None  # the corrigendum is still a draft
    assert desk.post(f"/reports/{SLUG}/editions", {"replaces": 1}).status_code == 409


def test_rows_that_are_not_for_a_reader_are_counted_and_not_shown():
    desk, state = Program(make.officer()), Program(make.country("PAN").duty)
    trained(desk, range(3))
    hidden = planned(desk, "D3.3", marking="TLP:AMBER")
    hold(desk, hidden)
    for reader, seen in ((desk, (3, 0)), (state, (0, 3))):
        got = reader.get(f"/measures/people-trained/rows?{PEOPLE.partition('?')[2]}").json()
        assert (got["count"], got["hidden"]) == seen
        assert reader.get(f"/measures/{PEOPLE}").json()["value"] == 3
    got = state.get("/measures/activities-held/rows?plan=cicte-2020-2021&result=D3.3").json()
    assert (got["items"], got["hidden"]) == ([], 1)


def test_measures_say_what_they_take_and_refuse_the_rest():
    desk, state = Program(make.officer()), Program(make.country("PAN").duty)
    found = {one["code"]: one for one in state.client.get("/api/v1/measures").json()["items"]}
    assert {"people-trained", "activities-held", "expenditure", "result-progress"} <= set(found)
    assert found["result-progress"]["aggregation"] == "ratio"
    assert set(found["people-trained"]["names"]) == {"es", "en", "pt", "fr"}
    for bad in ("people-trained", "people-trained?plan=none",
                "result-progress?plan=cicte-2020-2021",
                "people-trained?plan=cicte-2020-2021&result=Z9", "expenditure?fund=F1",
                "people-trained?plan=cicte-2020-2021&fund=F1",
                f"people-trained?plan=cicte-2020-2021&other={quote('ñ')}"):  # fmt: skip
        assert desk.get(f"/measures/{bad}").status_code == 422, bad
    assert desk.get("/measures/nothing?plan=cicte-2020-2021").status_code == 404
    assert state.get("/measures/expenditure?fund=F1&currency=USD").status_code == 403
    assert state.post(f"/reports/{SLUG}/editions", {}).status_code == 403
    promise = "result-progress?plan=cicte-2020-2021&result=A1"
    assert desk.get(f"/measures/{promise}").json()["value"] is None


def test_every_fund_and_currency_is_in_it_and_equals_the_ledger_to_the_cent():
    officer = make.officer()
    desk, office = Program(officer), browser(officer)
    funds.open_fund(office)
    rows = [money.line("100.10"), money.line("-0.15", line="2"),
            money.line("7.00", currency="EUR", line="3")]  # fmt: skip
    funds.accepted(office, rows)
    edition = built()
    spent = {c: f"expenditure?currency={c}&fund=F-1" for c in ("USD", "EUR")}
    assert figure(edition, spent["USD"])["value"] == "99.95"
    assert figure(edition, spent["EUR"])["value"] == "7.00"
    for token in spent.values():
        one = figure(edition, token)
        got = desk.client.get(one["rows_url"], headers=desk.headers).json()["items"]
        assert again(got) == one["rows_hash"]
        assert sum(Decimal(row["value"]) for row in got) == Decimal(one["value"])
        assert desk.get(f"/measures/{token}").json()["value"] == one["value"]
    page = office.get(f"/reports/{SLUG}/{edition['edition']}/").content.decode()
    assert '<data value="99.95">99,95\u00a0USD</data>' in page
    funds.accepted(office, [money.line("50.00")])  # the file again, corrected
    now = desk.get(f"/reports/{SLUG}/editions/{edition['edition']}").json()
    changed = figure(now, spent["USD"])
    assert (changed["value"], changed["now"]) == ("99.95", "50.00")
    assert figure(now, spent["EUR"])["now"] == "0.00"
