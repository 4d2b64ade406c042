"""How plans look to programs: the fields of the API, for this viewer."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.utils import timezone

from almenara.core.parties.actor import Actor
from almenara.directory import queries as directory
from almenara.programmes import queries
from almenara.programmes.models import (
    Activity,
    Evidence,
    Goal,
    Likeness,
    Participant,
    Plan,
    Result,
    Strategy,
)
from almenara.programmes.progress import progress

Shape = dict[str, Any]


def plan(row: Plan | Strategy) -> Shape:
    return {
        "slug": row.slug,
        "version": row.version,
        "titles": row.names,
        "period": [row.starts.isoformat(), row.ends.isoformat()],
        "stage": row.stage,
    }


def goals(viewer: Actor, strategy: Strategy, rows: list[Goal]) -> list[Shape]:
    """With the results that roll up to each, at a constant number of queries."""
    under: dict[UUID, list[Shape]] = {}
    for one in queries.rolled_up(viewer, strategy):
        if one.goal_id:
            under.setdefault(one.goal_id, []).append({"plan": one.plan_id, "id": one.code})
    return [
        {
            "code": row.code,
            "names": row.names,
            "results": under.get(row.pk, []),
            "people": row.people,
            "held": row.held,
        }
        for row in rows
    ]


def results(viewer: Actor, rows: Iterable[Result]) -> list[Shape]:
    """Several results at a constant number of queries; posts are counted in their network now."""
    taking_part = directory.sums(viewer)
    everybody = len(queries.members(viewer, timezone.now().date()))
    return [_result(row, taking_part.get(row.network, 0), everybody) for row in rows]


def _result(row: Result, taking_part: int, everybody: int) -> Shape:
    value = taking_part if row.measure == "posts" else row.value
    target: Shape = {"kind": row.target_kind}
    if row.target_value is not None:
        target["value"] = row.target_value
    shown: Shape = {
        "id": row.code,
        "programme": row.programme.code,
        "names": row.names,
        "target": target,
        "value": value,
        "progress": progress(row.target_kind, value, row.target_value, everybody),
        "unit": row.unit,
        "evidence": row.evidence,
        "apart": row.apart,
    }
    if row.network or row.target_kind == "each-state":
        shown["of"] = {"taking_part": taking_part, "all": everybody}
    return shown


def activities(viewer: Actor, rows: list[Activity]) -> list[Shape]:
    places = queries.states_of(viewer, rows)
    served = queries.codes_served(viewer, rows)
    return [
        {
            "id": str(row.pk),
            "stage": row.stage,
            "plan": row.plan_id,
            "results": served.get(row.pk, []),
            "kind": row.kind,
            "titles": row.titles,
            "starts": row.starts.isoformat(),
            "ends": row.ends.isoformat(),
            "modality": row.modality,
            "place": row.place or None,
            "states": [place.state_id for place in places.get(row.pk, [])],
            "reach": {
                place.state_id: place.reach
                for place in places.get(row.pk, [])
                if place.reach is not None
            },
            "minutes": row.minutes,
            "topic": row.topic or None,
            "partner": row.partner or None,
            "marking": row.marking,
        }
        for row in rows
    ]


def activity(viewer: Actor, row: Activity) -> Shape:
    return activities(viewer, [row])[0]


def evidence(row: Evidence) -> Shape:
    return {
        "id": str(row.pk),
        "kind": row.kind,
        "document": str(row.document_id),
        "name": row.document.name,
        "sha256": row.document.sha256,
    }


def proposal(row: Likeness) -> Shape:
    return {
        "id": str(row.pk),
        "persons": [_person(row.first), _person(row.second)],
        "why": row.why,
        "stage": row.stage,
    }


def _person(row: Participant) -> Shape:
    return {"id": str(row.pk), "name": row.name, "state": row.state}
