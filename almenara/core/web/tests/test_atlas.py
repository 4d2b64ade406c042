"""The map: every member State has its shape, and it says no more than the table beside it."""

from functools import cache
from importlib import resources

import yaml

from almenara.core.web import atlas

REGISTER = resources.files("almenara.core.parties") / "reference" / "states.yaml"


@cache
def states():
    return yaml.safe_load(REGISTER.read_text(encoding="utf-8"))["states"]


def rows(*taking):
    return [
        {"code": one["code"], "name": one["code"], "tone": "in" if one["code"] in taking else ""}
        for one in states()
    ]


def test_every_state_of_the_register_is_drawn_and_the_file_is_small():
    assert {row["code"] for row in rows()} == set(atlas.drawing()["states"])
    file = resources.files("almenara.core.web") / "map" / "americas.json"
    assert len(file.read_bytes()) < 40_000


def test_small_states_are_circles_beside_the_map_or_in_the_inset_with_their_code():
    found = atlas.picture("", [], rows("KNA"))
    inset = {one["code"]: one["is_left"] for one in found["islands"]}
    assert inset["KNA"]
    assert not inset["ATG"]
    assert {one["code"] for one in found["circles"]} >= {"BHS"}
    assert [one["code"] for one in found["states"] if one["tone"]] == ["KNA"]


def test_who_is_no_member_today_is_land_like_any_other():
    found = atlas.picture("", [], [row for row in rows() if row["code"] != "PAN"])
    assert "PAN" not in {one["code"] for one in found["states"]}
    assert atlas.drawing()["states"]["PAN"]["d"] in found["land"]
