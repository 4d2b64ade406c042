"""S97: somebody acts for a holder who is away, says for whom, and no longer than that."""

from copy import deepcopy
from datetime import timedelta

import pytest
from django.utils import timezone

from almenara.core.access.context import system_work
from almenara.core.journal.models import Entry
from almenara.core.parties.models import Substitution
from almenara.directory.tests import make
from tests.acceptance.directory import Program, browser, nominate, person, verify
from tests.shared import built_once

pytestmark = pytest.mark.django_db


def two_seated():
    network = make.network("cyber-policy")
    panama, costa_rica = make.country("PAN"), make.country("CRI")
    for country in (panama, costa_rica):
        contact, home = browser(country.ncp), country.institution.pk
        assert nominate(contact, network, home, "head", country.head).status_code == 302
    verify(network)
    return network, panama, costa_rica


_world = built_once(two_seated)


@pytest.fixture
def world(_world, db):
    return deepcopy(_world)


def away(holder, deputy):
    """The holder says on the own page who acts from today on."""
    today = timezone.now().date()
    said = {
        "substitute": str(deputy.pk),
        "since": (today - timedelta(days=1)).isoformat(),
        "until": (today + timedelta(days=6)).isoformat(),
        "rule": "Resolución 12 del ministerio",
    }
    return browser(holder).post("/account/substitution/", said)


def back():
    """The last day has passed."""
    with system_work():
        Substitution.objects.update(until=timezone.now() - timedelta(minutes=1))


def test_a_the_deputy_gets_duties_and_notices_and_on_the_last_day_it_ends(world):
    network, panama, costa_rica = world
    deputy = make.person(panama.institution)
    reader = Program(costa_rica.head)
    path = f"/networks/{network.slug}/on-duty"
    assert away(panama.head, deputy).status_code == 302
    [step] = reader.get(path, state="PAN").json()["steps"]
    assert step["username"] == deputy.user.username
    nobody = "Escribe quien ocupa un puesto"
    assert nobody not in browser(deputy).get("/alerts/").text
    officer = browser(make.officer())
    asked = officer.post(f"/directory/{network.slug}/checks/", {"answer_within": "PT1H"})
    assert "Comprobación de enlace" in browser(deputy).get("/inbox/").text
    assert browser(deputy).post(f"{asked['Location']}answer/").status_code == 302
    with system_work():
        leaf = Entry.objects.filter(verb="answer").latest("seq").leaf
    assert f'"for":["{panama.head.pseudonym}"]' in leaf
    back()
    [step] = reader.get(path, state="PAN").json()["steps"]
    assert step["username"] == panama.head.user.username
    assert nobody in browser(deputy).get("/alerts/").text
    assert browser(deputy).post("/directory/mine/").status_code == 422


def test_a_the_deputy_of_a_contact_point_nominates_while_it_lasts(world):
    network, panama, _costa_rica = world
    point = person(panama.ncp)
    deputy = make.person(point.institution)
    first, second = (make.person(panama.institution) for _ in range(2))
    refused = nominate(browser(deputy), network, "pan-guard", "duty", first)
    assert refused.status_code == 403
    assert away(point, deputy).status_code == 302
    made = nominate(browser(deputy), network, "pan-guard", "duty", first)
    assert made.status_code == 302
    with system_work():
        leaf = Entry.objects.filter(verb="nominate").latest("seq").leaf
    assert f'"for":["{point.pseudonym}"]' in leaf
    back()
    refused = nominate(browser(deputy), network, "pan-guard", "duty", second)
    assert refused.status_code == 403


def test_b_a_delegation_gives_no_more_than_the_giver_holds_and_is_not_passed_on(world):
    network, panama, costa_rica = world
    point = person(panama.ncp)
    deputy, third = make.person(point.institution), make.person(point.institution)
    foreign = make.person(costa_rica.institution)
    assert away(point, deputy).status_code == 302
    assert away(deputy, third).status_code == 302
    new = make.person(panama.institution)
    assert nominate(browser(third), network, "pan-guard", "duty", new).status_code == 403
    other = nominate(browser(deputy), network, "cri-guard", "duty", foreign)
    assert other.status_code in (403, 422)
    assert away(costa_rica.head, deputy).status_code in (403, 422)


def test_c_the_same_absence_is_entered_once_and_anew_when_it_was_undone(world):
    _network, panama, _costa_rica = world
    deputy, other = make.person(panama.institution), make.person(panama.institution)
    first, again = away(panama.head, deputy), away(panama.head, deputy)
    assert (first.status_code, again.status_code) == (302, 422)
    assert again.context["form"].errors.keys() == {"since"}
    assert away(panama.head, other).status_code == 302
    with system_work():
        kept = Substitution.objects.get(substitute=deputy)
    browser(panama.head).post(f"/account/substitution/{kept.pk}/revoke/")
    assert away(panama.head, deputy).status_code == 302
