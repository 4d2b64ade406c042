"""The pages of deliveries: a State uploads, sees its cells, explains, agrees; what is late."""

import json
import re
from datetime import UTC, date, datetime
from io import BytesIO, StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from openpyxl import Workbook, load_workbook

from almenara.core.access.context import acting, system_work
from almenara.core.journal.models import Entry
from almenara.core.parties.actor import SYSTEM
from almenara.directory.tests import make
from almenara.observatory import boards, cells, jobs, queries, schedules, workbooks
from almenara.observatory.intake.periods import frequency
from almenara.observatory.intake.reading import Sender, read
from almenara.observatory.tests import flows, reference
from almenara.observatory.tests.test_deliveries import HEAD, row
from tests.acceptance.directory import browser
from tests.extent import some
from tests.shared import built_once

pytestmark = [pytest.mark.django_db, pytest.mark.sampled]


def office():
    """Two statisticians of Panama, the desk and a statistician of Costa Rica."""
    for code in ("PAN", "CRI"):
        make.state(code)
    home = make.institution("pan-statistics", "PAN")
    people = [make.person(home, "statistician") for _number in range(2)]
    desk = make.person(make.institution("s-dsp", kind="secretariat"), "analyst")
    other = make.person(make.institution("cri-statistics", "CRI"), "statistician")
    return [browser(one) for one in (*people, desk, other)]


_office = built_once(office)


@pytest.fixture
def panama(_office, db):
    return _office


def csv(*rows: str, head: str = HEAD) -> SimpleUploadedFile:
    return SimpleUploadedFile("cifras.csv", "\n".join([head, *rows]).encode(), "text/csv")


def upload(page, *rows: str, **said):
    form = {"dataflow": "DF_ICCS", "vintage": "2026-03-01", "file": csv(*rows), **said}
    made = page.post("/submissions/", form)
    assert made.status_code == 302, made.content.decode()
    jobs.check_delivery(submission=made.url.split("/")[2])
    return made.url


def text(page, url: str, **asked: str) -> str:
    got = page.get(url, asked)
    assert got.status_code == 200, got.content
    return got.content.decode()


def test_a_delivery_goes_its_way_from_the_file_to_the_agreement(panama):
    one, two, desk, other = panama
    assert "Ninguna entrega todavía" in text(one, "/submissions/")
    url = upload(one, row(2019, 10), row(2022, 5), row(2023, "doce"))
    page = text(one, url)
    for words in ("I4", "no es una cifra", "hallazgo en", "De 100", "En su hoja"):
        assert words in page
    assert other.get(url).status_code == 404
    assert "Queda" in text(desk, url)
    assert one.post(f"{url}explain/", {"answer": "x"}).status_code == 422
    assert one.post(f"{url}explain/", {"answer": "", "all": "1"}).status_code == 422
    assert desk.post(f"{url}explain/", {"answer": "x", "all": "1"}).status_code == 403
    assert desk.post(f"{url}accept/").status_code == 409
    assert one.post(f"{url}explain/", {"answer": "Sin registro", "all": "1"}).status_code == 302
    assert "Sin registro" in text(desk, url)
    assert one.post(f"{url}accept/").status_code == 403
    assert desk.post(f"{url}accept/").status_code == 302
    assert one.post(f"{url}agree/").status_code == 403  # who delivered does not answer
    assert two.post(f"{url}agree/").status_code == 302
    assert "Con el acuerdo del Estado" in text(one, url)


def test_findings_leave_as_a_file_in_the_readers_language(panama):
    one, _two, _desk, other = panama
    url = upload(one, row(2023, "doce"))
    got = one.get(f"{url}findings.csv").content.decode("utf-8-sig").splitlines()
    assert got[0].startswith("Celda,Fila,Columna,Nivel,Regla")
    assert got[1].startswith("I2,2,9,Error,Estructura,PAN,2023")
    book = load_workbook(BytesIO(one.get(f"{url}findings.xlsx").content))
    assert [cell.value for cell in book.active[2]][:3] == ["I2", 2, 9]
    assert other.get(f"{url}findings.csv").status_code == 404


