"""Signals in stored series: what was looked over, what was found, each one explained."""

from collections.abc import Iterator
from math import log10
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from almenara.core.languages import page_language
from almenara.core.paging import page as paged
from almenara.core.parties.actor import Actor
from almenara.formats.figures import rounded
from almenara.observatory import drawn, judging, queries, watched
from almenara.observatory.access import is_observatory
from almenara.observatory.cells import Cell, table
from almenara.observatory.charts import pictures
from almenara.observatory.charts.lines import Line, Point, lines
from almenara.observatory.charts.words import Words
from almenara.observatory.judging import LEVELS, Levels
from almenara.observatory.models import Watch, WatchSignal
from almenara.observatory.pages import figures, sources
from almenara.observatory.structures import AREA, FREQUENCY, Flow

Context = dict[str, Any]
PAGE = 30
SHOWN = 104  # periods in the picture of a signal
WATCH = {"url": "/observatory/watch/", "label": gettext_lazy("Alerta temprana")}
METHODS = {
    judging.FARRINGTON: gettext_lazy("Farrington mejorado, cuentas semanales"),
    judging.EARS: gettext_lazy("EARS C2, historia corta"),
    judging.BREAKS: gettext_lazy("Cambio de nivel"),
    judging.POOLED: gettext_lazy("Tasa apoyada en todos los Estados"),
    judging.MODES: gettext_lazy("Cambio de modo"),
}
SILENCES = {
    judging.SHORT: gettext_lazy("no hay bastante historia"),
    judging.ZEROS: gettext_lazy("hay ceros, y un cambio de nivel no se mide con ellos"),
    judging.GAPS: gettext_lazy("faltan semanas hace poco"),
}
WITH_TOTAL = "_T"
_LEAST = 0.001  # smaller shares are only said to be smaller


def watch_page(viewer: Actor, flow: str, asked: str | None) -> Context:
    """The newest look at each flow, and what was found in it."""
    flows = {one.id: one for one in queries.flows(viewer)}
    newest = {one.dataflow_id: one for one in watched.newest(viewer)}
    numbers = watched.numbers(viewer, list(newest.values()))
    shown = {*newest, *(watched.watchable(viewer) if is_observatory(viewer) else [])}
    chosen = flow if flow in flows else ""
    page = paged(watched.signals(viewer, flow=chosen), PAGE, asked)
    return {
        "looks": [
            _look(viewer, flows[code], newest.get(code), numbers)
            for code in flows if code in shown
        ],
        "is_observatory": is_observatory(viewer),
        "chosen": chosen,
        "page": page,
        "rows": [_row(one, flows[one.watch.dataflow_id]) for one in page],
        "crumbs": [figures.HOME],
    }  # fmt: skip


def _look(viewer: Actor, flow: Flow, look: Watch | None, numbers: dict[UUID, int]) -> Context:
    if look is None:
        return {"code": flow.id, "names": flow.names, "look": None}
    levels = LEVELS[look.levels]
    counts = watched.counts(viewer, look)
    return {
        "code": flow.id,
        "names": flow.names,
        "look": look,
        "judged": sum(counts["judged"].values()),
        "silent": [(SILENCES[why], n) for why, n in sorted(counts["silent"].items())],
        "signals": numbers.get(look.pk, 0),
        "levels": levels,
        "false": f"{levels.fdr:.0%}",
    }  # fmt: skip


def _row(signal: WatchSignal, flow: Flow) -> Context:
    levels = LEVELS[signal.watch.levels]
    return {
        "signal": signal,
        "state": signal.state,
        "series": series(flow, signal),
        "names": flow.names,
        "what": sentence(flow, signal),
        "method": METHODS[signal.method],
        "is_within": signal.rank <= levels.budget,
        "budget": levels.budget,
    }


def signal_page(viewer: Actor, pk: str, *, is_replay: bool) -> Context:
    """One signal: in words, as a picture, with all that the method took in."""
    signal = queries.watch_signal(viewer, pk)
    flow = queries.flow(viewer, signal.watch.dataflow_id)
    levels, header = LEVELS[signal.watch.levels], _header(signal)
    return _row(signal, flow) | {
        "flow": flow,
        "facts": list(_facts(signal, levels)),
        "header": header,
        "inputs": [list(zip(header, row, strict=True)) for row in _inputs(flow, signal)],
        "picture": f"/observatory/watch/{signal.pk}.svg?lang={page_language()}",
        "source": sources.source(flow),
        "replay": _replay(signal) if is_replay else None,
        "series_url": _series_url(flow, signal),
        "crumbs": [figures.HOME, WATCH],
    }


def series(flow: Flow, signal: WatchSignal) -> str:
    """The series in words; a total, the frequency and the area say nothing here."""
    said = zip(flow.dimensions, signal.key, strict=True)
    return " · ".join(
        flow.label(name, code, page_language())
        for name, code in said
        if code != WITH_TOTAL and name != FREQUENCY and not (name == AREA and signal.state)
    )


def sentence(flow: Flow, signal: WatchSignal) -> str:
    """What was found, in words."""
    said = {"period": signal.period, **_numbers(signal)}
    if signal.method == judging.BREAKS:
        return _("Desde %(period)s el nivel es de %(observed)s; antes era de %(expected)s.") % said
    if signal.method == judging.MODES:
        at = next(name for name in flow.dimensions if _is_mode(flow, name, signal))
        said["mode"] = flow.label(at, judging.grown(signal.inputs), page_language())
        return (
            _("En %(period)s, «%(mode)s» fue %(observed)s del total; antes, %(expected)s.") % said
        )
    return _("En %(period)s hubo %(observed)s; se esperaban %(expected)s.") % said


