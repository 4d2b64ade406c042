"""What another file gives a State's template, seen before it is taken: what fills which series,
what has no counterpart and why; nothing of the file is lost in silence (R19)."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.core import signing
from django.utils.translation import gettext, gettext_lazy

from almenara.core.languages import page_language
from almenara.core.parties.actor import Actor
from almenara.core.parties.refusals import Denied
from almenara.formats.refusal import Said, Unreadable
from almenara.observatory import queries
from almenara.observatory.findings import ERROR, letter
from almenara.observatory.forms import FillForm
from almenara.observatory.intake.reading import Reading
from almenara.observatory.pages import figures
from almenara.observatory.pages.deliveries import LEVELS, SUBMISSIONS
from almenara.observatory.pages.sources import named
from almenara.observatory.structures import Flow

Context = dict[str, Any]
SALT, LASTS = "observatory/prefill", 24 * 60 * 60  # seconds between the preview and its workbook
MOST = 200  # findings that are shown
OTHERS = gettext_lazy("Filas de otros territorios")


def told(viewer: Actor, flow: Flow, got: Reading) -> Context:
    """What a file said to who sent it, as it travels to the next page; no figure in doubt."""
    wrong = {(one.key, one.period) for one in got.findings if one.level == ERROR}
    cells = (cell for cell in got.table if (cell.key, cell.period) not in wrong)
    filled = [cell for cell in cells if cell.value is not None]
    if not filled:
        raise Unreadable(["file"], _nothing(got))
    return {
        "state": viewer.state,
        "flow": flow.id,
        "layout": got.layout,
        "cells": [[list(cell.key), cell.period, cell.value] for cell in filled],
        "left": sorted(([*said, n] for said, n in got.left.items()), key=lambda one: -one[-1]),
        "others": got.others,
        "findings": [
            [f"{letter(one.column)}{one.line}" if one.line and one.column else "",
             one.level, one.said.template, {k: str(v) for k, v in one.said.values.items()}]
            for one in got.findings
        ],
        "asks": list(got.asks),
    }  # fmt: skip


def _nothing(got: Reading) -> str:
    """Why a file gives nothing: its first fault, or whose it is."""
    if got.findings and not got.others:
        return got.findings[0].said.translated(gettext)
    return gettext("No tiene cifras de su Estado para este flujo.")


def form(flow: Flow, said: Mapping[str, Any], posted: Any = None) -> FillForm:
    concepts = {one.id: named(one.names) for one in flow.concepts.concepts}
    asked = [
        (name, concepts.get(name, name),
         [(code.id, f"{flow.label(name, code.id, page_language())} ({code.id})")
          for code in flow.codes[name].values() if not code.withdrawn])
        for name in said["asks"]
    ]  # fmt: skip
    kept = signing.dumps(said, salt=SALT, compress=True)
    return FillForm(asked, posted, initial={"said": kept})


def page(flow: Flow, said: Mapping[str, Any], form: FillForm) -> Context:
    findings = said["findings"]
    return {
        "flow": flow,
        "said": said,
        "form": form,
        "series": list(_series(flow, said)),
        "findings": [
            {"place": place, "level": LEVELS[level], "words": _words(word, values)}
            for place, level, word, values in findings[:MOST]
        ],
        "more": max(len(findings) - MOST, 0),
        "crumbs": [figures.HOME, SUBMISSIONS],
    }  # fmt: skip


def _series(flow: Flow, said: Mapping[str, Any]) -> Iterator[Context]:
    """Each series that is filled, in words, with its periods."""
    periods: dict[tuple[str, ...], list[str]] = {}
    for key, period, _value in said["cells"]:
        periods.setdefault(tuple(key), []).append(period)
    for key, found in periods.items():
        words = [
            flow.label(name, code, page_language())
            for name, code in _named(flow, list(key))
            if code
        ]
        yield {"name": " · ".join(words), "count": len(found), "from": min(found), "to": max(found)}


def read(viewer: Actor, posted: Any) -> tuple[Flow, Context]:
    """What was told, back from the page; only for who was told, and not for ever."""
    try:
        said = signing.loads(posted.get("said", ""), salt=SALT, max_age=LASTS)
    except signing.BadSignature:
        raise Unreadable(["said"], gettext("Suba el archivo otra vez.")) from None
    if said["state"] != viewer.state:
        raise Denied(gettext("La plantilla es para quien entrega las cifras de un Estado."))
    return queries.flow(viewer, said["flow"]), said


def lines(flow: Flow, said: Mapping[str, Any], chosen: Mapping[str, str]) -> list[Any]:
    """The lines of the workbook, what was asked for put in its place."""
    return [
        (tuple(code or chosen.get(name, "") for name, code in _named(flow, key)), period, value)
        for key, period, value in said["cells"]
    ]


def _named(flow: Flow, key: list[str]) -> Iterator[tuple[str, str]]:
    return zip(flow.dimensions, key, strict=True)


def _words(word: str, values: Mapping[str, str]) -> str:
    return Said(word, **values).translated(gettext)


def left(said: Mapping[str, Any]) -> list[list[str]]:
    """What has no place in the workbook, as rows of a sheet of its own."""
    rows = [[gettext("Columna"), gettext("Sin equivalente en este flujo"), gettext("Filas")]]
    rows += [[str(one) for one in row] for row in said["left"]]
    rows += [["", str(OTHERS), str(said["others"])]] if said["others"] else []
    rows += [[place, _words(word, values), ""] for place, _level, word, values in said["findings"]]
    return rows if len(rows) > 1 else []