def test_the_desk_gives_back_and_a_new_file_corrects(panama):
    one, _two, desk, _other = panama
    url = upload(one, row(2023, 10))
    assert desk.post(f"{url}return/", {"reason": ""}).status_code == 422
    assert desk.post(f"{url}return/", {"reason": "Falta 2022"}).status_code == 302
    assert "Falta 2022" in text(one, url)
    again = upload(one, row(2023, 10))  # the same file counts again once it was returned
    assert again != url
    assert one.post(f"{again}withdraw/", {"reason": "Me equivoqué"}).status_code == 302
    assert "Retirada" in text(one, again)


def test_a_template_has_the_codes_locked_and_comes_back_as_it_is(panama):
    one, _two, desk, _other = panama
    upload(one, row(2022, 10), row(2023, 12))
    got = one.get("/flows/DF_ICCS/template.xlsx", {"period": "2024", "lang": "en"})
    book = load_workbook(BytesIO(got.content))
    sheet = book["DF_ICCS"]
    assert sheet.protection.sheet
    assert [cell.protection.locked for cell in sheet[2]][-3:] == [True, False, False]
    assert len(sheet.data_validations.dataValidation) == 7
    sheet["I2"] = 14
    out = BytesIO()
    book.save(out)
    file = SimpleUploadedFile("plantilla.xlsx", out.getvalue())
    url = upload(one, file=file, vintage="2026-04-01")
    with acting(SYSTEM):
        result = queries.submission(SYSTEM, url.split("/")[2]).result
    assert (result["cells"], result["periods"], result["removed"]) == (1, ["2024"], 2)
    for page, address, status in (
        (desk, "/flows/DF_ICCS/template.xlsx", 403),
        (one, "/flows/DF_HOMICIDE/template.xlsx", 404),
        (one, "/flows/DF_NONE/template.xlsx", 404),
        (one, "/flows/DF_ICCS/template.xlsx?period=../../x", 404),
        (one, "/flows/DF_ICCS/template.xlsx?period=2024-W53", 404),
    ):
        assert page.get(address).status_code == status


def test_a_delivery_begins_with_the_last_one_as_it_was(panama):
    one, *_others = panama
    address = "/flows/DF_ICCS/template.xlsx?from=last"
    assert one.get(address).status_code == 200, "without a last one, the series of the structure"
    upload(one, row(2022, 10), row(2023, 12))
    book = load_workbook(BytesIO(one.get(address).content))
    lines = [[cell.value for cell in line][-3:-1] for line in book["DF_ICCS"].iter_rows(2)]
    assert [line for line in lines if line[1] is not None] == [["2022", 10], ["2023", 12]]
    out = BytesIO()
    book["DF_ICCS"]["I3"] = 13
    book.save(out)
    url = upload(one, file=SimpleUploadedFile("otra.xlsx", out.getvalue()), vintage="2026-04-01")
    with acting(SYSTEM):
        result = queries.submission(SYSTEM, url.split("/")[2]).result
    assert (result["cells"], result["removed"]) == (2, 0)


@pytest.mark.parametrize("period", ["2025", "2025-S1", "2025-Q1", "2025-01", "2025-W05"])
def test_a_first_template_has_the_frequency_of_its_period(period):
    flow = flows.crimes()
    none = cells.of_rows(flow.dimensions, {}, [])
    found = workbooks.lines(flow, "MEX", period, none)
    assert {key[0] for key, _period, _value in found} == {frequency(period)}


@pytest.mark.parametrize("language", ["es", "en", "pt", "fr"])
def test_a_first_template_offers_the_series_of_the_structure(language):
    flow = flows.crimes()
    none = cells.of_rows(flow.dimensions, {}, [])
    raw = workbooks.template(flow, workbooks.lines(flow, "MEX", "2025", none), language)
    got = read(raw, flow, Sender("MEX"))
    assert (len(got.table), got.findings) == (1 * 3 * 5 * 2, ())
    assert {cell.value for cell in got.table} == {None}


UN = (
    "Iso3_code,Region,Subregion,Country,Source,Dimension,Category,Sex,Age,Year,"
    "Unit of measurement,VALUE"
)


