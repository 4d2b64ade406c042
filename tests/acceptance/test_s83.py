"""S83 (in part): the directory of a forum is made on a form by an administrator, without code."""

import pytest

from almenara.core.access.context import system_work
from almenara.core.parties.actor import SYSTEM
from almenara.directory import queries
from almenara.directory.tests import make
from tests.acceptance.directory import Program, browser, nominate, verify
from tests.acceptance.test_s16 import FORM

pytestmark = pytest.mark.django_db
FORUM = FORM | {
    "slug": "forensic-heads",
    "names-es": "Jefaturas de ciencias forenses",
    "names-en": "Heads of forensic sciences",
    "names-pt": "Chefias de ciências forenses",
    "names-fr": "Directions de la police scientifique",
}


def test_a_an_administrator_makes_the_directory_of_a_forum_and_states_take_their_seats():
    officer = make.institution(make.OWNER, kind="secretariat")
    admin, other = (browser(make.person(officer, *role)) for role in (["administrator"], []))
    path = "/types/network/new/"
    assert other.post(path, {**FORUM, "act": "save"}).status_code == 403
    assert admin.post(path, {**FORUM, "act": "save"}).status_code == 302
    with system_work():
        network = queries.network(SYSTEM, FORUM["slug"])
    countries = [make.country(code) for code in ("PAN", "CRI")]
    for country in countries:
        home = country.institution.pk
        made = nominate(browser(country.ncp), network, home, "head", country.head)
        assert made.status_code == 302
    verify(network)
    panama, costa_rica = countries
    posts = Program(panama.head).get(f"/networks/{network.slug}/posts", state="CRI")
    [seat] = posts.json()["items"]
    assert seat["holder"] == costa_rica.head.user.username
    assert network.slug in browser(panama.head).get("/directory/").content.decode()
