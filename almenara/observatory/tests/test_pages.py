"""The pages of the observatory, as anybody sees them: a figure never stands alone."""

from datetime import timedelta
from io import BytesIO

import duckdb
import pytest
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

from almenara.core.parties.actor import SYSTEM
from almenara.observatory.cells import Cell
from almenara.observatory.pages import readings
from almenara.observatory.services import agreeing
from almenara.observatory.tests import make, publishing
from almenara.observatory.tests.publishing import homicide
from tests.shared import built_once

pytestmark = pytest.mark.django_db
RATES = [
    ("MEX", "PER_100K", "2021", 28.0), ("MEX", "PER_100K", "2022", 26.0, "B"),
    ("MEX", "PER_100K", "2023", 24.9, "P"), ("PAN", "PER_100K", "2022", 11.5),
    ("PAN", "PER_100K", "2023", 0.0), ("CRI", "PER_100K", "2022", None, "M"),
    ("MEX", "NUMBER", "2023", 31062.0),
]  # fmt: skip
YEARS = ("2022", "2023")
EVERYWHERE = "/observatory/indicators/DF_HOMICIDE/?UNIT_MEASURE=PER_100K"


def text(client, address, status=200):
    """As a stranger with a new browser: a language asked for once would stay."""
    got = type(client)().get(address)
    assert got.status_code == status, (address, got.status_code)
    return got.content.decode()


def test_nothing_published_says_what_to_do():
    for address in ("/observatory/", "/observatory/explorer/"):
        assert "Ninguna cifra publicada" in text(Client(), address)


def build():
    publishing.taken_over("DF_HOMICIDE", homicide(RATES))
    people = [Cell(("A", "MEX", "_T", "_T", "NUMBER"), year, 1.2e8) for year in YEARS]
    publishing.taken_over("DF_POPULATION", people)
    return Client()


world = built_once(build)


def test_the_home_says_whose_figures_they_are(world):
    page = text(world, "/observatory/")
    assert "Homicidio intencional" in page
    assert "ningún Estado dio aquí su acuerdo" in page


def test_an_indicator_stands_with_its_definition_source_and_files(world):
    page = text(world, EVERYWHERE)
    for said in ("según Our World in Data", "sin datos", "Definición", "Cómo citar", "CC BY 4.0",
                 "PER_100K?format=xml", "Ningún Estado dio aquí su acuerdo", ".parquet?",
                 "format=json", ".png?", "Pida una corrección"):  # fmt: skip
        assert said in page, said
    assert "Costa Rica" in page


def test_a_rate_has_its_count_population_source_and_year_beside_it(world):
    page = text(world, f"{EVERYWHERE}&REF_AREA=MEX")
    for said in (
        "24,9",
        "31\u202f062",
        "120\u202f000\u202f000",
        "Año de la población",
        "Banco Mundial",
    ):
        assert said in page, said
    assert "1,1 menos que en 2022" in page
    assert "más que en 2021" not in page


def test_a_change_of_method_and_a_provisional_figure_are_marked(world):
    page = text(world, f"{EVERYWHERE}&REF_AREA=MEX")
    assert 'title="cambio de método: no se une con lo anterior"' in page
    assert 'title="provisional"' in page
    svg = text(world, "/observatory/pictures/DF_HOMICIDE.svg?UNIT_MEASURE=PER_100K&REF_AREA=MEX")
    assert "cambio de método" in svg


@pytest.mark.parametrize("kind", ["lines", "panels", "bars", "map"])
def test_every_kind_of_picture_comes_as_svg_and_png_in_the_language_asked(world, kind):
    query = f"?UNIT_MEASURE=PER_100K&kind={kind}&period=2022&lang=fr"
    wide = text(world, f"/observatory/pictures/DF_HOMICIDE.svg{query}")
    assert "Homicide volontaire" in wide
    assert "ONUDC (2025)" in wide
    assert text(world, f"/observatory/pictures/DF_HOMICIDE.svg{query}&size=narrow") != wide
    png = world.get(f"/observatory/pictures/DF_HOMICIDE.png{query}&download=1")
    assert png.content.startswith(b"\x89PNG")
    assert "attachment" in png["Content-Disposition"]


def test_no_data_is_never_a_zero_in_any_picture(world):
    page = text(world, f"{EVERYWHERE}&kind=map&period=2023")
    assert "Costa Rica: sin datos" in page
    assert "Panamá: 0 Por" in page


def test_figures_leave_as_csv_xlsx_and_parquet_with_the_same_values(world, tmp_path):
    base = "/observatory/figures/DF_HOMICIDE"
    lines = world.get(f"{base}.csv?UNIT_MEASURE=PER_100K").content.decode("utf-8-sig").splitlines()
    assert lines[0].startswith("DATAFLOW,FREQ,FREQ_NAME,REF_AREA,REF_AREA_NAME")
    assert len(lines) == 7
    assert next(line for line in lines if ",CRI," in line).endswith(",2022,,M,F")
    book = load_workbook(BytesIO(world.get(f"{base}.xlsx?UNIT_MEASURE=PER_100K").content))
    assert len(list(book.active.rows)) == 7
    file = tmp_path / "f.parquet"
    file.write_bytes(world.get(f"{base}.parquet?UNIT_MEASURE=PER_100K").content)
    with duckdb.connect() as link:
        said = f"select count(*), count(obs_value), sum(obs_value) from '{file}'"
        assert link.execute(said).fetchone() == (6, 5, 90.4)


