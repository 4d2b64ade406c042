"""S4: whoever plans a training where a partner already has one on the topic is warned."""

import pytest

from almenara.directory.tests import make
from tests.acceptance.directory import Program, browser
from tests.acceptance.programmes import planned

pytestmark = pytest.mark.django_db

FORM = {
    "kind": "course", "titles_es": "Inspección", "results": ["D3.1"], "starts": "2021-03-20",
    "ends": "2021-03-21", "minutes": "600", "modality": "virtual", "states": ["MEX"],
    "topic": "inspección de contenedores", "marking": "TLP:CLEAR",
}  # fmt: skip
NEW = "/plans/cicte-2020-2021/activities/new/"


def test_the_form_warns_of_a_partners_training_on_the_topic_there_in_that_month():
    officer = make.officer()
    planned(
        Program(officer), "D3.1", titles={"es": "Curso de la OMA"}, partner="OMA",
        topic="Inspección de contenedores",
    )  # fmt: skip
    desk = browser(officer)
    warned = desk.post(NEW, {**FORM, "look": "1"}).content.decode()
    assert "Otros ya planean" in warned
    assert "Curso de la OMA" in warned
    for other in ({"states": ["PER"]}, {"starts": "2021-04-20", "ends": "2021-04-21"},
                  {"topic": "otro"}):  # fmt: skip
        assert (
            "Otros ya planean"
            not in desk.post(NEW, {**FORM, **other, "look": "1"}).content.decode()
        )
    assert desk.post(NEW, FORM).status_code == 302  # a warning stops nobody


def test_the_form_says_what_is_wrong_at_its_field_and_is_the_secretariats():
    desk = browser(make.officer())
    wrong = desk.post(NEW, {**FORM, "ends": "2021-03-01", "titles_es": "", "reach": "PAN muchos"})
    assert wrong.status_code == 422
    page = wrong.content.decode()
    for said in ("al menos un idioma", "un Estado y una cifra"):
        assert said in page
    assert desk.post(NEW, {**FORM, "ends": "2021-03-01"}).status_code == 422
    assert browser(make.country("PAN").duty).post(NEW, FORM).status_code == 403
