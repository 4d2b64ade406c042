"""A file on its way in: read, compared and judged, nothing written yet."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from almenara.core.parties.actor import SYSTEM
from almenara.formats.refusal import Said as _
from almenara.observatory import queries, schedules
from almenara.observatory.cells import Table, table
from almenara.observatory.checks import running
from almenara.observatory.checks.grid import Ground
from almenara.observatory.differences import Differences, differences
from almenara.observatory.findings import ERROR, Finding, area_of
from almenara.observatory.intake import reading
from almenara.observatory.models import CodeMap, Submission
from almenara.observatory.quality import Facts
from almenara.observatory.structures import Flow

COMPARED = ("new", "changed", "removed", "changes")
LINES, WIDEST = 200, 60  # of a file that are shown again beside its findings


@dataclass(frozen=True)
class Received:
    """Cells, findings, what changed as it is kept, and what the score is made of."""

    table: Table
    findings: list[Finding]
    result: dict[str, Any]
    facts: Facts


def received(flow: Flow, submission: Submission, raw: bytes) -> Received:
    """What a file says, beside the newest earlier vintage of its State and what it corrects.

    A file in which no figure could be read takes nothing away.
    """
    state = submission.state_id or ""
    before = queries.newest(SYSTEM, flow.id, state, before=submission.vintage)
    corrected = queries.corrected(SYSTEM, submission)
    was = queries.delivered(SYSTEM, corrected) if corrected else before
    maps = queries.maps(SYSTEM, flow.id, state)
    codes = {one.dimension: _codes(one) for one in maps}
    got = reading.read(raw, flow, reading.Sender(state, codes, was))
    if not len(got.table):
        corrected, before, was = None, got.table, got.table
    others = {one: _figures(one) for one in sorted(running.needed(flow))}
    ground = Ground(flow, got.table, before, submission.vintage.isoformat(), others)
    judged = running.run(ground)
    if corrected:
        judged += running.again(replace(ground, before=was), judged)
    unread = {(one.line, one.column) for one in got.findings if one.level == ERROR}
    judged = [one for one in judged if not _is_echo(one, unread)]
    findings = running.ordered([*got.findings, *judged]) or _nothing_there(got.table)
    changes = differences(before, got.table)
    result = _result(flow, changes) | {
        "corrects": _corrects(flow, corrected, differences(was, got.table)),
        "layout": got.layout,
        "skipped": got.skipped,
        "left": [[*said, rows] for said, rows in got.left.items()][:LINES],
        "notes": [[said.template, said.values] for said in got.notes],
        "sheet": excerpt(got, findings),
    }
    return Received(got.table, findings, result, _facts(submission, maps, findings, changes))


def _nothing_there(made: Table) -> list[Finding]:
    """A template that came back as it went out is no delivery in which all is well."""
    if np.isfinite(made.value).any():
        return []
    return [Finding("structure", ERROR, _("El archivo no trae ninguna cifra."), line=1)]


def _is_echo(one: Finding, unread: set[tuple[int, int]]) -> bool:
    """A cell that could not be read was not left empty: it is told once."""
    return one.rule == "completeness" and one.line > 0 and (one.line, one.column) in unread


def excerpt(got: reading.Reading, findings: list[Finding]) -> dict[str, Any]:
    """The rows of the file in which something was found, to be shown as the sender sees them."""
    lines = sorted({one.line for one in findings if one.line})[:LINES]
    wanted = set(lines)
    rows = {
        str(row.number): [cell[:WIDEST] for cell in row.cells]
        for row in got.rows
        if row.number in wanted
    }
    return {"heading": [cell[:WIDEST] for cell in got.heading], "rows": rows}


def nothing(flow: Flow, period: str) -> Received:
    """A State had nothing to report of a period."""
    empty = table(flow.dimensions, ())
    result = _result(flow, differences(empty, empty)) | {"nil": period, "periods": [period]}
    return Received(empty, [], result, Facts(cells=0))


def _codes(one: CodeMap) -> Mapping[str, str]:
    return {national: said["code"] for national, said in one.codes.items()}


def _figures(flow: str) -> Table:
    return queries.figures(SYSTEM, queries.flow(SYSTEM, flow))


def _result(flow: Flow, found: Differences) -> dict[str, Any]:
    """How many cells are filled, new, otherwise and gone; each change with both figures."""
    after, filled = found.after, np.isfinite(found.after.value)
    return {
        "cells": int(filled.sum()),
        "new": len(found.fresh),
        "changed": len(found.changed_after),
        "removed": len(found.gone),
        "net": _number(found.net),
        "periods": [after.periods[at] for at in np.unique(after.period[filled]).tolist()],
        "changes": [
            {
                "area": area_of(flow, key := after.keys[after.series[at]]),
                "key": list(key),
                "period": after.periods[after.period[at]],
                "before": _number(found.before.value[was]),
                "after": _number(after.value[at]),
            }
            for was, at in zip(
                found.changed_before.tolist(), found.changed_after.tolist(), strict=True
            )
        ],
    }


def _corrects(flow: Flow, one: Submission | None, found: Differences) -> dict[str, Any] | None:
    """What a correction says otherwise than the delivery that it corrects."""
    if one is None:
        return None
    said = _result(flow, found)
    return {"submission": str(one.pk)} | {name: said[name] for name in COMPARED}


def _number(value: float) -> float | int:
    """As JSON has it: a count without a point."""
    return int(value) if float(value).is_integer() else float(value)


def _facts(
    submission: Submission,
    maps: list[CodeMap],
    findings: list[Finding],
    changes: Differences,
) -> Facts:
    exact = [one for each in maps for one in each.codes.values()]
    filled = int(np.isfinite(changes.after.value).sum())
    errors = sum(one.level == ERROR for one in findings)
    return Facts(
        cells=filled,
        coded=len(maps),
        noted=sum(bool(one.coverage) for one in maps),
        exact=sum(bool(one.get("exact")) for one in exact) / len(exact) if exact else 1.0,
        errors=errors,
        warnings=len(findings) - errors,
        changed=len(changes.changed_after),
        both=filled - len(changes.fresh),
        late=_late(submission, changes.after),
        breaks=int((changes.after.status == "B").sum()),
    )


def _late(submission: Submission, made: Table) -> int | None:
    """Days after the day agreed for the newest period that the file tells of."""
    provision = queries.provision(SYSTEM, submission.dataflow_id, submission.state_id or "")
    filled = made.period[np.isfinite(made.value)]
    if provision is None or not len(filled):
        return None
    last = made.periods[int(filled.max())]
    day = schedules.today(provision.state.zone, submission.made_at)
    return schedules.lateness(last, provision.due_days, day)
