"""S44: one meeting held makes «at least one» whole."""

import pytest

from almenara.directory.tests import make
from tests.acceptance.bodies import convened, posted
from tests.acceptance.directory import Program, browser
from tests.acceptance.programmes import hold, planned, result

pytestmark = pytest.mark.django_db


def test_one_meeting_held_is_100_per_cent_of_at_least_one():
    desk = Program(make.officer())
    meeting = planned(desk, "G3", kind="meeting")
    assert result(desk, "G3")["progress"] == 0
    hold(desk, meeting)
    assert result(desk, "G3")["progress"] == 100
    hold(desk, planned(desk, "G3", kind="meeting"))
    assert result(desk, "G3")["progress"] == 200


def test_a_meeting_leaves_its_record_on_its_page():
    """Convened, open, closed, reported: the record is a paper that the network's people find."""
    officer = make.officer()
    desk, page = Program(officer), browser(make.country("PAN").duty)
    meeting = convened(desk, "gt-ciber", names={"es": "Reunión de la Red"})
    for stage in ("open", "closed"):
        assert desk.post(f"{meeting}/stage", {"stage": stage}).status_code == 200
    record = posted(desk, meeting, title="Acta y redes que la acompañaron", marking="TLP:GREEN")
    assert desk.post(f"{meeting}/stage", {"stage": "reported"}).json()["stage"] == "reported"
    said = page.get(f"{meeting}/").content.decode()
    assert ("Con informe" in said, record["symbol"] in said) == (True, True)