def test_what_the_united_nations_have_fills_the_template(panama):
    one, _two, desk, _other = panama
    rows = ["PAN,A,B,Panama,CTS,Total,Total,Total,Total,2022,Counts,501",
            "PAN,A,B,Panama,CTS,by citizenship,Foreign,Total,Total,2022,Counts,7",
            "CRI,A,B,Costa Rica,CTS,Total,Total,Total,Total,2022,Counts,9"]  # fmt: skip
    form = {"un-dataflow": "DF_ICCS", "un-file": csv(*rows, head=f"UNODC\n2024\n{UN}")}
    seen = one.post("/submissions/prefill/?lang=es", form)
    assert seen.status_code == 200, seen.content.decode()
    page = seen.content.decode()
    assert "1 cifra de su Estado pasa a la plantilla" in page
    assert "1 fila de otro territorio" in page
    assert "Dimension «by citizenship»" in page
    kept = {"said": seen.context["form"]["said"].value()}
    refused = one.post("/submissions/prefill/?lang=es", kept)
    assert refused.status_code == 422
    assert "Sin el consentimiento de su Estado" in refused.content.decode()
    got = one.post("/submissions/prefill/", kept | {"consent": "on"})
    book = load_workbook(BytesIO(got.content))
    cells = [cell.value for cell in book["DF_ICCS"][2]]
    assert (cells[1][:3], cells[-3:-1]) == ("PAN", ["2022", 501])
    with system_work():
        [line] = Entry.objects.filter(verb="reuse")
    assert '"figures":1' in line.leaf
    left = [[cell.value for cell in row] for row in book["cobertura"]]
    assert ["Dimension", "by citizenship", "1"] in left
    wrong = {"un-dataflow": "DF_ICCS", "un-file": csv(rows[1], head=UN)}
    assert one.post("/submissions/prefill/", wrong).status_code == 422
    assert desk.post("/submissions/prefill/", wrong).status_code == 403
    for said in ("", "x", seen.context["form"]["said"].value() + "x"):
        sent = {"said": said, "consent": "on"}
        assert one.post("/submissions/prefill/", sent).status_code == 422


COUNTS = ["region", "sub_region", "country", "year", "count", "rate"]
WIDE = ["Country", "Region", "Subregion", "Indicator", 2016, 2017]


def filled(page, flow, rows, **chosen):
    """The preview of a workbook, and the figures of the template that it gives."""
    book, out = Workbook(), BytesIO()
    for line in rows:
        book.active.append(line)
    book.save(out)
    form = {"un-dataflow": flow, "un-file": SimpleUploadedFile("un.xlsx", out.getvalue())}
    seen = page.post("/submissions/prefill/?lang=es", form)
    assert seen.status_code == 200, seen.content.decode()
    said = {"said": seen.context["form"]["said"].value(), "consent": "on", **chosen}
    got = page.post("/submissions/prefill/", said)
    assert got.status_code == 200, got.content.decode()
    made = load_workbook(BytesIO(got.content))[flow]
    return seen.content.decode(), [[cell.value for cell in row] for row in made.iter_rows(2)
                                   if row[-2].value is not None]  # fmt: skip


def test_a_workbook_of_one_offence_asks_which(panama):
    one, *_others = panama
    rows = [COUNTS, ["Americas", "Central America", "Panama", "2016", 41, 0.00041],
            ["Americas", "", "Bolivia (Plurinational State of)", "2016", 9, 1]]  # fmt: skip
    seen, lines = filled(one, "DF_ICCS", rows, ICCS="0401")
    assert "La columna «rate» no es de este flujo" in seen  # in two of three files it is wrong
    assert "1 fila de otro territorio" in seen
    [line] = lines
    assert [line[2][:4], line[-3], line[-2]] == ["0401", "2016", 41]
    form = {"un-dataflow": "DF_ICCS"}
    file = csv(",".join(map(str, rows[1])), head=",".join(COUNTS))
    said = one.post("/submissions/prefill/", form | {"un-file": file}).context["form"]["said"]
    sent = {"said": said.value(), "consent": "on"}
    refused = one.post("/submissions/prefill/?lang=es", sent)
    assert (refused.status_code, "ICCS" in refused.context["form"].errors) == (422, True)


