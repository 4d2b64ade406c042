"""A rate out of what is published: by hand, and refused where a band is missing or hidden."""

import pytest
from django.test import Client

from almenara.observatory import rates
from almenara.observatory.cells import Cell
from almenara.observatory.services import agreeing
from almenara.observatory.tests import make, publishing
from almenara.observatory.tests.test_protecting import sent

pytestmark = pytest.mark.django_db
BANDS = {"Y0T14": (8, 1_200_000), "Y15T29": (210, 1_100_000), "Y30T44": (160, 950_000),
         "Y45T59": (60, 700_000), "Y_GE60": (22, 500_000)}  # fmt: skip
RATE = "/api/v1/dataflows/DF_ICCS/rate"
ASKED = {"key": "A.PAN.0101._T.._T.NUMBER", "period": "2023"}


def population(bands):
    publishing.taken_over("DF_POPULATION", [
        Cell(("A", "PAN", "_T", age, "NUMBER"), "2023", float(n)) for age, (_c, n) in bands.items()
    ])  # fmt: skip


def counted(bands):
    desk, panama = make.analyst(), make.office("PAN")
    rows = [f"A,PAN,0101,_T,{age},_T,NUMBER,2023,{n}" for age, (n, _p) in bands.items()]
    made = sent(panama, "2024-03-01", rows)
    make.published(desk, agreeing.agree(panama.ncp, agreeing.accept(desk, made)))


def test_a_rate_is_standardised_with_its_standard_named():
    population(BANDS)
    counted(BANDS)
    said = Client().get(RATE, ASKED).json()
    numbers, people = zip(*BANDS.values(), strict=True)
    assert said["crude"]["value"] == pytest.approx(sum(numbers) / sum(people) * 1e5)
    spans = [(0, 14), (15, 29), (30, 44), (45, 59), (60, None)]
    weights = rates.weights(rates.STANDARDS["who-2000-2025"], spans)
    by_hand = sum(w * n / p * 1e5 for w, n, p in zip(weights, numbers, people, strict=True))
    found = said["standardised"]
    assert found["value"] == pytest.approx(by_hand)
    assert found["lower"] < found["value"] < found["upper"]
    assert found["standard"] == "WHO 2000-2025"
    assert [band["count"] for band in said["bands"]] == list(numbers)
    assert Client().get(RATE, ASKED | {"standard": "x"}).status_code == 422


def test_the_figures_of_two_series_are_never_one_rate():
    population(BANDS)
    counted(BANDS)
    desk, costa = make.analyst(), make.office("CRI")
    rows = [("0101", "2023", "700")]
    make.published(desk, make.agreed(costa, desk, rows))
    mixed = Client().get(RATE, ASKED | {"key": "A.PAN+CRI.0101._T.._T.NUMBER"})
    assert mixed.status_code == 422
    assert mixed.json()["errors"][0]["loc"] == ["query", "key"]


def test_no_rate_is_made_up():
    population({age: said for age, said in BANDS.items() if age != "Y_GE60"})
    counted(BANDS | {"Y0T14": (3, 0)})
    assert Client().get(RATE, ASKED).status_code == 422  # a band without population
    assert Client().get(RATE, ASKED | {"period": "2022"}).status_code == 422
    assert Client().get("/api/v1/dataflows/DF_PRISON/rate", {"period": "2023"}).status_code == 422


def test_what_breaks_a_series_and_sets_two_apart_is_said_in_the_readers_language():
    said = {"SOURCE": "a"}
    publishing.taken_over("DF_HOMICIDE", [
        Cell(("A", "PAN", "PER_100K"), "2021", 10.0, attributes=said),
        Cell(("A", "PAN", "PER_100K"), "2022", 11.0, "B", attributes=said),
        Cell(("A", "PAN", "NUMBER"), "2022", 500.0, attributes={"SOURCE": "b"}),
        Cell(("A", "CRI", "PER_100K"), "2022", 12.0, attributes=said),
    ])  # fmt: skip
    answer = Client().get("/api/v1/dataflows/DF_HOMICIDE/comparability", {"lang": "en"})
    found = {
        (one["key"]["REF_AREA"], one["key"]["UNIT_MEASURE"]): one for one in answer.json()["items"]
    }
    (cut,) = found["PAN", "PER_100K"]["cuts"]
    assert (cut["period"], cut["reason"], cut["words"]) == ("2022", "method", "The method changed")
    apart = {key: len(one["apart"]) for key, one in found.items()}
    assert apart == {("CRI", "PER_100K"): 0, ("PAN", "PER_100K"): 0, ("PAN", "NUMBER"): 1}
