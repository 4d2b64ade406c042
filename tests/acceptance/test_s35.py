"""S35: during an event the host's guard is reachable by the States with a delegation, not after."""

from datetime import timedelta

import pytest
from django.utils import timezone

from almenara.core.access.context import system_work
from almenara.directory.models import Window
from almenara.directory.tests import make
from tests.acceptance.directory import Program, browser, nominate, post_of, verify

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    network = make.network("major-events")
    countries = [make.country(code) for code in ("PAN", "CRI", "JAM")]
    for country in countries:
        contact = browser(country.ncp)
        home = country.institution.pk
        assert nominate(contact, network, home, "duty", country.duty).status_code == 302
    verify(network)
    return network, *countries


def test_the_roster_opens_for_those_with_a_delegation_and_closes(world):
    network, panama, costa_rica, jamaica = world
    guest, other, host = (Program(c.duty) for c in (costa_rica, jamaica, panama))
    path = f"/networks/{network.slug}/on-duty"
    roster = f"/directory/posts/{post_of(network, 'pan-guard').pk}/roster/"
    assert guest.get(path, state="PAN").status_code == 403
    assert browser(costa_rica.duty).get(roster).status_code == 404

    now = timezone.now()
    event = {
        "name": "Juegos del istmo",
        "host": "PAN",
        "states": ["CRI"],
        "starts_at": f"{now - timedelta(hours=1):%Y-%m-%dT%H:%M}",
        "ends_at": f"{now + timedelta(days=5):%Y-%m-%dT%H:%M}",
    }
    window = f"/directory/{network.slug}/window/"
    assert browser(panama.duty).post(window, event).status_code == 403
    officer = browser(make.officer())
    backwards = {**event, "ends_at": event["starts_at"], "starts_at": event["ends_at"]}
    assert officer.post(window, backwards).status_code == 422
    turned = officer.post(window, {**event, "name": "Juegos \u202edel istmo"})
    assert (turned.status_code, list(turned.context["form"].errors)) == (422, ["name"])
    assert officer.post(window, event).status_code == 302

    found = guest.get(path, state="PAN").json()
    assert found["steps"][0]["phone"] == "+507 500 0000"
    assert browser(costa_rica.duty).get(roster).status_code == 200
    assert other.get(path, state="PAN").status_code == 403
    posts = other.get(f"/networks/{network.slug}/posts", state="PAN").json()["items"]
    assert {row["phone"] for row in posts} == {None}
    assert host.get(path, state="PAN").status_code == 200

    with system_work():
        Window.objects.update(ends_at=now - timedelta(minutes=1))
    assert guest.get(path, state="PAN").status_code == 403
    posts = guest.get(f"/networks/{network.slug}/posts", state="PAN").json()["items"]
    assert {row["phone"] for row in posts} == {None}
    assert host.get(path, state="PAN").status_code == 200
