"""S77: the national contact point gives its powers by note; what waited passes to the Mission."""

import pytest

from almenara.core.access.context import system_work
from almenara.core.identity import recent
from almenara.directory.models import Designation, Proposal
from almenara.directory.tests import make
from tests.acceptance.directory import Program, browser, nominate, note, post_of, verify

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    points, network = make.network("cicte-ncp"), make.network("cyber-policy")
    office = make.institution("pan-office", "PAN")
    mission = make.person(make.institution("pan-mission", "PAN", "mission"), "mission")
    point = make.person(office)
    guard = make.institution("pan-guard", "PAN")
    return points, network, browser(mission), point, make.person(guard), make.person(guard)


def test_designation_by_note_gives_the_power_to_nominate(world):
    points, network, mission, point, duty, _other = world
    assert nominate(browser(point), network, "pan-guard", "duty", duty).status_code == 403
    assert nominate(mission, points, "pan-office", "head", point).status_code == 302
    assert nominate(browser(point), network, "pan-guard", "duty", duty).status_code == 403
    verify(points)
    assert "ncp" in Program(point).get("/me").json()["roles"]
    assert nominate(browser(point), network, "pan-guard", "duty", duty).status_code == 302


def test_when_the_contact_point_ends_what_waited_passes_to_the_mission(world):
    points, network, mission, point, duty, other = world
    nominate(mission, points, "pan-office", "head", point)
    verify(points)
    said = {"kind": "head", "title": "Jefatura", "holder": other.user.username}
    proposed = browser(duty).post(f"/directory/{network.slug}/propose/", said)
    assert proposed.status_code == 302
    with system_work():
        proposal = Proposal.objects.get()
    path = f"/directory/proposals/{proposal.pk}/"
    waits = browser(point).get("/directory/waiting/").content.decode()
    assert "decide el punto de contacto nacional" in waits
    assert mission.post(path, {"note": note()}).status_code == 403

    ended = mission.post(f"/directory/posts/{post_of(points, 'pan-office', 'head').pk}/revoke/")
    assert ended.status_code == 302
    assert "ncp" not in Program(point).get("/me").json()["roles"]
    page = mission.get("/directory/waiting/").content.decode()
    assert "decide la Misión" in page
    assert "pasó al terminar el punto de contacto" in page
    assert browser(point).post(path, {"note": note()}).status_code in (403, 404)
    assert mission.post(path, {"note": note()}).status_code == 302
    verify(network)
    assert Program(other).get("/me").json()["roles"] == ["head"]


def test_when_the_account_of_the_contact_point_is_closed_it_passes_in_the_same_act(
    world, monkeypatch
):
    monkeypatch.setattr(recent, "is_recent", lambda request: True)
    points, network, mission, point, duty, other = world
    nominate(mission, points, "pan-office", "head", point)
    verify(points)
    said = {"kind": "head", "title": "Jefatura", "holder": other.user.username}
    assert browser(duty).post(f"/directory/{network.slug}/propose/", said).status_code == 302
    admin = browser(make.person(make.institution(make.OWNER), "administrator"))
    assert admin.post(f"/people/{point.pk}/end/").status_code == 302
    assert "decide la Misión" in mission.get("/directory/waiting/").content.decode()
    with system_work():
        path = f"/directory/proposals/{Proposal.objects.get().pk}/"
        assert not Designation.objects.filter(person=point).exclude(stage="ended").exists()
    assert mission.post(path, {"note": note()}).status_code == 302
