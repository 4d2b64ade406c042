"""A picture with everything that must stand beside it: table, definition, source, files (R9)."""

from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from almenara.core.parties.actor import Actor
from almenara.core.parties.alphabet import alphabetical
from almenara.formats.figures import rounded
from almenara.observatory import queries
from almenara.observatory.cells import Cell, Key, text
from almenara.observatory.charts.lines import HIDDEN, flag
from almenara.observatory.charts.pictures import MOST
from almenara.observatory.pages import comments, drawings, sources
from almenara.observatory.pages.beside import Beside, beside
from almenara.observatory.pages.readings import Reading
from almenara.observatory.structures import AREA

Context = dict[str, Any]
PAGE = 20
ACROSS = 5  # periods in a table of many series
FILES = {"csv": "CSV", "xlsx": "XLSX", "parquet": "Parquet"}
HOME = {"url": "/observatory/", "label": gettext_lazy("Observatorio")}


def figure(viewer: Actor, read: Reading, page: str | None = None) -> Context:
    """What `_figure.html` shows, and what stands at the foot of the page."""
    kind = drawings.kind(read)
    return {
        "title": title(read),
        "unit": read.unit,
        "flow": read.flow,
        "selection": read.selection,
        "kind": kind,
        "kinds": _kinds(read, kind),
        "picture": _picture(read) if kind and kind != "map" else None,
        "map": drawings.map_of(read) if kind == "map" else None,
        "map_title": drawings.words(read).title,
        "too_many": not kind and len(read.lines),
        "table": table(viewer, read, kind, page),
        "files": _files(read),
        "pictures": _pictures(read) if kind else [],
        "sdmx": _sdmx(read),
        "comments": comments.beside(viewer, read),
        "how": how(viewer, read),
        "doors": _doors(read),
        "foot": foot(viewer, read),
    }


def title(read: Reading) -> str:
    """What the figures are of: the flow, and the one area or code that was chosen."""
    return " · ".join(filter(None, [sources.named(read.flow.names), _one(read), read.narrowed]))


def _one(read: Reading) -> str:
    areas = read.selection.areas
    return read.label(AREA, areas[0]) if len(areas) == 1 else ""


def foot(viewer: Actor, read: Reading) -> Context:
    """Date of the data, source and citation, for the foot of the page."""
    day = queries.out_since(viewer, read.selection.as_of).get(read.flow.id)
    said = f"{day:%Y-%m-%d}" if day else ""
    return {
        "data_date": day,
        "source": sources.source(read.flow),
        "citation": sources.citation(read.flow, said),
    }


def _doors(read: Reading) -> list[tuple[str, str]]:
    """Where the figures come from and what became of them."""
    return [
        (_("Cómo está definido"), f"/observatory/structures/{read.flow.id}/"),
        (_("Qué se publicó y qué cambió"), "/observatory/releases/"),
    ]


def _kinds(read: Reading, current: str) -> list[Context]:
    """Tabs: each kind of picture that suits these series."""
    return [
        {"url": f"?{read.selection.query(kind=kind)}#figure", "label": drawings.KINDS[kind],
         "current": kind == current}
        for kind in drawings.kinds(read)
    ]  # fmt: skip


def _picture(read: Reading) -> Context:
    query = read.selection.query()
    base = f"/observatory/pictures/{read.flow.id}.svg?{query}&lang={read.language}"
    alt = drawings.words(read).title
    return {"wide": base, "narrow": f"{base}&size=narrow", "alt": _alt(read, alt)}


def _alt(read: Reading, title: str) -> str:
    return _("%(title)s. %(n)d series; las mismas cifras están en la tabla.") % {
        "title": title, "n": len(read.lines),
    }  # fmt: skip


def _pictures(read: Reading) -> list[tuple[str, str]]:
    query = f"{read.selection.query()}&lang={read.language}&download=1"
    base = f"/observatory/pictures/{read.flow.id}"
    return [(form.upper(), f"{base}.{form}?{query}") for form in ("svg", "png")]


def _files(read: Reading) -> list[tuple[str, str]]:
    base, query = f"/observatory/figures/{read.flow.id}", read.selection.query()
    return [(name, f"{base}.{form}?{query}") for form, name in FILES.items()]


def _sdmx(read: Reading) -> list[tuple[str, str]]:
    """The same series from the doors of SDMX."""
    chosen, flow = read.selection, read.flow
    key = ".".join("+".join(chosen.where.get(name, ())) for name in flow.dimensions)
    asked = {"startPeriod": chosen.start, "endPeriod": chosen.end, "asOf": chosen.as_of}
    said = {name: value for name, value in asked.items() if value}
    base = f"/sdmx/v1/data/OAS,{flow.id},{flow.version}/{key}"
    forms = {"SDMX-ML": "xml", "SDMX-JSON": "json"}
    return [(name, f"{base}?{urlencode(said | {'format': form})}") for name, form in forms.items()]


def table(viewer: Actor, read: Reading, kind: str, page: str | None) -> Context:
    """Periods down where the series are few, else series down with their newest periods across."""
    if kind in ("bars", "map"):
        made = _by_series(viewer, read, [read.period])
    elif len(read.cells) <= MOST:
        made = _by_period(viewer, read)
    else:
        made = _by_series(viewer, read, read.periods[:ACROSS])
    return made | {"page": Paginator(made["rows"], PAGE).get_page(page)}


