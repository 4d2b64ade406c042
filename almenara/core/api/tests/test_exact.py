"""Bodies are what their description says."""

from datetime import date

import pytest
from pydantic import BaseModel

from almenara.core.api.exact import exact
from almenara.formats.refusal import Unreadable


class Piece(BaseModel):
    many: int = 0
    share: float | None = None


class Shape(BaseModel):
    is_open: bool = False
    on: date | None = None
    title: str | dict[str, str] = ""
    pieces: list[Piece] = []
    reach: dict[str, int] = {}


@pytest.mark.parametrize(
    ("said", "place"),
    [
        ({"is_open": 0}, ["is_open"]),
        ({"is_open": "true"}, ["is_open"]),
        ({"on": 0}, ["on"]),
        ({"on": "86400"}, ["on"]),
        ({"on": "2026-02-30"}, ["on"]),
        ({"title": 5}, ["title"]),
        ({"title": {"es": 5}}, ["title", "es"]),
        ({"pieces": [{}, {"many": "5"}]}, ["pieces", 1, "many"]),
        ({"pieces": [{"many": True}]}, ["pieces", 0, "many"]),
        ({"pieces": [{"share": "0.5"}]}, ["pieces", 0, "share"]),
        ({"reach": {"women": "3"}}, ["reach", "women"]),
    ],
)
def test_another_kind_of_value_is_refused_at_its_place(said, place):
    with pytest.raises(Unreadable) as refusal:
        exact(Shape, said)
    (loc, why), *more = refusal.value.errors
    assert (list(loc), more) == (place, [])
    assert why.strip()


def test_what_is_described_passes_and_so_does_what_only_the_shape_judges():
    said = {"is_open": True, "on": "2026-02-28", "title": {"es": "Uno"}, "reach": {"women": 3}}
    exact(Shape, {**said, "pieces": [{"many": 3, "share": 1}, {"share": None}], "more": [1]})
    exact(Shape, {"pieces": "none", "title": None})
