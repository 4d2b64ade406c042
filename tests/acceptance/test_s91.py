"""S91: a homicide rate is seen with its count, population, source and year; sources never mix."""

import re

import pytest
from django.test import Client

from almenara.observatory.cells import Cell
from almenara.observatory.tests import make, publishing
from almenara.observatory.tests.publishing import homicide

pytestmark = pytest.mark.django_db
INDICATOR = "/observatory/indicators/DF_HOMICIDE/?UNIT_MEASURE=PER_100K&REF_AREA=PAN"
PEOPLE = 4_500_000.0


@pytest.fixture
def home(settings, tmp_path):
    settings.HOME = tmp_path
    return Client()


def read(client, address):
    got = client.get(address)
    assert got.status_code == 200, address
    return re.sub(r"<[^>]+>", " ", got.content.decode()), got.content.decode()


def population():
    cells = [Cell(("A", "PAN", "_T", "_T", "NUMBER"), "2023", PEOPLE)]
    publishing.taken_over("DF_POPULATION", cells)


def test_beside_a_rate_stand_the_count_the_population_its_source_and_its_year(home):
    publishing.taken_over(
        "DF_HOMICIDE",
        homicide([("PAN", "PER_100K", "2023", 11.5), ("PAN", "NUMBER", "2023", 518.0)]),
    )
    population()
    said, page = read(home, INDICATOR)
    row = page[page.index('data-label="Período">2023') :].split("</tr>")[0]
    columns = re.findall(r'data-label="([^"]+)"', row)
    assert columns[-3:] == ["Recuento", "Población", "Año de la población"]
    for figure in ('value="11.5"', 'value="518"', 'value="4500000"', ">2023<"):
        assert figure in row, figure
    assert "Población: Banco Mundial, SP.POP.TOTL (2025)" in said
    assert "UNODC (2025), según Our World in Data" in said


def test_two_sources_of_one_state_are_two_lines_in_one_flow(home):
    told = [("2021", 10.0, "Policía"), ("2022", 11.0, "Policía"), ("2023", 7.0, "Salud")]
    rows = [
        ("PAN", "PER_100K", year, value, "A", "F", {"SOURCE": source})
        for year, value, source in told
    ]
    publishing.taken_over("DF_HOMICIDE", homicide(rows))
    _said, page = read(home, INDICATOR)
    assert "menos que en 2022" not in page
    picture = home.get(INDICATOR.replace("indicators/DF_HOMICIDE/", "pictures/DF_HOMICIDE.svg"))
    drawn = picture.content.decode()
    assert "Panamá · Policía" in drawn
    assert "Panamá · Salud" in drawn


def test_what_a_state_delivered_and_what_a_public_source_says_are_two_pictures(home):
    publishing.taken_over("DF_HOMICIDE", homicide([("PAN", "PER_100K", "2023", 11.5)]))
    desk, office = make.analyst(), make.office("PAN")
    make.published(desk, make.agreed(office, desk, [("0101", "2023", "501")]))
    said, page = read(home, "/observatory/states/PAN/")
    cards = page.split('<section class="card">')[1:]
    assert len(cards) == 2
    public = [card for card in cards if "sin acuerdo del Estado: fuente pública" in card]
    assert len(public) == 1
    assert "DF_HOMICIDE.svg" in public[0]
    assert "DF_ICCS" not in public[0]
    assert "los Estados Miembros" in said
