"""The Americas as a picture of what States do or have; the table beside it says the same.

A row is a member State of today: `code`, `name`, `tone` ("in" filled, "next" hatched, "" plain),
and for those with a tone `said` (the words) and perhaps `url`.
"""

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
    file = resources.files("almenara.core.web") / "map" / "americas.json"
    found: dict[str, Any] = json.loads(file.read_text("utf-8"))
    return found


def picture(label: str, key: Sequence[tuple[str, str]], rows: Sequence[Context]) -> Context:
    """These States as shapes, each with its tone and `key`; all others are only land."""
    drawn = drawing()
    known = {row["code"]: row for row in rows if row["code"] in drawn["states"]}
    shapes = [{**drawn["states"][code], **row} for code, row in known.items()]
    islands = [shape for shape in shapes if shape["small"] and _is_inset(shape)]
    other = [shape["d"] for code, shape in drawn["states"].items() if code not in known]
    box = (-MARGIN, -MARGIN, drawn["width"] + 2 * MARGIN, drawn["height"] + 2 * MARGIN)
    return {
        "label": label,
        "key": key,
        "view": " ".join(map(str, box)),
        "inset": " ".join(map(str, ISLANDS)),
        "frame": dict(zip(("x", "y", "width", "height"), ISLANDS, strict=True)),
        "land": drawn["land"] + "".join(other),
        "states": shapes,
        "circles": [shape for shape in shapes if shape["small"] and shape not in islands],
        "islands": [shape | {"is_left": _is_left(shape, islands)} for shape in islands],
    }


def _is_inset(shape: Context) -> bool:
    x, y, width, height = ISLANDS
    return bool(x < shape["x"] < x + width and y < shape["y"] < y + height)


def _is_left(shape: Context, islands: Sequence[Context]) -> bool:
    return any(
        one["x"] > shape["x"] and abs(one["y"] - shape["y"]) < APART
        for one in islands
        if one is not shape
    )
