"""The pages of a plan: the same number of questions however much there is, and what they say."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from almenara.directory.tests import make as people
from almenara.programmes import timelines
from almenara.programmes.tests import make

PAGES = ("", "states/", "timeline/?year=2021", "timeline/?year=2021&programme=D3&state=MEX",
         "activities/", "versions/", "iati/")  # fmt: skip


@pytest.mark.django_db
def test_every_page_of_a_plan_asks_as_often_for_one_activity_as_for_twenty_one(client):
    desk = people.officer()
    reader = people.person(people.institution("pan-other", "PAN"))
    client.force_login(reader.user)
    first = make.held(desk)
    client.get(f"/plans/{make.PLAN}/")
    before = {path: asked(client, path) for path in PAGES}
    for number in range(20):
        make.activity(desk, "D3.1", "A2", states=["MEX", "PER"], titles={"es": f"Otra {number}"})
    make.enrolled(desk, first, "Ana,MEX,,,,A-1,600", "Luis,PER,,,,L-1,600")
    after = {path: asked(client, path) for path in PAGES}
    assert after == before


def asked(client, path):
    with CaptureQueriesContext(connection) as found:
        assert client.get(f"/plans/{make.PLAN}/{path}").status_code == 200
    return len(found)


def test_a_bar_stands_in_its_year_and_is_never_too_thin_to_see():
    day = date(2021, 12, 31)
    assert timelines.bar(2021, day, day) == {"x": 360, "width": 5}
    assert timelines.bar(2021, date(2020, 5, 1), date(2022, 5, 1)) == {"x": 0, "width": 365}
    assert timelines.bar(2020, date(2020, 2, 1), date(2020, 2, 29)) == {"x": 31, "width": 29}
    assert len(list(timelines.months(2021))) == 12


@pytest.mark.django_db
@pytest.mark.parametrize("asked", ["?year=abc", "?year=99999", "?page=x", "?stage=flown",
                                   "?programme=Z9&state=XXX"])  # fmt: skip
def test_what_nobody_knows_shows_nothing_and_breaks_nothing(client, asked):
    for path in ("timeline/", "states/", "activities/"):
        assert client.get(f"/plans/{make.PLAN}/{path}{asked}").status_code == 200


@pytest.mark.django_db
def test_a_version_and_a_strategy_that_are_not_there_are_not_found(client):
    assert client.get(f"/plans/{make.PLAN}/?version=abc").status_code == 404
    assert client.get("/strategies/absent/").status_code == 404


@pytest.mark.django_db
def test_what_was_cancelled_is_planned_again_from_its_own_words(client):
    desk = people.officer()
    made = make.activity(desk, "D3.1", "A2", titles={"es": "Curso de puertos"}, topic="puertos")
    client.force_login(people.person(people.institution("s-cicte"), "secretariat").user)
    client.post(f"/activities/{made.pk}/stage/", {"stage": "cancelled"})
    assert f"new/?from={made.pk}" in client.get(f"/activities/{made.pk}/").content.decode()
    form = client.get(f"/plans/{make.PLAN}/activities/new/?from={made.pk}").content.decode()
    assert 'value="Curso de puertos"' in form
    assert form.count("checked") == 3  # two results and a State
    assert client.get(f"/plans/{make.PLAN}/activities/new/?from=abc").status_code == 404