def _by_series(viewer: Actor, read: Reading, periods: list[str]) -> Context:
    told = beside(viewer, read) if len(periods) == 1 else None
    rows = [
        {"name": read.name(key), "url": _own_url(read, key),
         "cells": [_cell(read, cells.get(period)) for period in periods]
         + _told(read, told, key, periods[0] if periods else "")}
        for key, cells in read.cells.items()
    ]  # fmt: skip
    rows += [
        {"name": read.label(AREA, code), "url": "",
         "cells": [_cell(read, None)] * len(periods) + _told(read, told, None, "")}
        for code in read.silent
    ]  # fmt: skip
    header = [*periods, *_beside_header(told)]
    down = [sources.dimension(read.flow, read.flow.dimensions[n]) for n in read.telling]
    return _tabled(" · ".join(down), header, alphabetical(rows, lambda row: str(row["name"])), told)


def _tabled(down: str, header: list[str], rows: list[Context], told: Beside | None) -> Context:
    """Each cell with the name of its column, for narrow screens."""
    letters = {cell["flag"]: cell["why"] for row in rows for cell in row["cells"] if cell["flag"]}
    for row in rows:
        row["cells"] = list(zip(header, row["cells"], strict=True))
    return {"down": down, "header": header, "rows": rows, "beside": told,
            "letters": sorted(letters.items())}  # fmt: skip


def _by_period(viewer: Actor, read: Reading) -> Context:
    keys = alphabetical(read.cells, read.name)
    told = beside(viewer, read) if len(keys) == 1 else None
    periods = sorted({cell.period for cell in read.table}, reverse=True)
    rows = [
        {"name": period, "url": "",
         "cells": [_cell(read, read.cells[key].get(period)) for key in keys]
         + (_told(read, told, keys[0], period) if told else [])}
        for period in periods
    ]  # fmt: skip
    header = [*(read.name(key) for key in keys), *_beside_header(told)]
    return _tabled(_("Período"), header, rows, told)


def _beside_header(told: Beside | None) -> list[str]:
    if told is None:
        return []
    return [_("Recuento"), _("Población"), _("Año de la población")]


def _told(read: Reading, told: Beside | None, key: Key | None, period: str) -> list[Context]:
    """Count, population and its year, beside a rate."""
    if told is None:
        return []
    place = (read.area(key), period) if key else ("", "")
    people = told.populations.get(place)
    period = people.period if people else ""
    year = {"text": period or "—", "raw": period, "flag": "", "why": ""}
    return [_cell(read, told.counts.get(place)), _cell(read, people), year]


def _cell(read: Reading, cell: Cell | None) -> Context:
    letter = flag(cell) if cell else ""
    why = str(drawings.MEANINGS[letter]) if letter else ""
    if cell is None or cell.value is None:
        said = _("oculto") if letter == HIDDEN else _("sin datos")
        return {"text": said, "raw": "", "flag": letter, "why": why}
    return {"text": rounded(cell.value, read.language), "raw": text(cell.value), "flag": letter,
            "why": why}  # fmt: skip


def _own_url(read: Reading, key: Key) -> str:
    area = read.area(key)
    return drawings.state_url(read.selection, area) if area else ""


def how(viewer: Actor, read: Reading) -> Context:
    """Definition, key note, coverage: how we know."""
    flow = read.flow
    cells = [cell for row in read.cells.values() for cell in row.values()]
    reported = [cell.period for cell in cells if cell.value is not None]
    coverage = dict.fromkeys(
        cell.attributes["COVERAGE"] for cell in cells if cell.attributes.get("COVERAGE")
    )
    return {
        "definition": sources.named(flow.dataflow.descriptions),
        "codes": _definitions(read),
        "key_note": sources.named(flow.policy.key_note),
        "is_external": flow.policy.is_external,
        "unanswered": _unanswered(viewer, read),
        "threshold": flow.policy.threshold,
        "threshold_reason": sources.named(flow.policy.threshold_reason),
        "licence": flow.policy.licence,
        "areas": len({read.area(cell.key) for cell in cells if cell.value is not None}),
        "silent": [read.label(AREA, code) for code in read.silent],
        "first": min(reported, default=""),
        "last": max(reported, default=""),
        "coverage": list(coverage)[:10],
        "denominator": flow.policy.denominator,
    }


def _unanswered(viewer: Actor, read: Reading) -> list[str]:
    """The States whose newest figures went out because they gave no answer in time (R9)."""
    if read.flow.policy.is_external:
        return []
    newest: dict[str, str] = {}
    for release in queries.releases(viewer, read.flow).filter(stage="published"):
        for part in release.parts.all():
            newest.setdefault(part.state_id or "", part.consent)
    shown = {read.area(key) for key in read.cells}
    return sorted(read.label(AREA, one) for one in shown if newest.get(one) == "silent")


def _definitions(read: Reading) -> list[tuple[str, str]]:
    """What the chosen codes mean, where their list says so."""
    found = []
    for name, codes in read.selection.where.items():
        for code in codes:
            known = read.flow.codes.get(name, {}).get(code)
            text = sources.named(known.descriptions) if known else ""
            found += [(read.label(name, code), text)] if text else []
    return found
