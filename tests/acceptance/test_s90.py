"""S90: prison indicators follow the crime classification and say their coverage."""

from datetime import date

import pytest
from django.test import Client

from almenara.core.access.context import system_work
from almenara.core.parties.actor import SYSTEM
from almenara.observatory import queries
from almenara.observatory.services import agreeing, deliveries
from almenara.observatory.tests import make

pytestmark = pytest.mark.django_db
COVERED = "Sin la prisión militar"
FILE = f"""FREQ,REF_AREA,INDICATOR,ICCS,SEX,UNIT_MEASURE,TIME_PERIOD,OBS_VALUE,COVERAGE
A,PAN,HELD,_T,_T,NUMBER,2024,21000,{COVERED}
A,PAN,HELD,0101,_T,NUMBER,2024,3100,{COVERED}
A,PAN,HELD,0601,_T,NUMBER,2024,9000,{COVERED}
"""


def published():
    office, desk = make.office("PAN"), make.analyst()
    sent = deliveries.Sent("DF_PRISON", "PAN", date(2025, 3, 1), "carceles.csv", FILE.encode())
    made = deliveries.check(SYSTEM, deliveries.receive(office.clerk, sent))
    with system_work():
        found = list(queries.findings(SYSTEM, made))
        if found:
            deliveries.explain(SYSTEM, made, found, "Así es.")
    agreeing.accept(desk, made)
    make.published(desk, agreeing.agree(office.ncp, made))


def test_a_prison_indicators_follow_the_crime_classification_and_say_their_coverage(
    settings, tmp_path
):
    settings.HOME = tmp_path
    published()
    asked = "UNIT_MEASURE=NUMBER&ICCS=0101&ICCS=0601&REF_AREA=PAN"
    page = Client().get(f"/observatory/indicators/DF_PRISON/?{asked}").content.decode()
    assert "Personas privadas de libertad" in page
    assert "Homicidio intencional" in page
    assert COVERED in page
    flow = Client().get("/api/v1/dataflows/DF_PRISON").json()
    assert "ICCS" in [one["id"] for one in flow["dimensions"]]
    figures = Client().get("/api/v1/dataflows/DF_PRISON/figures?key=..HELD.0101..").json()
    assert figures["items"][0]["attributes"]["COVERAGE"] == COVERED
