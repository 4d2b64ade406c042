"""S13: a cohort table with a cell of two persons shows it suppressed, and no total gives it back.

A part: the call, the applications and what follows a course are lived elsewhere.
"""

import pytest
from django.test import Client

from almenara.observatory.tests.attacker import Attacker
from tests.acceptance.observatory import Observatory, printed, read

pytestmark = pytest.mark.django_db
FLOW = "DF_TRAINING"
DIMENSIONS = ("FREQ", "REF_AREA", "TRAINING", "STAGE", "SEX", "AGE", "UNIT_MEASURE")
COHORT = {  # programme, stage → women, men
    ("CYBER_YOUTH", "SELECTED"): (24, 31),
    ("CYBER_YOUTH", "FINISHED"): (19, 27),
    ("CYBER_YOUTH", "EMPLOYED"): (2, 11),
    ("CYBER_WOMEN", "SELECTED"): (40, 0),
    ("CYBER_WOMEN", "FINISHED"): (33, 0),
    ("CYBER_WOMEN", "EMPLOYED"): (14, 0),
}
ALL = ("CYBER_YOUTH", "CYBER_WOMEN")


def file():
    """Every cohort by sex, with all totals."""
    rows = [",".join((*DIMENSIONS, "TIME_PERIOD", "OBS_VALUE"))]
    for stage in ("SELECTED", "FINISHED", "EMPLOYED"):
        sums = [sum(one) for one in zip(*(COHORT[name, stage] for name in ALL), strict=True)]
        for name, (women, men) in [*((one, COHORT[one, stage]) for one in ALL), ("_T", sums)]:
            for sex, n in (("F", women), ("M", men), ("_T", women + men)):
                rows.append(f"A,PAN,{name},{stage},{sex},_T,NUMBER,2024,{n}")
    return "\n".join(rows) + "\n"


def test_two_persons_of_a_cohort_are_not_shown_and_no_total_gives_them_back(settings, tmp_path):
    settings.HOME = tmp_path
    Observatory().publishes(FLOW, "2025-01-31", file())
    query = "REF_AREA=PAN&TRAINING=CYBER_YOUTH&STAGE=EMPLOYED&SEX=F&SEX=M&SEX=_T"
    page = read(Client(), f"/observatory/indicators/{FLOW}/?{query}")
    assert "oculto: protege a personas" in page
    made = printed(FLOW, DIMENSIONS)
    by_place = {cell.key[2:5]: cell for cell in made}
    assert by_place["CYBER_YOUTH", "EMPLOYED", "F"].value is None
    assert by_place["CYBER_YOUTH", "EMPLOYED", "F"].confidentiality == "C"
    assert by_place["CYBER_YOUTH", "SELECTED", "F"].value == 24
    attacker = Attacker(
        DIMENSIONS,
        {"SEX": {"_T": ("F", "M", "_U")}, "TRAINING": {"_T": (*ALL, "OTHER")}},
    )
    attacker.read(made)
    assert attacker.finds(5) == {}