def test_a_bulletin_is_a_tagged_pdf(world):
    got = world.get("/observatory/bulletins/DF_HOMICIDE.pdf?UNIT_MEASURE=PER_100K&REF_AREA=MEX")
    assert got.content.startswith(b"%PDF")
    assert b"/StructTreeRoot" in got.content


def test_a_state_has_a_page_with_each_source_apart(world):
    page = text(world, "/observatory/states/MEX/")
    assert page.count("Fuente:") >= 2
    assert "Sin datos de este Estado" in text(world, "/observatory/states/ATG/")
    assert world.get("/observatory/states/XXX/").status_code == 302


def test_what_cannot_be_asked_comes_back_at_its_field(world):
    page = text(world, "/observatory/explorer/?flow=DF_HOMICIDE&start=ayer&as_of=2026-13-01", 422)
    assert "«ayer» no es un período." in page
    assert "No es un día como" in page
    assert "no tiene cifras aquí" in text(
        world, "/observatory/explorer/?flow=DF_HOMICIDE&REF_AREA=QQQ", 422
    )
    assert text(world, f"{EVERYWHERE}&REF_AREA=QQQ", 422)
    assert world.get("/observatory/explorer/?flow=DF_NONE").status_code == 302


def test_two_units_never_share_a_picture(world):
    units = "UNIT_MEASURE=PER_100K&UNIT_MEASURE=NUMBER"
    page = text(world, f"/observatory/explorer/?flow=DF_HOMICIDE&{units}", 422)
    assert "dos no caben en una escala" in page


def test_the_past_is_shown_as_it_was(world):
    page = text(world, f"{EVERYWHERE}&as_of=2001-01-01")
    assert "Sin datos para lo elegido" in page


def test_a_list_costs_the_same_for_few_areas_and_for_many(world, django_assert_max_num_queries):
    publishing.taken_over(
        "DF_HOMICIDE",
        homicide((code, "PER_100K", "2023", 1.0) for code in ("ARG", "BRA", "CHL", "PER", "URY")),
        "2025-07-30",
    )
    text(world, EVERYWHERE)
    with django_assert_max_num_queries(25):
        text(world, EVERYWHERE)


def test_programs_read_flows_and_figures_by_key(world):
    flow = world.get("/api/v1/dataflows/DF_HOMICIDE").json()
    assert (flow["source"], flow["threshold"], flow["denominator"]) == (
        "external", 0, "DF_POPULATION",
    )  # fmt: skip
    areas = next(one for one in flow["dimensions"] if one["id"] == "REF_AREA")["codes"]
    assert {code["id"] for code in areas if code["has_figures"]} == {"MEX", "PAN", "CRI"}
    heads = world.get("/api/v1/dataflows").json()["items"]
    assert "DF_HOMICIDE" in {head["id"] for head in heads}
    address = "/api/v1/dataflows/DF_HOMICIDE/figures"
    got = world.get(f"{address}?key=A.MEX%2BCRI.PER_100K&start=2022&limit=2").json()
    assert (got["count"], len(got["items"])) == (3, 2)
    assert got["next"]
    assert got["items"][0] == {
        "key": {"FREQ": "A", "REF_AREA": "CRI", "UNIT_MEASURE": "PER_100K"}, "period": "2022",
        "value": None, "status": "M", "confidentiality": "F", "attributes": {},
    }  # fmt: skip
    assert world.get(f"{address}?as_of=2001-01-01").json()["count"] == 0
    for wrong in ("key=A.MEX", "start=ayer", "as_of=2026-99-99", "area=MEX"):
        assert world.get(f"{address}?{wrong}").status_code == 422, wrong
    assert world.get("/api/v1/dataflows/DF_NONE/figures").status_code == 401


def test_too_many_figures_are_refused_and_never_cut(world, monkeypatch):
    monkeypatch.setattr(readings, "MOST", 2)
    assert "elija menos códigos o años" in text(
        world, "/observatory/explorer/?flow=DF_HOMICIDE&UNIT_MEASURE=PER_100K", 422
    )
    assert world.get("/api/v1/dataflows/DF_HOMICIDE/figures").status_code == 422


def test_who_gave_no_answer_is_said_where_the_figures_stand(world):
    desk, panama, costa_rica = make.analyst(), make.office("PAN"), make.office("CRI")
    rows = [("0101", "2023", "501")]
    late = make.accepted(costa_rica, desk, rows)
    make.moved(late, answer_by=timezone.now() - timedelta(hours=1))
    make.published(desk, make.agreed(panama, desk, rows), agreeing.lapse(SYSTEM, late))
    page = text(world, "/observatory/indicators/DF_ICCS/?UNIT_MEASURE=NUMBER")
    assert "Publicado sin respuesta en plazo: Costa Rica" in page
    assert "Ningún Estado dio" not in page