def test_a_wide_workbook_fills_what_has_a_counterpart_and_says_what_has_not(panama):
    one, *_others = panama
    rows = [WIDE, ["Panama", "Americas", "Central America", "Male 15-29 Count", 12, None],
            ["Panama", "Americas", "Central America", "Firearms Rate", 7.5, 8.25],
            ["Panama", "Americas", "", "Intimate Partner Homicide", 3, 4]]  # fmt: skip
    seen, lines = filled(one, "DF_ICCS", rows)
    assert "Intimate Partner Homicide" in seen
    assert [[cell.partition(":")[0] for cell in line[3:7]] + line[7:9] for line in lines] == [
        ["M", "Y15T29", "_T", "NUMBER", "2016", 12],
        ["_T", "_T", "FIREARM", "PER_100K", "2016", 7.5],
        ["_T", "_T", "FIREARM", "PER_100K", "2017", 8.25],
    ]
    head = ["Country", "Indicator", 2016]
    total = ["Panama", "Total Prison Population", "16,562"]
    seen, lines = filled(one, "DF_PRISON", [head, total, ["Panama", "Intentional Homicide", 3]])
    assert [line[-2] for line in lines] == [16562]
    assert "Intentional Homicide" in seen
    head = ["Country", "DrugName", "Reference year", "Kilograms", "msCode"]
    rows = [head, ["Panama", "Heroin", 2020, 1.5, "PAN"], ["Panama", "Psilocybine", 2020, 2, "PAN"]]
    seen, lines = filled(one, "DF_SEIZURES", rows)
    assert [line[-2] for line in lines] == [1.5]
    assert "Psilocybine" in seen
    twice = [*rows, ["Panama", "Opium", 2020, 0.1, "PAN"], ["Panama", "Opium", 2020, 900, "PAN"]]
    seen, lines = filled(one, "DF_SEIZURES", twice)
    assert [line[-2] for line in lines] == [1.5]  # which of the two is meant, only they know
    assert "La misma cifra está ya en la fila 4" in seen


@reference.needed
@pytest.mark.parametrize(
    ("name", "flow", "least"),
    some(
        [
            ("unodc_cts2019_kidnapping.xlsx", "DF_ICCS", 10),
            ("unodc_cts2019_robbery.xlsx", "DF_ICCS", 10),
            ("unodc_cts2019_serious_assault.xlsx", "DF_ICCS", 10),
            ("unodc_ghs2019_homicide_wide_1990_2017.csv", "DF_ICCS", 300),
            ("unodc_ghs2019_homicide_rates_sex_age_mechanism.csv", "DF_ICCS", 100),
            ("unodc_ghs2019_prison_homicide.csv", "DF_PRISON", 5),
            ("unodc_wdr2025_7.1_drug_seizures_2019_2023.xlsx", "DF_SEIZURES", 20),
        ],
        each=2,
        first=1,
    ),
)
def test_the_real_workbooks_fill_the_template_of_mexico(name, flow, least):
    file = reference.FOLDER / name
    sender = Sender("MEX", picks=True)
    got = read(file.read_bytes(), queries.flow(SYSTEM, flow), sender)
    assert not [one for one in got.findings if one.rule == "code"]  # a line twice is told, as ever
    assert sum(cell.value is not None for cell in got.table) >= least
    assert got.others


def test_nothing_to_report_is_said_in_one_step(panama):
    one, *_others = panama
    said = {"dataflow": "DF_NPS", "period": "2025-Q4"}
    made = one.post("/submissions/nothing/", said)
    assert made.status_code == 302
    assert "Nada que informar" in text(one, made.url)
    for period in ("ayer", "", "2099", "2024-W05"):
        assert one.post("/submissions/nothing/", {**said, "period": period}).status_code == 422


