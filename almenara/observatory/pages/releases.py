"""Releases: what went out when, of whom, agreed or not, and what each says otherwise."""

from collections.abc import Iterator
from itertools import chain
from typing import Any

import numpy as np
from django.core.paginator import Paginator
from django.utils import timezone
from django.utils.translation import gettext_lazy

from almenara.core.access.rules import reasons
from almenara.core.dates import dated
from almenara.core.languages import page_language
from almenara.core.parties.actor import Actor
from almenara.core.parties.alphabet import ByName
from almenara.formats.figures import rounded
from almenara.observatory import queries
from almenara.observatory.access import is_observatory
from almenara.observatory.cells import Table, text
from almenara.observatory.differences import Differences
from almenara.observatory.forms import ScheduleForm, WithdrawForm
from almenara.observatory.models import Release, Submission
from almenara.observatory.pages import figures, sources
from almenara.observatory.structures import Flow

Context = dict[str, Any]
PAGE = 50
RELEASES = {"url": "/observatory/releases/", "label": gettext_lazy("Publicaciones")}
STAGES = {
    "scheduled": ("soft", "lock", gettext_lazy("Programada")),
    "published": ("leaf", "tick", gettext_lazy("Publicada")),
    "withdrawn": ("ember", "close", gettext_lazy("Retirada")),
}
CONSENTS = {
    "agreed": ("leaf", "tick", gettext_lazy("Con el acuerdo del Estado")),
    "silent": ("sand", "warning", gettext_lazy("Sin respuesta del Estado")),
    "external": ("soft", "library", gettext_lazy("Fuente pública: sin acuerdo del Estado")),
}
WAITING = ("agreed", "silent")


def releases_page(viewer: Actor, asked: str | None, form: ScheduleForm | None = None) -> Context:
    """The newest first; the desk sees what is agreed and waits to go out."""
    page = Paginator(queries.releases(viewer), PAGE).get_page(asked)
    return {
        "page": page,
        "rows": [_row(row) for row in page],
        "form": form or (schedule_form(viewer) if is_observatory(viewer) else None),
        "crumbs": [figures.HOME],
    }


def schedule_form(viewer: Actor, *args: Any) -> ScheduleForm:
    """What may be chosen: each delivery with its flow, its State and its answer."""
    choices = [(str(one.pk), _waiting(one)) for one in waiting(viewer)]
    start = timezone.now().strftime("%Y-%m-%dT%H:%M")
    return ScheduleForm(choices, *args, initial={"embargo_until": start})


def waiting(viewer: Actor) -> list[Submission]:
    found = queries.submissions(viewer).filter(stage__in=WAITING, source="delivered")
    return list(found.order_by("dataflow_id", ByName("state"), "vintage"))


def _waiting(one: Submission) -> str:
    said = [one.dataflow.name, one.state.name if one.state else "", str(one.vintage)]
    return " · ".join([*said, str(CONSENTS[one.stage][2])])


def _row(row: Release) -> Context:
    parts = list(row.parts.all())
    return {
        "id": row.pk,
        "names": row.dataflow.names,
        "note": row.note,
        "at": row.published_at or row.embargo_until,
        "stage": STAGES[row.stage],
        "states": [part.state.name for part in parts if part.state],
        "is_external": row.dataflow.source == "external",
        "vintages": [dated(day) for day in sorted({part.vintage for part in parts})],
        "silent": sum(part.consent == "silent" for part in parts),
    }


def release_page(
    viewer: Actor, pk: str, asked: str | None, form: WithdrawForm | None = None
) -> Context:
    """One release: its parts, and what it says otherwise than what was out before."""
    row = queries.release(viewer, pk)
    flow = queries.flow(viewer, row.dataflow_id)
    return {
        "release": row,
        "flow": flow,
        "stage": STAGES[row.stage],
        "parts": [_part(part) for part in row.parts.all()],
        "inside": _inside(viewer, row),
        "may": reasons(viewer, row, "publish", "withdraw") if is_observatory(viewer) else None,
        "is_early": row.embargo_until > timezone.now(),
        "form": form or WithdrawForm(),
        "changes": changes(viewer, flow, row, asked) if row.stage == "published" else None,
        "crumbs": [figures.HOME, RELEASES],
        "data_date": row.published_at,
        "source": sources.source(flow),
        "citation": sources.citation(flow, f"{row.published_at or row.embargo_until:%Y-%m-%d}"),
    }


