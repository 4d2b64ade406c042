"""S73: a change of method shows a break; a figure below the threshold and its complement hide."""

import re

import pytest
from django.test import Client

from almenara.observatory.tests.attacker import Attacker
from tests.acceptance.observatory import Observatory, printed, read

pytestmark = pytest.mark.django_db
FLOW = "DF_TREATMENT"
HEADER = "FREQ,REF_AREA,DRUG,ENTRY,SEX,AGE,UNIT_MEASURE,TIME_PERIOD,OBS_VALUE,OBS_STATUS,BREAK"
DIMENSIONS = ("FREQ", "REF_AREA", "DRUG", "ENTRY", "SEX", "AGE", "UNIT_MEASURE")
YEARS = {"2021": (300, 80, 220), "2022": (310, 3, 307), "2023": (450, 150, 300)}
REVISED = YEARS | {"2022": (312, 4, 308)}


def file(years):
    """Entries to treatment by sex; in 2023 they are counted in another way."""
    rows = [HEADER]
    for year, counts in years.items():
        status = "B,registro nuevo" if year == "2023" else "A,"
        rows += [
            f"A,PAN,_T,_T,{sex},_T,NUMBER,{year},{n},{status}"
            for sex, n in zip(("_T", "F", "M"), counts, strict=True)
        ]
    return "\n".join(rows) + "\n"


@pytest.fixture
def home(settings, tmp_path):
    settings.HOME = tmp_path
    return Observatory()


def test_a_series_with_a_change_of_method_shows_a_break(home):
    home.publishes(FLOW, "2024-06-30", file(YEARS))
    page = read(Client(), f"/observatory/indicators/{FLOW}/?REF_AREA=PAN&SEX=_T")
    assert "cambio de método" in page
    assert re.search(r'450</data>\s*<abbr title="[^"]*cambio de método', page)
    drawn = read(Client(), f"/observatory/pictures/{FLOW}.svg?REF_AREA=PAN&SEX=_T")
    assert "cambio\xa0de\xa0método" in drawn or "cambio de método" in drawn


def test_a_small_figure_and_its_complement_are_hidden_wherever_somebody_looks(home):
    home.publishes(FLOW, "2024-06-30", file(YEARS))
    first = printed(FLOW, DIMENSIONS)
    assert hidden(first) == {("F", "2022"): "C", ("M", "2022"): "D"}
    stranger = Client()
    page = read(stranger, f"/observatory/indicators/{FLOW}/?REF_AREA=PAN&SEX=F&SEX=M&SEX=_T")
    assert "oculto: protege a personas" in page
    assert "307" not in page
    assert "310</data>" in page
    for address in (f"/observatory/figures/{FLOW}.csv?REF_AREA=PAN&SEX=M",
                    f"/sdmx/v2/data/dataflow/OAS/{FLOW}/1.0/"):  # fmt: skip
        assert "307" not in read(stranger, address)
    home.publishes(FLOW, "2025-06-30", file(REVISED))
    second = printed(FLOW, DIMENSIONS)
    assert {("F", "2022"), ("M", "2022")} <= hidden(second).keys()
    attacker = Attacker(DIMENSIONS, {"SEX": {"_T": ("F", "M", "_U")}})
    attacker.read(first)
    attacker.read(second, {(c.key, c.period): c.period == "2022" for c in second})
    assert attacker.finds(5) == {}


def hidden(made):
    return {(c.key[4], c.period): c.confidentiality for c in made if c.value is None}