def test_maps_of_codes_have_versions_and_are_used(panama):
    one, _two, _desk, other = panama
    table = csv("A,0101,1", "B,0102,0", head="national,code,exact")
    said = {"dataflow": "DF_ICCS", "dimension": "ICCS", "coverage": "Sin tentativas"}
    assert one.post("/maps/", {**said, "file": table}).status_code == 302
    yaml = SimpleUploadedFile("map.yaml", b'codes: {A: "0101", B: "0102"}')
    assert one.post("/maps/", {**said, "file": yaml}).status_code == 302
    page = text(one, "/maps/")
    assert ("Sin tentativas" in page, "2 códigos, 1 exactos" in page) == (True, True)
    url = upload(one, "A,PAN,A,_T,_T,_T,NUMBER,2023,7")
    assert "Ningún hallazgo" in text(one, url)
    wrong = csv("A,9999,1", "A,0101,1", head="national,code,exact")
    assert one.post("/maps/", {**said, "file": wrong}).status_code == 422
    assert one.post("/maps/", {**said, "dimension": "X", "file": table}).status_code == 422
    assert "Ninguna tabla" in text(other, "/maps/")
    address = re.search(r"/maps/[0-9a-f-]{36}/codes.csv", page)[0]
    assert b"national,code,exact" in one.get(address).content
    assert other.get(address).status_code == 404


def remind(day: str) -> list[dict[str, object]]:
    out = StringIO()
    call_command("deliveries", "--at", f"{day}T06:00:00Z", "--json", stdout=out)
    return json.loads(out.getvalue())["told"]


def test_a_calendar_is_arranged_and_what_is_late_is_reminded_three_times(panama):
    one, _two, desk, other = panama
    said = {"dataflow": "DF_ICCS", "institution": "pan-statistics", "starts": "2024-01-01"}
    assert one.post("/deliveries/", said).status_code == 403
    assert "Ningún calendario" in text(one, "/deliveries/")
    assert desk.post("/deliveries/", said).status_code == 302
    assert remind("2025-06-01") == []  # not yet: due 180 days after the year
    assert [line["reminder"] for line in remind("2025-07-05")] == [1]
    assert remind("2025-07-05") == []
    assert [(line["reminder"], line["period"], line["state"]) for line in remind("2025-07-20")] == [
        (2, "2024", "PAN")
    ]
    assert [line["reminder"] for line in remind("2025-08-20")] == [3]
    assert remind("2025-09-30") == []
    with system_work():
        [line] = boards.board(SYSTEM, datetime(2025, 9, 30, 12, tzinfo=UTC))
        assert [(one.due.period, one.stage, one.days) for one in line.standings] == [
            ("2024", "late", 93)
        ]
        at = datetime(2025, 6, 30, 3, tzinfo=UTC)  # in Panama the last day in time is not over
        assert [one.days for line in boards.board(SYSTEM, at) for one in line.standings] == [0]
    assert "Faltan" in text(one, "/deliveries/")
    assert "Ningún calendario" in text(other, "/deliveries/")
    url = upload(one, row(2024, 10))
    assert f'href="{url}"' in text(one, "/deliveries/")


@pytest.mark.parametrize(
    ("frequency", "starts", "until", "periods"),
    [("A", "2023-01-01", "2025-06-01", ["2024", "2023"]),
     ("M", "2025-11-15", "2026-02-01", ["2026-01", "2025-12", "2025-11"]),
     ("Q", "2025-07-01", "2026-01-01", ["2025-Q4", "2025-Q3"]),
     ("S", "2025-01-01", "2025-12-31", ["2025-S1"]),
     ("W", "2025-12-29", "2026-01-12", ["2026-W02", "2026-W01"])],
)  # fmt: skip
def test_periods_are_due_once_they_have_ended(frequency, starts, until, periods):
    found = schedules.due(frequency, 10, date.fromisoformat(starts), date.fromisoformat(until))
    assert [one.period for one in found] == periods


def test_the_list_asks_no_more_for_more_deliveries(panama, django_assert_max_num_queries):
    one, *_others = panama
    for year in range(2000, 2003):
        upload(one, row(year, 10), vintage=f"{year + 1}-01-01")
    with django_assert_max_num_queries(40):
        text(one, "/submissions/")
    with system_work():
        assert queries.submissions(SYSTEM).count() == 3
