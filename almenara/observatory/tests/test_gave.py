import json

import pytest

from almenara.core.access.context import acting
from almenara.core.identity.exits import PARTS
from almenara.observatory.tests import make

pytestmark = pytest.mark.django_db
ROWS = [("0101", "2022", "120"), ("0401", "2023", "900")]


def given(viewer):
    with acting(viewer):
        return dict(PARTS["figures"](viewer))


def test_a_state_takes_with_it_its_files_as_they_came_and_as_they_were_read():
    panama, other = make.office("PAN"), make.office("CRI")
    made = make.checked(panama, ROWS)
    found = given(panama.ncp)
    folder = f"figures/DF_ICCS-2025-03-01-{str(made.pk)[:8]}"
    assert found[f"{folder}/PAN-2025-03-01.csv"] == make.lines("PAN", ROWS)
    assert "A,PAN,0401,_T,_T,_T,NUMBER,2023,900,A,F" in found[f"{folder}/cells.csv"].decode()
    (head,) = json.loads(found["figures/deliveries.json"])
    assert (head["id"], head["stage"]) == (str(made.pk), "checked")
    assert json.loads(given(other.ncp)["figures/deliveries.json"]) == []
