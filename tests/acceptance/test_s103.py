"""S103: a subregional organisation by dates, and with a seat where the type allows one."""

from copy import deepcopy
from datetime import date

import pytest
from django.core.management import call_command

from almenara.core.access.context import system_work
from almenara.core.parties.models import Belonging
from almenara.directory.tests import make
from tests.acceptance.directory import Program, browser, nominate, verify
from tests.acceptance.programmes import planned
from tests.shared import built_once

pytestmark = pytest.mark.django_db


def seated():
    """A subregional organisation with its officer's post in a network of two States."""
    home = make.institution("prueba-subregional", kind="subregional")
    with system_work():
        Belonging.objects.create(organisation=home, state=make.state("PAN"), since=date(1991, 1, 1))
        Belonging.objects.create(
            organisation=home,
            state=make.state("CRI"),
            since=date(1991, 1, 1),
            until=date(2020, 1, 1),
        )
    officer, network = make.person(home), make.network("inter-american")
    states = panama, jamaica = make.country("PAN"), make.country("JAM")
    for country in states:
        make.verified(network, country)
    desk = browser(make.officer())
    assert nominate(desk, network, home.pk, "duty", officer).status_code == 302
    verify(network)
    return home, officer, network, panama, jamaica


_world = built_once(seated)


@pytest.fixture
def world(_world, db):
    return deepcopy(_world)


def test_b_it_holds_a_seat_on_behalf_of_its_states_and_reads_nothing_of_theirs(world):
    home, officer, network, panama, _jamaica = world
    other = make.network("cyber-policy")
    make.verified(other, panama, "head", make.person(panama.institution))
    found = Program(panama.duty).get(f"/networks/{network.slug}/posts").json()["items"]
    own = next(row for row in found if row["institution"] == home.pk)
    assert own["state"] is None
    assert own["on_behalf"] == ["PAN"]
    sums = {row["slug"]: row for row in Program(officer).get("/networks").json()["items"]}
    assert sums[network.slug]["states_taking_part"] == 2
    assert Program(officer).get(f"/networks/{network.slug}/posts").status_code == 200
    assert Program(officer).get(f"/networks/{other.slug}/posts").status_code == 404
    compatriot = make.person(make.institution("pan-other", "PAN"))
    assert Program(compatriot).get(f"/networks/{network.slug}/posts").status_code == 404


def test_b_a_network_whose_type_has_no_place_for_it_refuses(world):
    _home, officer, *_rest = world
    network = make.network("major-events")
    refused = nominate(browser(make.officer()), network, "prueba-subregional", "duty", officer)
    assert refused.status_code == 422


def members_shown(browser_, slug, at):
    page = browser_.get("/organisation/subregional/", {"at": at})
    assert page.status_code == 200
    return page.content.decode().partition(f'id="{slug}"')[2].partition("</section>")[0]


def test_a_its_list_on_two_dates_differs(client, world):
    reader = browser(make.person(make.institution("pan-other", "PAN")))
    before = members_shown(reader, "mercosur", "1990-01-01")
    founded = members_shown(reader, "mercosur", "2000-01-01")
    now = members_shown(reader, "mercosur", "2026-01-01")
    assert "Brasil" not in before
    assert "Brasil" in founded
    assert "Bolivia" not in founded
    assert "Bolivia" in now
    assert client.get("/organisation/subregional/").status_code == 302


ENTERED = """
organisations:
  - slug: prueba-del-istmo
    level: subregional
    names: {es: Organismo del Istmo, en: Isthmus body, pt: Organismo do Istmo, fr: Organisme}
    members:
      - {state: PAN, since: "2001-05-01", until: null}
      - {state: CRI, since: "2001-05-01", until: "2015-01-01"}
"""


def test_a_one_is_entered_from_a_file_with_its_states_by_dates(tmp_path, world):
    file = tmp_path / "organismo.yaml"
    file.write_text(ENTERED, encoding="utf-8")
    call_command("reference", str(file))
    reader = browser(make.person(make.institution("pan-other", "PAN")))
    founded = members_shown(reader, "prueba-del-istmo", "2002-01-01")
    now = members_shown(reader, "prueba-del-istmo", "2026-01-01")
    assert ("Costa Rica" in founded, "Panamá" in founded) == (True, True)
    assert ("Costa Rica" in now, "Panamá" in now) == (False, True)


def test_b_it_is_named_in_an_audience_and_neither_reads_for_the_other(world):
    home, officer, network, panama, jamaica = world
    sender = Program(jamaica.duty)
    [kind] = [
        row for row in sender.get("/kinds", limit="200").json()["items"]
        if row["slug"] == "terrorism-alert"
    ]  # fmt: skip
    required = [field for field in kind["fields"] if field["required"]]
    needed = {field["key"]: (field.get("choices") or ["x"])[0] for field in required}
    said = {
        "network": network.slug, "kind": kind["slug"], "marking": "TLP:AMBER", "language": "es",
        "title": "Aviso", "body": "Texto", "fields": needed,
    }  # fmt: skip
    to_it = sender.post("/alerts", {**said, "audience": {"institutions": [home.pk]}})
    to_states = sender.post("/alerts", {**said, "audience": {"states": ["PAN"]}})
    assert [one.status_code for one in (to_it, to_states)] == [201, 201], to_it.content
    for reader, own, other in (
        (officer, to_it, to_states), (panama.duty, to_states, to_it)
    ):  # fmt: skip
        program = Program(reader)
        assert program.get(f"/alerts/{own.json()['id']}").status_code == 200
        assert program.get(f"/alerts/{other.json()['id']}").status_code == 404


def test_b_it_reads_no_activity_because_its_states_may(world):
    _home, officer, *_rest = world
    desk = Program(make.officer())
    activities = {
        marking: planned(desk, "D3.1", states=["PAN"], marking=marking)
        for marking in ("TLP:CLEAR", "TLP:GREEN", "TLP:AMBER")
    }
    program = Program(officer)
    got = {m: program.get(address).status_code for m, address in activities.items()}
    assert got == {"TLP:CLEAR": 200, "TLP:GREEN": 404, "TLP:AMBER": 404}
    assert "Las cifras por Estado son para" in (
        browser(officer).get("/plans/cicte-2020-2021/states/").content.decode()
    )
