"""Pages of releases and definitions: what everybody reads, and what the desk does there."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import timezone

from almenara.observatory.tests import make
from tests.shared import built_once, part

pytestmark = pytest.mark.django_db
ROWS = [("0101", "2022", "120"), ("0101", "2023", "130"), ("0401", "2023", "900")]
LATER = [("0101", "2022", "121"), ("0101", "2023", "130")]
RELEASES = "/observatory/releases/"


class World:
    """The desk, a State, and a delivery to which it has agreed."""

    def __init__(self) -> None:
        self.desk, self.panama = make.analyst(), make.office("PAN")
        self.agreed = make.agreed(self.panama, self.desk, ROWS)


_world = built_once(World)
desk = part("desk")
panama = part("panama")
agreed = part("agreed")


def client(actor=None):
    made = Client()
    if actor:
        made.force_login(get_user_model().objects.get(username=actor.name))
    return made


def test_anybody_reads_what_changed_cell_by_cell(desk, panama, agreed):
    first = make.published(desk, agreed)
    second = make.published(desk, make.agreed(panama, desk, LATER, "2025-09-01"))
    page = client().get(f"{RELEASES}{second.pk}/?lang=es").content.decode()
    assert "Nuevas: 0. Cambiadas: 1. Ya no están: 1." in page
    assert "sin contar dos veces: 1." in page
    assert ">120<" in page
    assert ">121<" in page
    assert "Con el acuerdo del Estado" in page
    assert "Es la primera: 3" in client().get(f"{RELEASES}{first.pk}/?lang=es").content.decode()
    file = client().get(f"{RELEASES}{second.pk}/differences.csv").content.decode().splitlines()
    assert file == [
        "FREQ,REF_AREA,ICCS,SEX,AGE,MECHANISM,UNIT_MEASURE,TIME_PERIOD,BEFORE,AFTER",
        "A,PAN,0101,_T,_T,_T,NUMBER,2022,120,121",
        "A,PAN,0401,_T,_T,_T,NUMBER,2023,900,",
    ]


def test_the_desk_schedules_publishes_and_takes_back(desk, agreed):
    browser = client(desk)
    said = {"submissions": [str(agreed.pk)], "embargo_until": "2025-01-01T00:00", "note": "Anual"}
    answer = browser.post(f"{RELEASES}schedule/", said)
    place = answer["Location"]
    assert client().get(place).status_code == 302
    assert "Programada" in browser.get(f"{place}?lang=es").content.decode()
    assert browser.post(f"{place}publish/").status_code == 302
    assert "Anual" in client().get(f"{RELEASES}?lang=es").content.decode()
    assert browser.post(f"{place}withdraw/", {"reason": ""}).status_code == 422
    assert browser.post(f"{place}withdraw/", {"reason": "Error"}).status_code == 302
    assert client().get(place).status_code == 302


def test_an_embargo_keeps_the_button_off_and_says_why(desk, panama, agreed):
    release = make.scheduled(desk, agreed, after=timedelta(days=1))
    page = client(desk).get(f"{RELEASES}{release.pk}/?lang=es").content.decode()
    assert "El embargo no ha terminado." in page
    assert client(desk).post(f"{RELEASES}{release.pk}/publish/").status_code == 409
    assert client(panama.clerk).get(f"{RELEASES}{release.pk}/").status_code == 404


def test_what_is_written_wrong_comes_back_at_its_field(desk, panama):
    answer = client(desk).post(f"{RELEASES}schedule/", {"embargo_until": "mañana"})
    assert answer.status_code == 422
    assert answer.content.decode().count("usa-error-message") >= 2
    said = {"submissions": [], "embargo_until": f"{timezone.now():%Y-%m-%dT%H:%M}"}
    assert client(panama.clerk).post(f"{RELEASES}schedule/", said).status_code in (403, 422)


def test_anybody_reads_what_a_figure_means_in_their_language():
    page = client().get("/observatory/structures/DF_HOMICIDE/?lang=fr").content.decode()
    assert "Homicide volontaire" in page
    assert "Pour 100 000 habitants" not in page
    assert "Tous les chiffres" not in page
    assert client().get("/observatory/structures/?lang=pt").status_code == 200
    codes = client().get("/observatory/codelists/CL_ICCS/?lang=en").content.decode()
    assert codes.index("Acts leading to death") < codes.index("Intentional homicide")
    assert client().get("/observatory/structures/DF_NOTHING/").status_code == 302


def test_a_list_asks_the_same_for_one_release_and_for_many(
    desk, panama, agreed, django_assert_max_num_queries
):
    make.published(desk, agreed)
    with django_assert_max_num_queries(30):
        client().get(RELEASES)
    make.published(desk, make.agreed(panama, desk, LATER, "2025-09-01"))
    make.published(desk, make.agreed(panama, desk, ROWS, "2025-10-01"))
    with django_assert_max_num_queries(30):
        client().get(RELEASES)
