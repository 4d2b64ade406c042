"""S59: the ledger comes in to the cent, stops at the row without a place, and meets the budget."""

import json

import pytest
from django.core.management import call_command

from almenara.directory.tests import make
from almenara.funds.tests.make import ledger, line
from tests.acceptance.directory import Program, browser
from tests.acceptance.funds import accepted, enrol, open_fund, receive, upload

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk():
    client = browser(make.officer())
    open_fund(client)
    open_fund(client, "F-2", currency="CAD", codes="10; Uno\n20; Dos")
    return client


def command(capsys, file, *more):
    """The exit code, what `--json` prints, and what is told beside it."""
    code = 0
    try:
        call_command("ledger", "import", str(file), "--json", *more)
    except SystemExit as end:
        code = int(end.code or 0)
    said = capsys.readouterr()
    return code, json.loads(said.out), said.err


def test_totals_by_fund_equal_the_file_to_the_cent(desk, tmp_path, capsys):
    rows = [line("1.234,56"), line("-0,56"), line("7", fund="F-2", code="10", currency="CAD"),
            line("0,01", currency="EUR", text="Añadido")]  # fmt: skip
    file = tmp_path / "2021.csv"
    file.write_bytes(ledger(rows, "cp1252", ";"))
    wanted = {
        "lines": 4,
        "totals": {"F-1": {"EUR": "0.01", "USD": "1234.00"}, "F-2": {"CAD": "7.00"}},
    }
    for _time in ("first", "the same again"):
        code, said, told = command(capsys, file, "--decimal", "comma")
        assert (code, said) == (0, wanted)
        assert "Windows-1252" in told
        assert "F-1: se gastó más de lo acordado" in told  # a finding, not a refusal
    page = desk.get("/ledger/").content.decode()
    assert page.count("2021.csv") == 1
    file.write_bytes(ledger([line("1.00")]))
    assert command(capsys, file)[1]["totals"] == {"F-1": {"USD": "1.00"}}
    page = desk.get("/ledger/").content.decode()
    assert page.count("2021.csv") == 2
    assert "Reemplazado" in page
    code, said, _told = command(capsys, tmp_path / "absent.csv")
    assert (code, said["errors"][0]["loc"]) == (2, ["file"])


def test_a_line_without_a_place_stops_with_its_row_and_nothing_is_imported(desk, tmp_path, capsys):
    file = tmp_path / "2021.csv"
    for wrong in ({"code": "999"}, {"fund": "F-9"}, {"currency": "XXX"}, {"date": "2030-01-01"},
                  {"amount": "1,5"}, {"text": "TOTAL"}):  # fmt: skip
        file.write_bytes(ledger([line(), line(**wrong), line()]))
        code, said, _told = command(capsys, file)
        assert (code, said["lines"], said["totals"], said["stopped_at"]["row"]) == (1, 0, {}, 3)
        assert said["stopped_at"]["msg"]
    seen = upload(desk, [line(), line(code="999")])
    assert seen.status_code == 422
    assert "Fila 3:" in seen.content.decode()
    assert "Ningún archivo todavía" in desk.get("/ledger/").content.decode()


def test_a_file_is_looked_at_before_it_counts_and_an_overspent_fund_is_a_finding(desk):
    enrol(desk, "donor-a")
    receive(desk, "donor-a", "100.00", "F-1")
    seen = upload(desk, [line("150.00")])
    assert "Todavía no cuenta" in desk.get(seen["Location"]).content.decode()
    assert "más de lo acordado" not in desk.get("/funds/F-1/").content.decode()
    assert desk.post(f"{seen['Location']}accept/").status_code == 302
    assert "más de lo acordado" in desk.get("/funds/F-1/").content.decode()
    assert "más de lo acordado" in desk.get("/funds/").content.decode()
    other = upload(desk, [line("1.00")])
    assert desk.post(f"{other['Location']}withdraw/").status_code == 302
    assert desk.get(other["Location"]).status_code == 404


def test_the_budget_is_executed_by_the_ledger_and_the_approved_part_is_public(desk, client):
    said = {"titles_es": "Cursos", "chapter": "12", "programme": "CICTE", "year": "2021",
            "pays": "F-1:100", "approved": "1000.00"}  # fmt: skip
    assert desk.post("/budget/new/", said).status_code == 302
    assert desk.post("/budget/new/", said).status_code == 422
    assert "CICTE" not in client.get("/budget/").content.decode()
    page = desk.get("/budget/").content.decode()
    pk = page.split("/stage/")[0].split("/")[-1]
    assert desk.post(f"/budget/{pk}/stage/", {"stage": "approve"}).status_code == 302
    accepted(desk, [line("1100.00"), line("25.00", currency="EUR")])
    page = desk.get("/budget/?year=2021").content.decode()
    assert "pasa de lo previsto" in page
    assert desk.post(f"/budget/{pk}/revised/", {"revised": "1200.00"}).status_code == 302
    page = desk.get("/budget/?year=2021").content.decode()
    assert "pasa de lo previsto" not in page
    public = client.get("/budget/").content.decode()
    assert "CICTE" in public
    assert "Ejecutado" not in public


def test_programs_know_the_funds_of_which_a_ledger_may_speak(desk):
    items = Program(make.officer()).get("/funds").json()["items"]
    assert items[0] == {
        "code": "F-1", "from": "2021-01-01", "until": "2021-12-31", "codes": ["100", "200"],
    }  # fmt: skip
