"""How much of a matrix is asked: a part in `make test`, the whole in `make ci`.

The whole is asked where ALMENARA_TESTS is "whole". A module that asks in part is marked `sampled`,
so that `make ci` finds it again:

    pytestmark = [pytest.mark.django_db, pytest.mark.sampled]

    for viewer, thing in some_pairs(VIEWERS, things): ...

Properties are marked by themselves (`conftest.py`).
"""

import os
from collections.abc import Iterable, Sequence
from typing import TypeVar

import pytest

A, B = TypeVar("A"), TypeVar("B")
WHOLE = os.environ.get("ALMENARA_TESTS") == "whole"


def some(cases: Iterable[A], each: int = 3, first: int = 0) -> list[A]:
    """One case in so many, from the first on; all of them in the whole."""
    found = list(cases)
    return found if WHOLE else found[first % each :: each]


def some_pairs(rows: Sequence[A], columns: Sequence[B], each: int = 3) -> list[tuple[A, B]]:
    """Of who meets what one pair in so many; with as many of both, each comes."""
    return [
        (row, column)
        for i, row in enumerate(rows)
        for j, column in enumerate(columns)
        if WHOLE or (i + j) % each == 0
    ]


def examples(many: int) -> int:
    """So many examples of a property in the whole; a quarter of them in `make test`."""
    return many if WHOLE else min(many, max(5, many // 4))


def whole_only(why: str) -> pytest.MarkDecorator:
    """A test that only `make ci` runs, for what it costs; another of its kind runs always."""
    return pytest.mark.skipif(not WHOLE, reason=f"{why}: `make ci` runs it (ALMENARA_TESTS=whole)")
