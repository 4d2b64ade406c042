"""Which States a plan serves, programme by programme: a map and a table that says the same.

Figures by State are for officials of States and the secretariat (S1); for others, how many.
"""

from collections import defaultdict
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from almenara.core.parties.actor import Actor
from almenara.core.web import atlas
from almenara.programmes import pages, queries
from almenara.programmes.models import Plan, Programme

Context = dict[str, Any]
Sums = dict[tuple[str, Any], list[int]]


def board_page(viewer: Actor, plan: Plan, asked: dict[str, str]) -> Context:
    """States down, programmes across; by programme, State and stage."""
    programmes = list(queries.programmes(viewer, plan))
    chosen = {name: asked[name] for name in ("programme", "state", "stage") if asked.get(name)}
    may_read = viewer.is_system or bool(viewer.state) or viewer.has_role("secretariat")
    found = pages.frame(viewer, plan, "states") | {
        "programmes": programmes,
        "chosen": chosen,
        "stages": [("held", _("Realizadas")), ("planned", _("Por realizar"))],
        "may_read": may_read,
    }
    return found | _by_state(viewer, plan, programmes, chosen) if may_read else found


def _by_state(
    viewer: Actor, plan: Plan, programmes: list[Programme], chosen: dict[str, str]
) -> Context:
    sums: Sums = defaultdict(lambda: [0, 0])
    for one in queries.coverages(viewer, plan):
        pair = sums[one.state_id, one.programme_id]
        pair[0], pair[1] = pair[0] + one.planned, pair[1] + one.held
    members = queries.members(viewer, timezone.now().date())
    served = {code for code, _programme in sums}
    states = [s for s in queries.states(viewer) if s.code in members | served]
    across = [one for one in programmes if chosen.get("programme", one.code) == one.code]
    rows = [
        _row(plan, state, across, sums, chosen.get("stage", ""))
        for state in states
        if chosen.get("state", state.code) == state.code
    ]
    return {
        "across": across,
        "states": states,
        "rows": [row for row in rows if row["tone"]],
        "unserved": [row for row in rows if not row["tone"]],
        "map": _map(plan, [row for row in rows if row["code"] in members]),
    }


def _row(plan: Plan, state: Any, across: list[Programme], sums: Sums, stage: str) -> Context:
    cells = [_cell(sums.get((state.code, one.pk), [0, 0]), one, stage) for one in across]
    held, planned = (sum(bool(cell[key]) for cell in cells) for key in ("held", "planned"))
    words = [_("%d programas con algo realizado") % held] if held else []
    words += [_("%d con algo por realizar") % planned] if planned else []
    return {
        "code": state.code,
        "name": state.name,
        "cells": cells,
        "held": held,
        "planned": planned,
        "tone": "in" if held else "next" if planned else "",
        "said": ", ".join(words),
        "url": f"/plans/{plan.slug}/activities/?state={state.code}",
    }


def _cell(pair: list[int], programme: Programme, stage: str) -> Context:
    return {
        "programme": programme,
        "planned": pair[0] if stage != "held" else 0,
        "held": pair[1] if stage != "planned" else 0,
    }


def _map(plan: Plan, rows: list[Context]) -> Context:
    held = sum(row["tone"] == "in" for row in rows)
    ahead = sum(row["tone"] == "next" for row in rows)
    key = [
        ("in", _("Con algo realizado: %d") % held),
        ("next", _("Solo por realizar: %d") % ahead),
        ("", _("Los demás Estados Miembros de hoy")),
    ]
    said = {"part": held, "all": len(rows), "plan": plan.name}
    label = _("Mapa: %(part)d de %(all)d Estados con algo realizado de «%(plan)s»") % said
    return atlas.picture(label, key, rows)
