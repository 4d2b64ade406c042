"""S48: the chart of units by date; what belonged to a unit stays with it when it is replaced."""

import copy
import re
from io import StringIO

import pytest
import yaml
from django.core.management import call_command

from almenara.config import reference
from almenara.directory.tests import make
from tests.acceptance.directory import Program, browser

pytestmark = pytest.mark.django_db
REPLACED_ON = "2024-07-01"


@pytest.fixture
def later_tree(tmp_path):
    """A second tree: by an act the department of public security gives way to another."""
    document = yaml.safe_load((reference.FACTS / "units.yaml").read_text("utf-8"))
    old = next(unit for unit in document["units"] if unit["code"] == "DSP")
    names = dict.fromkeys(("es", "en", "pt", "fr"), "Departamento de prueba")
    document["units"].append(
        {
            **copy.deepcopy(old),
            "code": "DPX",
            "slug": "dpx",
            "names": names,
            "since": REPLACED_ON,
            "act": "X/24",
        }
    )
    old |= {"until": REPLACED_ON, "successor": "DPX"}
    file = tmp_path / "units.yaml"
    file.write_text(yaml.safe_dump(document, allow_unicode=True), "utf-8")
    call_command("reference", str(file), stdout=StringIO(), stderr=StringIO())


def codes(client, at):
    page = client.get("/organisation/", {"at": at})
    assert page.status_code == 200
    text = page.content.decode()
    return re.findall(r'<span class="soft">([A-Z0-9-]+)', text), text


def test_a_the_chart_at_two_dates_differs(client, later_tree):
    before, _text = codes(client, "2024-06-30")
    after, _text = codes(client, REPLACED_ON)
    assert set(before) - set(after) == {"DSP"}
    assert set(after) - set(before) == {"DPX"}
    assert len(before) == len(after)


def test_a_what_hung_below_the_old_unit_hangs_below_its_successor(client, later_tree):
    after, _text = codes(client, REPLACED_ON)
    assert after.index("DPX") < after.index("DSP-PVP")
    assert after[-1] != "DPX"


def test_a_before_anything_was_known_the_chart_is_empty(client):
    assert codes(client, "1990-01-01")[0] == []


def test_a_day_that_is_none_is_unreadable(client):
    assert client.get("/organisation/", {"at": "yesterday"}).status_code == 422


def test_b_documents_stay_with_the_unit_that_kept_them(client, later_tree):
    officer = make.person(make.institution("dsp", kind="secretariat"), "secretariat")
    successor = make.person(make.institution("dpx", kind="secretariat"), "secretariat")
    kept = make.note(make.actor(officer))
    assert browser(officer).get(f"/documents/{kept}/").status_code == 200
    assert browser(successor).get(f"/documents/{kept}/").status_code == 404
    assert Program(officer).get("/me").json()["institution"] == "dsp"
