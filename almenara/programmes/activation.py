"""What becomes of a plan when a version of it is activated: its programmes, results and goals."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from almenara.core.identity import queries as identity
from almenara.core.parties.actor import SYSTEM
from almenara.core.types.models import TypeVersion
from almenara.directory import queries as directory
from almenara.formats.refusal import Unreadable
from almenara.programmes import standing
from almenara.programmes.frameworks import (
    PlanShape,
    ProgrammeShape,
    ResultShape,
    StrategyShape,
)
from almenara.programmes.models import Goal, Plan, Programme, Result, Strategy
from almenara.programmes.stages import PLAN

PROMISED = (
    "programme", "names", "kind", "unit", "measure", "network", "target_kind", "target_value",
    "position", "until_version",
)  # fmt: skip


def apply(version: TypeVersion) -> None:
    """The newest version is the plan; results that it leaves out stay, and count no more."""
    shape = PlanShape.model_validate(version.document)
    listed = beneficiaries(shape)
    _check_networks(shape)
    plan = _plan(shape, version)
    Result.objects.unguarded("those that this version leaves out").filter(
        plan=plan, until_version=None
    ).exclude(code__in=[r.id for p in shape.programmes for r in p.results]).update(
        until_version=shape.version - 1
    )
    rows: list[Result] = []
    for position, part in enumerate(shape.programmes):
        programme = _programme(plan, part, position, listed[part.code])
        rows += [_result(programme, result, len(rows) + i) for i, result in enumerate(part.results)]
    Result.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["plan", "code"], update_fields=PROMISED
    )
    standing.recount_plan(plan)


def apply_strategy(version: TypeVersion) -> None:
    """The newest version is the strategic plan; each result that it names rolls up to its goal."""
    shape = StrategyShape.model_validate(version.document)
    found = _gathered(shape)
    strategy = _strategy(shape, version)
    Result.objects.unguarded("the goals are drawn anew").filter(goal__strategy=strategy).update(
        goal=None
    )
    kept = Goal.objects.unguarded("those that this version leaves out").filter(strategy=strategy)
    kept.exclude(code__in=[one.code for one in shape.goals]).delete()
    for position, one in enumerate(shape.goals):
        words: dict[str, Any] = {
            "names": one.names.model_dump(),
            "purposes": one.purposes.model_dump(),
            "position": position,
        }
        goal = Goal.objects.update_or_create(strategy=strategy, code=one.code, defaults=words)[0]
        mine = [found[part.plan, code] for part in one.results for code in part.ids]
        Result.objects.unguarded("just read").filter(pk__in=mine).update(goal=goal)
    standing.recount_goals(kept.all().values_list("pk", flat=True))


def _strategy(shape: StrategyShape, version: TypeVersion) -> Strategy:
    facts: dict[str, Any] = {
        "names": version.names,
        "version": version.version,
        "owner": shape.owner,
        "starts": shape.period[0],
        "ends": shape.period[1],
    }
    strategy, is_new = Strategy.objects.update_or_create(slug=shape.slug, defaults=facts)
    if not is_new:
        PLAN.step(strategy, "amend")
    return strategy


def _gathered(shape: StrategyShape) -> dict[tuple[str, str], UUID]:
    """The results that it names; an unknown one, or one of another strategic plan, is refused."""
    plans = {plan for plan, _code, _loc in shape.gathered()}
    rows = Result.objects.unguarded("named by the strategic plan").filter(plan__in=plans)
    known = {(row.plan_id, row.code): row for row in rows.select_related("goal")}
    faults: list[tuple[list[str | int], str]] = []
    for plan, code, loc in shape.gathered():
        result = known.get((plan, code))
        if result is None:
            faults.append((loc, _("Ese resultado no está en el plan.")))
        elif result.goal and result.goal.strategy_id != shape.slug:
            faults.append((loc, _("Ese resultado ya contribuye a otro plan estratégico.")))
    if faults:
        raise Unreadable.many(faults)
    return {key: row.pk for key, row in known.items()}


def _plan(shape: PlanShape, version: TypeVersion) -> Plan:
    facts: dict[str, Any] = {
        "names": version.names,
        "version": version.version,
        "owner": shape.owner,
        "groups": [group.model_dump() for group in shape.groups],
        "starts": shape.period[0],
        "ends": shape.period[1],
    }
    plan, is_new = Plan.objects.update_or_create(slug=shape.slug, defaults=facts)
    if not is_new:
        PLAN.step(plan, "amend")
    return plan


def _programme(plan: Plan, part: ProgrammeShape, position: int, states: list[str]) -> Programme:
    facts: dict[str, Any] = {
        "names": part.names.model_dump(),
        "purposes": part.purposes.model_dump(),
        "group": part.group,
        "sector": part.sector,
        "rule": part.beneficiaries.rule,
        "beneficiaries": states,
        "position": position,
    }
    return Programme.objects.update_or_create(plan=plan, code=part.code, defaults=facts)[0]


def _result(programme: Programme, shape: ResultShape, position: int) -> Result:
    return Result(
        plan=programme.plan,
        code=shape.id,
        programme=programme,
        names=shape.names.model_dump(),
        kind=shape.kind,
        unit=shape.unit,
        measure=shape.measure,
        network=shape.network,
        target_kind=shape.target.kind,
        target_value=shape.target.value,
        position=position,
    )


def beneficiaries(shape: PlanShape) -> dict[str, list[str]]:
    """By programme the States named, one by one or as a group; an unknown one is refused."""
    groups: dict[str, set[str]] = {}
    for state in identity.states(SYSTEM, shape.period[0]):
        for group in ["", *state.facts.get("groups", [])]:
            groups.setdefault(group, set()).add(state.code)
    faults: list[tuple[list[str | int], str]] = []
    listed = {}
    for place, part in enumerate(shape.programmes):
        named = part.beneficiaries
        loc: list[str | int] = ["programmes", place, "beneficiaries"]
        if named.group and named.group not in groups:
            faults.append(([*loc, "group"], _("Grupo desconocido.")))
        faults += [
            ([*loc, "states", i], _("Estado desconocido."))
            for i, code in enumerate(named.states)
            if code not in groups.get("", set())
        ]
        listed[part.code] = sorted({*named.states, *groups.get(named.group or "-", set())})
    if faults:
        raise Unreadable.many(faults)
    return listed


def _check_networks(shape: PlanShape) -> None:
    known = set(directory.networks(SYSTEM).values_list("slug", flat=True))
    faults: list[tuple[list[str | int], str]] = [
        (["programmes", p, "results", r, "network"], _("Esa red no existe o no está activa."))
        for p, part in enumerate(shape.programmes)
        for r, result in enumerate(part.results)
        if result.network and result.network not in known
    ]
    if faults:
        raise Unreadable.many(faults)
