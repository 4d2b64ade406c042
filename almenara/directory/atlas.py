"""The Americas as a picture of who takes part in a network; the table below it says the same."""

import json
from collections.abc import Sequence
from functools import lru_cache
from importlib import resources
from typing import Any

Context = dict[str, Any]
MARGIN = 12  # of the drawing's units, around it
APART = 8  # units: of two circles in one row the western one has its label on its left
ISLANDS = (672, 628, 104, 100)  # x, y, width, height of the Lesser Antilles


@lru_cache(maxsize=1)
def drawing() -> dict[str, Any]:
    """What `tools/atlas.py` drew of world-atlas: `{"width","height","states","land"}`."""
    file = resources.files("almenara.directory") / "map" / "americas.json"
    found: dict[str, Any] = json.loads(file.read_text("utf-8"))
    return found


def picture(rows: Sequence[Context]) -> Context:
    """The member States of today as shapes, those that take part marked; others are only land."""
    drawn = drawing()
    known = {row["code"]: row for row in rows if row["code"] in drawn["states"]}
    shapes = [_shape(row, drawn["states"][code]) for code, row in known.items()]
    islands = [shape for shape in shapes if shape["small"] and _is_inset(shape)]
    other = [shape["d"] for code, shape in drawn["states"].items() if code not in known]
    box = (-MARGIN, -MARGIN, drawn["width"] + 2 * MARGIN, drawn["height"] + 2 * MARGIN)
    return {
        "view": " ".join(map(str, box)),
        "inset": " ".join(map(str, ISLANDS)),
        "frame": dict(zip(("x", "y", "width", "height"), ISLANDS, strict=True)),
        "land": drawn["land"] + "".join(other),
        "states": shapes,
        "circles": [shape for shape in shapes if shape["small"] and shape not in islands],
        "islands": [shape | {"is_left": _is_left(shape, islands)} for shape in islands],
    }


def _shape(row: Context, shape: dict[str, Any]) -> Context:
    is_in = bool(row["has_seat"] or (row["stage"] and row["stage"]["name"] == "acceded"))
    return {**shape, "code": row["code"], "name": row["name"], "is_in": is_in}


def _is_inset(shape: Context) -> bool:
    x, y, width, height = ISLANDS
    return bool(x < shape["x"] < x + width and y < shape["y"] < y + height)


def _is_left(shape: Context, islands: Sequence[Context]) -> bool:
    return any(
        one["x"] > shape["x"] and abs(one["y"] - shape["y"]) < APART
        for one in islands
        if one is not shape
    )
