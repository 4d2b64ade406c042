"""The map of a network: every member State has its shape, and it says no more than the table."""

import re
from importlib import resources

import pytest
import yaml

from almenara.directory import atlas
from almenara.directory.tests import make

REGISTER = resources.files("almenara.core.parties") / "reference" / "states.yaml"


def rows(*taking):
    states = yaml.safe_load(REGISTER.read_text(encoding="utf-8"))["states"]
    return [
        {"code": one["code"], "name": one["code"], "has_seat": one["code"] in taking, "stage": None}
        for one in states
    ]


def test_every_state_of_the_register_is_drawn_and_the_file_is_small():
    assert {row["code"] for row in rows()} == set(atlas.drawing()["states"])
    file = resources.files("almenara.directory") / "map" / "americas.json"
    assert len(file.read_bytes()) < 40_000


def test_small_states_are_circles_beside_the_map_or_in_the_inset_with_their_code():
    found = atlas.picture(rows("KNA"))
    inset = {one["code"]: one["is_left"] for one in found["islands"]}
    assert inset["KNA"]
    assert not inset["ATG"]
    assert {one["code"] for one in found["circles"]} >= {"BHS"}
    assert [one["code"] for one in found["states"] if one["is_in"]] == ["KNA"]


def test_who_is_no_member_today_is_land_like_any_other():
    found = atlas.picture([row for row in rows() if row["code"] != "PAN"])
    assert "PAN" not in {one["code"] for one in found["states"]}
    assert atlas.drawing()["states"]["PAN"]["d"] in found["land"]


@pytest.mark.django_db
def test_members_see_the_map_with_both_denominators_and_others_only_the_sums(client):
    network = make.network()
    panama = make.manned(network, "PAN")
    make.state("ARG")
    client.force_login(panama.duty.user)
    page = client.get(f"/directory/{network.slug}/members/").content.decode()
    assert re.search(r'aria-label="Mapa: 1 de \d+ Estados participan"', page)
    assert page.count(f'href="/directory/{network.slug}/?state=PAN"') == 2
    assert "?state=ARG" not in page
    client.force_login(make.person(make.institution("jam-x", "JAM")).user)
    page = client.get(f"/directory/{network.slug}/members/").content.decode()
    assert "<svg viewBox" not in page
    assert "?state=PAN" not in page