def _is_mode(flow: Flow, name: str, signal: WatchSignal) -> bool:
    return signal.inputs["codes"][0] in flow.codes.get(name, {})


def _numbers(signal: WatchSignal) -> dict[str, str]:
    language = page_language()
    if signal.method == judging.MODES:
        return {"observed": _percent(signal.observed), "expected": _percent(signal.expected)}
    return {
        "observed": rounded(signal.observed, language),
        "expected": rounded(signal.expected, language),
    }


def _percent(share: float) -> str:
    if 0 < share < _LEAST:
        return f"< {rounded(100 * _LEAST, page_language())} %"
    return f"{rounded(round(100 * share, 1), page_language())} %"


def _facts(signal: WatchSignal, levels: Levels) -> Iterator[tuple[str, str]]:
    """What stands beside the picture, each with its name."""
    said = _numbers(signal)
    yield _("Observado"), said["observed"]
    yield _("Esperado"), said["expected"]
    if signal.bound is not None:
        yield _("Límite"), rounded(signal.bound, page_language())
    yield _("Probabilidad"), chance(signal.probability)
    yield _("Descubrimientos falsos"), _("se sostiene desde %s") % _percent(signal.discovery)
    if signal.is_confirmed is not None:
        yield (
            _("Barrido de tres semanas"),
            _("lo confirma") if signal.is_confirmed else _("no lo confirma"),
        )
    yield _("Lugar en su Estado"), _("%(rank)d de %(budget)d que se ponen delante") % {
        "rank": signal.rank, "budget": levels.budget,
    }  # fmt: skip
    yield _("Método"), str(METHODS[signal.method])
    yield _("Versión"), f"{signal.watch.model} · {signal.watch.levels}"


def chance(probability: float) -> str:
    """How often this would be seen if nothing had changed."""
    if probability < 1e-6:
        return _("menos de una vez en un millón")
    size = 1 / probability
    near = round(size, -int(log10(size)) + 1) if size >= 100 else round(size)
    return _("una vez en %s") % rounded(float(near), page_language())


def _header(signal: WatchSignal) -> list[str]:
    if signal.method == judging.MODES:
        return [_("Modo"), _("Antes"), signal.period]
    return [_("Período"), _("Valor")]


def _inputs(flow: Flow, signal: WatchSignal) -> Iterator[list[str]]:
    """Every figure that the method took in, the newest first."""
    given, language = signal.inputs, page_language()
    if signal.method == judging.MODES:
        at = next(name for name in flow.dimensions if _is_mode(flow, name, signal))
        for code, before, now in zip(given["codes"], given["before"], given["now"], strict=True):
            yield [
                flow.label(at, code, language),
                rounded(before, language),
                rounded(now, language),
            ]
        return
    for period, value in zip(reversed(given["periods"]), reversed(given["values"]), strict=True):
        yield [period, rounded(value, language)]


def _replay(signal: WatchSignal) -> Context:
    again, is_same = watched.replayed(signal)
    return {"is_same": is_same, "again": again}


def _series_url(flow: Flow, signal: WatchSignal) -> str:
    """Where the published part of the series is read."""
    chosen = zip(flow.dimensions, signal.key, strict=True)
    return f"/observatory/indicators/{flow.id}/?" + "&".join(f"{a}={b}" for a, b in chosen)


def picture(viewer: Actor, pk: str, width: int = pictures.WIDE) -> bytes:
    """The signal as it is shown."""
    signal = queries.watch_signal(viewer, pk)
    flow = queries.flow(viewer, signal.watch.dataflow_id)
    words = Words(
        language=page_language(),
        title=sources.named(flow.names),
        subtitle=" · ".join(
            filter(None, [signal.state and signal.state.name, series(flow, signal)])
        ),
        unit="%" if signal.method == judging.MODES else "",
        absent=_("sin datos"),
        flags={},
        foot=sentence(flow, signal),
    )
    if signal.method == judging.MODES:
        drawing = pictures.bar_chart(_shares(flow, signal), signal.period, words, width)
    else:
        drawing = pictures.line_chart(_lines(signal), words, width)
    return drawn.svg(drawing, words)


def _lines(signal: WatchSignal) -> list[Line]:
    """What was observed, and what was expected where the signal is; no line crosses a gap."""
    given, names = signal.inputs, (_("Observado"), _("Esperado"))
    pairs = list(zip(given["periods"], given["values"], strict=True))[-SHOWN:]
    cells = [Cell(names[:1], period, value) for period, value in pairs]
    cells += [
        Cell(names[1:], period, signal.expected) for period, _v in pairs if period >= signal.period
    ]
    return lines(table(("SERIES",), cells), lambda key: key[0])


def _shares(flow: Flow, signal: WatchSignal) -> list[Line]:
    """Each mode's share before and now, in per cent."""
    at = next(name for name in flow.dimensions if _is_mode(flow, name, signal))
    given = signal.inputs
    found = []
    for place, code in enumerate(given["codes"]):
        name = flow.label(at, code, page_language())
        for when, counts in ((_("antes"), given["before"]), (signal.period, given["now"])):
            share = round(100 * counts[place] / sum(counts), 1)
            found.append(Line(f"{name}, {when}", (Point(signal.period, share, "", 0),)))
    return found
