"""Draws the Americas once, small, from world-atlas (ISC; data of Natural Earth, public domain).

Each border is simplified once, so that neighbours still meet. The projection keeps areas (Lambert,
around 80° west and 8° north). `tools/vendor.py` writes what `drawn` answers.
"""

import json
from itertools import pairwise
from math import cos, radians, sin, sqrt
from pathlib import Path
from typing import Any

Point = tuple[float, float]
Ring = list[Point]

# ISO 3166-1: numeric code of the States of the register, as world-atlas names countries.
CODES = {
    "028": "ATG", "032": "ARG", "044": "BHS", "052": "BRB", "084": "BLZ", "068": "BOL",
    "076": "BRA", "124": "CAN", "152": "CHL", "170": "COL", "188": "CRI", "192": "CUB",
    "212": "DMA", "214": "DOM", "218": "ECU", "222": "SLV", "840": "USA", "308": "GRD",
    "320": "GTM", "328": "GUY", "332": "HTI", "340": "HND", "388": "JAM", "484": "MEX",
    "558": "NIC", "591": "PAN", "600": "PRY", "604": "PER", "659": "KNA", "662": "LCA",
    "670": "VCT", "740": "SUR", "780": "TTO", "858": "URY", "862": "VEN",
}  # fmt: skip
CENTRE = (radians(-80), radians(8))
WIDTH = 1000  # of the drawing, in its own units
TOLERANCE = 1.2  # of these units
LEAST = 5.0  # square units: smaller islands are left out, but for a State's largest
SMALL = 160.0  # square units: a State that is smaller is shown as a circle too


def drawn(source: Path) -> dict[str, Any]:
    """`{"width","height","states": {code: {"d","x","y","small"}},"land": d}`."""
    atlas = json.loads(source.read_text("utf-8"))
    arcs = [_arc(arc, atlas["transform"]) for arc in atlas["arcs"]]
    points = [point for code, rings in _polygons(atlas, arcs) if code for point in rings[0]]
    left, top = min(x for x, _y in points), min(y for _x, y in points)
    scale = WIDTH / (max(x for x, _y in points) - left)
    height = (max(y for _x, y in points) - top) * scale
    polygons = _polygons(atlas, [simplified(arc, TOLERANCE / scale) for arc in arcs])
    states: dict[str, list[list[Ring]]] = {}
    land: list[list[Ring]] = []
    for code, rings in polygons:
        placed = [[((x - left) * scale, (y - top) * scale) for x, y in ring] for ring in rings]
        (states.setdefault(code, []) if code else land).append(placed)
    return {
        "width": WIDTH,
        "height": round(height),
        "states": {code: _state(found) for code, found in sorted(states.items())},
        "land": _path([one for one in land if _area(one[0]) >= 4 * LEAST]),
    }


def _state(polygons: list[list[Ring]]) -> dict[str, Any]:
    polygons.sort(key=lambda rings: -_area(rings[0]))
    kept = polygons[:1] + [one for one in polygons[1:] if _area(one[0]) >= LEAST]
    x, y = _middle(polygons[0][0])
    return {
        "d": _path(kept),
        "x": round(x),
        "y": round(y),
        "small": sum(_area(rings[0]) for rings in polygons) < SMALL,
    }


def _arc(deltas: list[list[int]], transform: dict[str, list[float]]) -> Ring:
    """The points of an arc, projected; the file keeps differences of whole numbers."""
    x = y = 0
    points = []
    for dx, dy in deltas:
        x, y = x + dx, y + dy
        lon = x * transform["scale"][0] + transform["translate"][0]
        lat = y * transform["scale"][1] + transform["translate"][1]
        points.append(_projected(lon, lat))
    return points


def _projected(lon: float, lat: float) -> Point:
    """Lambert's azimuthal equal-area projection; y grows downwards."""
    lam, phi = radians(lon) - CENTRE[0], radians(lat)
    across = cos(phi) * cos(lam)
    k = sqrt(2 / max(1e-9, 1 + sin(CENTRE[1]) * sin(phi) + cos(CENTRE[1]) * across))
    up = cos(CENTRE[1]) * sin(phi) - sin(CENTRE[1]) * across
    return k * cos(phi) * sin(lam), -k * up


def _polygons(atlas: dict[str, Any], arcs: list[Ring]) -> list[tuple[str, list[Ring]]]:
    """Code of the State, or "", and the rings of each piece of land of this hemisphere."""
    found = []
    for country in atlas["objects"]["countries"]["geometries"]:
        code = CODES.get(str(country.get("id")), "")
        pieces = country["arcs"] if country["type"] == "MultiPolygon" else [country["arcs"]]
        for piece in pieces:
            rings = [_ring(indices, arcs) for indices in piece]
            if _is_here(rings[0], is_state=bool(code)):
                found.append((code, rings))
    return found


def _ring(indices: list[int], arcs: list[Ring]) -> Ring:
    points: Ring = []
    for index in indices:
        arc = arcs[index] if index >= 0 else arcs[~index][::-1]
        points += arc if not points else arc[1:]
    return points


def _is_here(ring: Ring, *, is_state: bool) -> bool:
    """Between the Aleutians and Greenland; not Hawaii, Easter Island, Europe or Antarctica."""
    x, y = _middle(ring)
    if not is_state and (abs(x) > 0.5 or y < -1.2 or (x > 0.38 and y < -0.3)):
        return False
    return -1.35 < x < 0.86 and y < 1.17 and not (x < -0.5 and y > -0.62)


def simplified(points: Ring, tolerance: float) -> Ring:
    """Douglas and Peucker: what is nearer to the line than the tolerance goes."""
    if len(points) < 3:
        return points
    (ax, ay), (bx, by) = points[0], points[-1]
    length = sqrt((bx - ax) ** 2 + (by - ay) ** 2)
    far, where = 0.0, 0
    for n, (x, y) in enumerate(points[1:-1], 1):
        off = (
            abs((by - ay) * (x - ax) - (bx - ax) * (y - ay)) / length
            if length
            else sqrt((x - ax) ** 2 + (y - ay) ** 2)
        )
        if off > far:
            far, where = off, n
    if far <= tolerance:
        return [points[0], points[-1]]
    return simplified(points[: where + 1], tolerance)[:-1] + simplified(points[where:], tolerance)


def _area(ring: Ring) -> float:
    return abs(sum(ax * by - bx * ay for (ax, ay), (bx, by) in pairwise([*ring, ring[0]]))) / 2


def _middle(ring: Ring) -> Point:
    return sum(x for x, _y in ring) / len(ring), sum(y for _x, y in ring) / len(ring)


def _path(polygons: list[list[Ring]]) -> str:
    """The `d` of a path: whole units, each point relative to the one before."""
    return "".join(_piece(ring) for rings in polygons for ring in rings)


def _piece(ring: Ring) -> str:
    rounded = [(round(x), round(y)) for x, y in ring]
    points = [rounded[0], *(b for a, b in pairwise(rounded) if a != b)]
    steps = [f"{bx - ax} {by - ay}" for (ax, ay), (bx, by) in pairwise(points)]
    return f"M{points[0][0]} {points[0][1]}l{' '.join(steps)}z" if len(points) > 3 else ""
