"""The map of the page as one SVG that stands alone: what is downloaded is what was shown."""

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from almenara.observatory.charts.pictures import FONT, INK, LINE, NARROW, PAPER, SOFT, WIDE
from almenara.observatory.charts.words import Words, wrapped

TONES = {"1": "#d3e6f2", "2": "#9cc5de", "3": "#5b9fc6", "4": "#1f73a3", "5": "#08395a"}
LAND = "#eef1f6"
EDGE = 16  # pixels around everything
PLACES = {  # of the map (x, width) and of the inset (x, width) in pixels
    WIDE: ((EDGE, 420), (EDGE + 436, 236)),
    NARROW: ((EDGE, 288), (EDGE, 200)),
}
_STYLE = (
    f"text{{font-family:{FONT};fill:{INK}}}.soft{{fill:{SOFT}}}"
    f".land{{fill:{LAND};stroke:#d5dbe5}}.state{{fill:{PAPER};stroke:{LINE};stroke-dasharray:3 2}}"
    ".land,.state{stroke-width:1.6}.inset .land,.inset .state{stroke-width:.35}"
    + "".join(f".t{tone}{{fill:{fill};stroke-dasharray:none}}" for tone, fill in TONES.items())
)


def standing(picture: Mapping[str, Any], words: Words, width: int = WIDE) -> str:
    """An atlas picture (`core.web.atlas`) with its title, key and source."""
    (left, wide), (beside, small) = PLACES[width]
    title = wrapped(words.title, width - 2 * EDGE, 17)
    subtitle = wrapped(words.below, width - 2 * EDGE, 13)
    head, top = _text(title, EDGE + 14, 17, "600"), EDGE + 22 * len(title)
    head += _text(subtitle, top + 12, 13, "400", "soft")
    top += 18 * len(subtitle) + 12
    _x, _y, across, down = map(float, picture["view"].split())
    high = wide * down / across
    inset_top = top if width == WIDE else top + high + 12
    body = _map(picture, left, top, wide, high)
    body += _inset(picture, beside, inset_top, small)
    inset_end = inset_top + small * picture["frame"]["height"] / picture["frame"]["width"]
    key, key_end = _key(picture["key"], beside, inset_end + 22)
    end = max(top + high, key_end) + 18
    foot = wrapped(words.foot, width - 2 * EDGE, 11)
    body += key + _text(foot, end, 11, "400", "soft")
    high = end + 15 * len(foot) + EDGE
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{high:.0f}" '
        f'viewBox="0 0 {width} {high:.0f}" role="img" aria-label="{escape(picture["label"])}">'
        f'<style>{_STYLE}</style><rect width="100%" height="100%" fill="{PAPER}"/>'
        f"{head}{body}</svg>\n"
    )


def _map(picture: Mapping[str, Any], x: float, y: float, wide: float, high: float) -> str:
    circles = "".join(_circle(one, 11) for one in picture["circles"])
    frame = picture["frame"]
    return (
        f'<svg x="{x}" y="{y}" width="{wide}" height="{high:.0f}" viewBox="{picture["view"]}">'
        f"{_land(picture)}{circles}"
        f'<rect x="{frame["x"]}" y="{frame["y"]}" width="{frame["width"]}" '
        f'height="{frame["height"]}" fill="none" stroke="{SOFT}" stroke-width="2"/></svg>'
    )


def _inset(picture: Mapping[str, Any], x: float, y: float, wide: float) -> str:
    """The Lesser Antilles larger, each island with its code."""
    frame = picture["frame"]
    high = wide * frame["height"] / frame["width"]
    islands = "".join(
        _circle(one, 2.6)
        + f'<text x="{one["x"] + (-4 if one["is_left"] else 4)}" y="{one["y"] + 1.9}" '
        f'font-size="5" font-weight="600" text-anchor="{"end" if one["is_left"] else "start"}">'
        f"{one['code']}</text>"
        for one in picture["islands"]
    )
    return (
        f'<svg class="inset" x="{x}" y="{y:.0f}" width="{wide}" height="{high:.0f}" '
        f'viewBox="{picture["inset"]}">{_land(picture)}{islands}</svg>'
        f'<rect x="{x}" y="{y:.0f}" width="{wide}" height="{high:.0f}" fill="none" '
        f'stroke="{SOFT}"/>'
    )


def _land(picture: Mapping[str, Any]) -> str:
    shapes = "".join(
        f'<path class="{_tone(one)}" d="{one["d"]}">{_told(one)}</path>'
        for one in picture["states"]
    )
    return f'<path class="land" d="{picture["land"]}"/>{shapes}'


def _circle(one: Mapping[str, Any], radius: float) -> str:
    return (
        f'<circle class="{_tone(one)}" cx="{one["x"]}" cy="{one["y"]}" r="{radius}">'
        f"{_told(one)}</circle>"
    )


def _tone(one: Mapping[str, Any]) -> str:
    return f"state t{one['tone']}" if one["tone"] in TONES else "state"


def _told(one: Mapping[str, Any]) -> str:
    return f"<title>{escape(one['name'])}: {escape(one['said'])}</title>"


def _key(key: Sequence[tuple[str, str]], x: float, y: float) -> tuple[str, float]:
    """Each tone with its words, and where the key ends."""
    rows = "".join(
        f'<rect class="state t{tone}" x="{x}" y="{y + 22 * n - 11:.0f}" width="14" height="14"/>'
        f'<text x="{x + 22}" y="{y + 22 * n:.0f}" font-size="12">{escape(words)}</text>'
        for n, (tone, words) in enumerate(key)
    )
    return rows, y + 22 * len(key)


def _text(rows: Sequence[str], y: float, size: int, weight: str, tone: str = "") -> str:
    high = round(size * 1.32)
    return "".join(
        f'<text class="{tone}" x="{EDGE}" y="{y + high * n:.0f}" font-size="{size}" '
        f'font-weight="{weight}">{escape(row)}</text>'
        for n, row in enumerate(rows)
    )
