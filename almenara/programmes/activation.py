"""What becomes of a plan when a version of it is activated: its programmes and its results."""

from typing import Any

from django.utils.translation import gettext as _

from almenara.core.identity import queries as identity
from almenara.core.parties.actor import SYSTEM
from almenara.core.types.models import TypeVersion
from almenara.directory import queries as directory
from almenara.formats.refusal import Unreadable
from almenara.programmes.frameworks import PlanShape, ProgrammeShape, ResultShape
from almenara.programmes.models import Plan, Programme, Result
from almenara.programmes.stages import PLAN


def apply(version: TypeVersion) -> None:
    """The newest version is the plan; results that it leaves out stay, and count no more."""
    shape = PlanShape.model_validate(version.document)
    listed = _beneficiaries(shape)
    _check_networks(shape)
    plan = _plan(shape, version)
    Result.objects.unguarded("those that this version leaves out").filter(
        plan=plan, until_version=None
    ).exclude(code__in=[r.id for p in shape.programmes for r in p.results]).update(
        until_version=shape.version - 1
    )
    place = 0
    for position, part in enumerate(shape.programmes):
        programme = _programme(plan, part, position, listed[part.code])
        for result in part.results:
            _result(plan, programme, result, place)
            place += 1


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
        "rule": part.beneficiaries.rule,
        "beneficiaries": states,
        "position": position,
    }
    return Programme.objects.update_or_create(plan=plan, code=part.code, defaults=facts)[0]


def _result(plan: Plan, programme: Programme, shape: ResultShape, position: int) -> None:
    facts: dict[str, Any] = {
        "programme": programme,
        "names": shape.names.model_dump(),
        "kind": shape.kind,
        "unit": shape.unit,
        "measure": shape.measure,
        "network": shape.network,
        "target_kind": shape.target.kind,
        "target_value": shape.target.value,
        "position": position,
        "until_version": None,
    }
    Result.objects.update_or_create(plan=plan, code=shape.id, defaults=facts)


def _beneficiaries(shape: PlanShape) -> dict[str, list[str]]:
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