def _inside(viewer: Actor, row: Release) -> list[Submission]:
    """What will go out, for those who may know of it."""
    if row.stage != "scheduled":
        return []
    return list(queries.submissions(viewer).filter(release=row.pk))


def _part(part: Any) -> Context:
    return {
        "state": part.state.name if part.state else "",
        "vintage": part.vintage,
        "consent": CONSENTS[part.consent],
    }


def changes(viewer: Actor, flow: Flow, row: Release, asked: str | None) -> Context:
    """By cell: how many are new, changed, gone; the last two one by one."""
    found = queries.revised(viewer, flow, row)
    page = Paginator(list(moved(found)), PAGE).get_page(asked)
    language = page_language()
    net = found.grown(np.array(_once(flow, found.after), bool))
    return {
        "is_first": not len(found.before),
        "counts": [len(found.fresh), len(found.changed_after), len(found.gone)],
        "net": rounded(net, language) if net is not None else "",
        "page": page,
        "rows": [_change(flow, found, before, after, language) for before, after in page],
        "file": f"/observatory/releases/{row.pk}/differences.csv",
    }


def _once(flow: Flow, table: Table) -> list[bool]:
    """Which series may be added together: no rate, and no sum of others that are there, too."""
    there = [set(codes) for codes in zip(*table.keys, strict=True)]
    sums = [
        {code for code, parts in flow.parts.get(name, {}).items() if codes & set(parts)}
        for name, codes in zip(flow.dimensions, there, strict=bool(there))
    ]
    return [
        flow.adds(key) and not any(code in told for code, told in zip(key, sums, strict=True))
        for key in table.keys
    ]


def moved(found: Differences) -> Iterator[tuple[int, int | None]]:
    """Places before and after of what changed, then of what is there no more."""
    changed = zip(found.changed_before.tolist(), found.changed_after.tolist(), strict=True)
    return chain(changed, ((place, None) for place in found.gone.tolist()))


def _change(
    flow: Flow, found: Differences, before: int, after: int | None, language: str
) -> Context:
    key, period = place(found.before, before)
    was = float(found.before.value[before])
    now = float(found.after.value[after]) if after is not None else None
    return {
        "name": " · ".join(_words(flow, found.before, key, language)),
        "period": period,
        "before": rounded(was, language),
        "after": rounded(now, language) if now is not None else "",
        "by": rounded(now - was, language) if now is not None else "",
        "sign": "+" if now is not None and now > was else "",
    }


def place(table: Table, at: int) -> tuple[tuple[str, ...], str]:
    return table.keys[table.series[at]], table.periods[table.period[at]]


def _words(flow: Flow, table: Table, key: tuple[str, ...], language: str) -> Iterator[str]:
    """The codes of a key in words: the area, and what is not the same in all of the table."""
    for at, (dimension, code) in enumerate(zip(flow.dimensions, key, strict=True)):
        if dimension == flow.policy.area or any(other[at] != code for other in table.keys):
            yield flow.label(dimension, code, language)


def differences_file(viewer: Actor, pk: str) -> tuple[list[str], Iterator[list[str]]]:
    """Every cell that is otherwise: codes, period, before, after; empty = not reported."""
    row = queries.release(viewer, pk)
    flow = queries.flow(viewer, row.dataflow_id)
    found = queries.revised(viewer, flow, row)
    header = [*flow.dimensions, "TIME_PERIOD", "BEFORE", "AFTER"]
    return header, _lines(found)


def _lines(found: Differences) -> Iterator[list[str]]:
    after = found.after
    for was, now in moved(found):
        key, period = place(found.before, was)
        value = text(float(after.value[now])) if now is not None else ""
        yield [*key, period, text(float(found.before.value[was])), value]
    for at in np.asarray(found.fresh).tolist():
        key, period = place(after, at)
        yield [*key, period, "", text(float(after.value[at]))]
