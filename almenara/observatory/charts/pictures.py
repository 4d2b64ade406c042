"""Vega-Lite specifications: lines, bars and small multiples that carry title, flags and source."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from almenara.formats.figures import rounded
from almenara.observatory.charts.lines import HIDDEN, Line, Point, days, used
from almenara.observatory.charts.words import Words, wrapped

Spec = dict[str, Any]
SCHEMA = "https://vega.github.io/schema/vega-lite/v5.json"
WIDE, NARROW = 720, 320  # pixels of the whole picture
INK, SOFT, LINE, GRID, PAPER = "#16213a", "#4a5670", "#76839b", "#dfe4ec", "#ffffff"
COLOURS = ("#0b5c86", "#8a5a00", "#6b3fa0", "#1f6f43", "#a3195b", "#4a5670")
SHAPES = ("circle", "square", "triangle-up", "diamond", "triangle-down", "cross")
FONT = "Roboto, Arial, Helvetica, sans-serif"
MOST = len(COLOURS)  # series in one picture of lines
CROWDED = 45  # points in one line: beyond these only some have a mark
DOTS = 2  # place of the points among the layers
ROW = 20  # pixels of a bar with its space
PANEL = {WIDE: (5, 104, 74), NARROW: (2, 112, 54)}  # columns, width, height


def line_chart(found: Sequence[Line], words: Words, width: int = WIDE) -> Spec:
    """Up to six series over time; what is broken, provisional or hidden is seen in the line."""
    layers = _layers(found, width)
    looks = _looks([line.name for line in found], width)
    for layer in layers:
        layer["encoding"] = {"color": looks["color"]} | layer["encoding"]
    layers[DOTS]["encoding"] |= looks
    spec = {"width": width - 74, "height": 300 if width == WIDE else 220,
            "data": {"values": _rows(found)}, "layer": layers}  # fmt: skip
    return _framed(spec, words, used(found), width)


def panels(found: Sequence[Line], words: Words, width: int = WIDE) -> Spec:
    """One small picture for each series, in the order given, all with the same scales."""
    columns, wide, high = PANEL[width]
    layers = _layers(found, wide + 74, 3)
    for layer in layers:
        layer["encoding"] = {"color": {"value": COLOURS[0]}} | layer["encoding"]
    layers[DOTS]["transform"].append({"filter": "datum.f || datum.alone"})
    layers.append(_said_absent(wide, high))
    empty = [{"s": line.name, "absent": words.absent} for line in found if line.is_empty]
    names = {line.name: wrapped(line.name, wide, 11.6) for line in found}
    spec = {
        "data": {"values": _rows(found) + empty},
        "facet": {
            "field": "s",
            "type": "nominal",
            "sort": list(names),
            "title": None,
            "header": {"labelAnchor": "start", "labelPadding": 6, "labelFontSize": 11,
                       "labelExpr": f"{json.dumps(names)}[datum.value]", "labelLimit": 0},
        },
        "columns": columns,
        "bounds": "flush",
        "spacing": {"row": 42, "column": 18},
        "spec": {"width": wide, "height": high, "layer": layers},
    }  # fmt: skip
    return _framed(spec, words, used(found), width)


def _said_absent(wide: int, high: int) -> Spec:
    place = {"x": {"value": wide / 2}, "y": {"value": high / 2}}
    return {
        "transform": [{"filter": "datum.absent"}],
        "mark": {"type": "text", "fontStyle": "italic", "color": SOFT},
        "encoding": {"text": {"field": "absent"}, **place},
    }


def bar_chart(found: Sequence[Line], period: str, words: Words, width: int = WIDE) -> Spec:
    """One period, one bar for each series in the order given; without a figure it says so."""
    rows = [_bar(line, period, words) for line in found]
    names = [row["s"] for row in rows]
    limit, size = (200, 12) if width == WIDE else (124, 11)
    y = {
        "field": "s",
        "type": "nominal",
        "sort": names,
        "title": None,
        "axis": {"ticks": False, "domain": False, "labelLimit": limit, "labelFontSize": size},
    }
    x = {"field": "v", "type": "quantitative", "title": words.unit, "axis": _numbers(5)}
    text = {"align": "left", "dx": 5, "color": INK}
    spec = {
        "width": width - (270 if width == WIDE else 180),
        "height": {"step": ROW},
        "data": {"values": rows},
        "encoding": {"y": y, "x": x},
        "layer": [
            {"mark": {"type": "bar", "color": COLOURS[0], "height": 12}},
            {
                "transform": [{"filter": "isValid(datum.v)"}],
                "mark": {"type": "text", **text},
                "encoding": {"text": {"field": "said"}},
            },
            {
                "transform": [{"filter": "!isValid(datum.v)"}],
                "mark": {"type": "text", **text, "fontStyle": "italic", "color": SOFT},
                "encoding": {"text": {"field": "said"}, "x": {"value": 0}},
            },
        ],
    }  # fmt: skip
    flags = {row["flag"] for row in rows} - {""}
    return _framed(spec, words, sorted(flags), width)


def nothing(text: str, words: Words, width: int = WIDE) -> Spec:
    """Where no picture can be drawn, the words that say why."""
    mark = {"type": "text", "text": wrapped(text, width - 48, 13), "fontSize": 13,
            "fontStyle": "italic", "color": SOFT}  # fmt: skip
    spec = {"width": width - 24, "height": 90, "data": {"values": [{}]}, "mark": mark}
    return _framed(spec, words, [], width)


def _bar(line: Line, period: str, words: Words) -> Spec:
    point = next((one for one in line.points if one.period == period), None)
    if point is None or (point.value is None and not point.flag):
        return {"s": line.name, "v": None, "said": words.absent, "flag": ""}
    if point.value is None:
        return {"s": line.name, "v": None, "said": words.flags[HIDDEN], "flag": ""}
    said = " ".join(filter(None, [rounded(point.value, words.language), point.flag]))
    return {"s": line.name, "v": point.value, "said": said, "flag": point.flag}


def _rows(found: Sequence[Line]) -> list[Spec]:
    """One row a point; `alone`: no line passes through it."""
    return [
        {"s": line.name, "n": _day(point.period), "v": point.value, "g": point.piece,
         "f": point.flag, "alone": alone, "dot": bool(point.flag or alone or is_marked)}
        for line in found
        for point, alone, is_marked in _marked(line)
    ]  # fmt: skip


def _marked(line: Line) -> Iterator[tuple[Point, bool, bool]]:
    """Each point, whether it is alone in its piece, and whether it has a mark in any case."""
    pieces = Counter(point.piece for point in line.points if point.value is not None)
    step = 1 + len(line.points) // CROWDED
    for at, point in enumerate(reversed(line.points)):
        yield point, pieces[point.piece] == 1, at % step == 0


def _layers(found: Sequence[Line], width: int, ticks: int = 5) -> list[Spec]:
    """Lines, breaks, points, and the letters that say what is special."""
    x = {
        "field": "n",
        "type": "quantitative",
        "title": None,
        "axis": _times(found, width),
        "scale": {"zero": False, "nice": False, "padding": 8},
    }
    y = {"field": "v", "type": "quantitative", "title": None, "axis": _numbers(ticks)}
    place = {"x": x, "y": y}
    return [
        {
            "transform": [{"filter": "isValid(datum.v)"}],
            "mark": {"type": "line", "strokeWidth": 2},
            "encoding": {**place, "detail": [{"field": "g", "type": "nominal"}, {"field": "s"}]},
        },
        {
            "transform": [{"filter": "datum.f === 'b'"}],
            "mark": {"type": "rule", "strokeDash": [3, 3], "strokeWidth": 1},
            "encoding": {"x": x, "color": {"value": SOFT}},
        },
        {
            "transform": [{"filter": "isValid(datum.v) && datum.dot"}],
            "mark": {"type": "point", "size": 26, "strokeWidth": 1.5, "opacity": 1},
            "encoding": {**place, "fill": _fill(found)},
        },
        *_letters(place),
    ]  # fmt: skip


def _fill(found: Sequence[Line]) -> Spec:
    """Of a point: that of its line, and hollow where it is provisional."""
    names = [line.name for line in found]
    fill: Spec = {"field": "s", "type": "nominal", "legend": None, "sort": None,
                  "scale": _scale(names, COLOURS)}  # fmt: skip
    if len(found) > MOST:
        fill = {"value": COLOURS[0]}
    return {"condition": {"test": "datum.f === 'p'", "value": PAPER}, **fill}


def _letters(place: Spec) -> list[Spec]:
    """Beside a point; what is hidden has none, and its letter stands at the top."""
    mark = {"type": "text", "fontSize": 11, "fontWeight": "bold"}
    said = {"text": {"field": "f"}, "color": {"value": INK}}
    return [
        {
            "transform": [{"filter": "isValid(datum.v) && datum.f"}],
            "mark": mark | {"dy": -9, "dx": 5},
            "encoding": place | said,
        },
        {
            "transform": [{"filter": f"datum.f === '{HIDDEN}' && !isValid(datum.v)"}],
            "mark": mark,
            "encoding": place | said | {"y": {"value": 8}},
        },
    ]


def _day(period: str) -> int:
    """Where a period begins."""
    return days(period).first.toordinal()


def _times(found: Sequence[Line], width: int) -> Spec:
    """An axis that names only periods which are there."""
    numbers = {_day(p.period): p.period for line in found for p in line.points}
    if not numbers:
        return {"labels": False, "ticks": False}
    places = sorted(numbers, reverse=True)
    fits = max(2, width // (8 * len(numbers[places[0]]) + 34))
    shown = places[:: -(-len(places) // fits)]
    said = json.dumps({str(n): numbers[n] for n in shown})
    return {"values": sorted(shown), "labelExpr": f"{said}[datum.value]", "grid": False,
            "labelFlush": 12 if width < NARROW else False}  # fmt: skip


def _numbers(ticks: int) -> Spec:
    return {"tickCount": ticks, "format": ",~f", "domain": False, "ticks": False}


def _scale(names: list[str], of: Sequence[str]) -> Spec:
    return {"domain": names, "range": list(of[: len(names)])}


def _looks(names: list[str], width: int) -> Spec:
    """Colour and shape tell series apart; one legend for both, above; one series needs none."""
    fits = 1 + max(map(len, names), default=0) * 7 + 40  # pixels of the longest name
    columns = max(1, min(len(names), width // fits))
    legend = {"title": None, "orient": "top", "columns": columns, "symbolSize": 60,
              "labelLimit": width // columns - 40, "symbolStrokeWidth": 2}  # fmt: skip
    looks = {"color": COLOURS, "shape": SHAPES}
    return {
        name: {"field": "s", "type": "nominal", "sort": None, "scale": _scale(names, of),
               "legend": legend if len(names) > 1 else None}
        for name, of in looks.items()
    }  # fmt: skip


def _framed(spec: Spec, words: Words, flags: Sequence[str], width: int) -> Spec:
    """The picture with its title above and its flags and source below, as it is downloaded."""
    told = " · ".join(f"{letter}\u00a0{words.flags[letter]}" for letter in flags)
    foot = [*(wrapped(told, width, 11) if told else []), *wrapped(words.foot, width, 11)]
    below = {
        "text": foot,
        "orient": "bottom",
        "anchor": "start",
        "fontSize": 11,
        "fontWeight": "normal",
        "color": SOFT,
        "offset": 12,
        "frame": "bounds",
    }
    return {
        "$schema": SCHEMA,
        "description": words.title,
        "background": PAPER,
        "padding": 12,
        "title": {
            "text": wrapped(words.title, width, 17),
            "subtitle": wrapped(words.below, width, 13),
            "anchor": "start",
            "offset": 10,
        },
        "vconcat": [spec | {"title": below}],
        "config": CONFIG,
    }  # fmt: skip


CONFIG: Spec = {
    "font": FONT,
    "view": {"stroke": None},
    "axis": {
        "labelColor": SOFT, "labelFontSize": 12, "titleColor": SOFT, "titleFontSize": 12,
        "titleFontWeight": "normal", "gridColor": GRID, "domainColor": LINE, "tickColor": LINE,
    },
    "title": {"color": INK, "fontSize": 17, "fontWeight": 600, "subtitleColor": SOFT,
              "subtitleFontSize": 13, "subtitlePadding": 4},
    "legend": {"labelColor": INK, "labelFontSize": 12},
    "header": {"labelColor": INK, "labelFontSize": 12, "labelFontWeight": 600},
}  # fmt: skip
