"""Questions about structures answered: artefacts, what there are figures of, what a flow needs."""

from dataclasses import fields, replace

from django.core.exceptions import ObjectDoesNotExist
from django.utils.translation import gettext as _

from almenara.formats.refusal import Unreadable
from almenara.formats.sdmx import urn
from almenara.formats.sdmx.asking import (
    AvailabilityQuestion,
    SchemaQuestion,
    StructureQuestion,
    Which,
)
from almenara.formats.sdmx.model import AGENCY, TIME, Artefact, Codelist, Constraint, Structures
from almenara.observatory.sdmxdoor import figures, holdings
from almenara.observatory.sdmxdoor.figures import Answer


def answer(question: StructureQuestion | AvailabilityQuestion | SchemaQuestion) -> Structures:
    """What is asked for; ObjectDoesNotExist when nothing is."""
    if isinstance(question, StructureQuestion):
        found = holdings.catalogue(holdings.flows()).answer(question)
    elif isinstance(question, SchemaQuestion):
        found = _schema(question)
    else:
        found = _availability(question)
    if not any(getattr(found, field.name) for field in fields(found)):
        raise ObjectDoesNotExist
    return found


def _schema(question: SchemaQuestion) -> Structures:
    catalogue = holdings.catalogue(holdings.flows())
    context = "dataflow" if question.context == "*" else question.context
    found = catalogue.answer(StructureQuestion(context, question.which))
    named: list[Artefact] = [*found.dataflows, *found.structures]
    if not named:
        raise ObjectDoesNotExist
    return catalogue.whole(urn.whole(named[0]))


def _availability(question: AvailabilityQuestion) -> Structures:
    found = figures.answer(question.data)
    if found.is_empty:
        raise ObjectDoesNotExist
    constraint = _constraint(found, question.components)
    if question.references == "none":
        return Structures(constraints=(constraint,))
    flow = found.flow.dataflow
    which = Which(frozenset({flow.agency}), frozenset({flow.id}), frozenset({flow.version}))
    how = "descendants" if question.references == "all" else question.references
    catalogue = holdings.catalogue(holdings.flows())
    more = catalogue.answer(StructureQuestion("dataflow", which, references=how))
    if question.references not in ("all", "dataflow"):
        more = replace(more, dataflows=())
    lists = {one.id: name for name, one in found.flow.codelists.items()}
    partial = tuple(_partial(one, constraint, lists.get(one.id, "")) for one in more.codelists)
    return replace(more, codelists=partial, constraints=(constraint,))


def _constraint(found: Answer, components: frozenset[str]) -> Constraint:
    """Which codes there are, of these dimensions or of all."""
    flow = found.flow
    if strange := sorted(components - {*flow.dimensions, TIME}):
        said = _("«%s» no es una dimensión de este flujo.") % strange[0]
        raise Unreadable(["component"], said)
    keys = list(dict.fromkeys(key for part in found.parts for key in part.keys))
    codes = {
        name: tuple(dict.fromkeys(key[place] for key in keys))
        for place, name in enumerate(flow.dimensions)
        if not components or name in components
    }
    periods = sorted({one for part in found.parts for one in part.periods})
    return Constraint(
        f"CR_{flow.id}",
        flow.version,
        AGENCY,
        flow.names,
        f"{flow.dataflow.agency}:{flow.id}({flow.version})",
        codes,
        is_actual=True,
        start=periods[0],
        end=periods[-1],
        series=len(keys),
        cells=sum(map(len, found.parts)),
    )


def _partial(one: Codelist, constraint: Constraint, dimension: str) -> Codelist:
    """A list with the codes of which there are figures, and those above them."""
    if dimension not in constraint.codes:
        return one
    parents = {code.id: code.parent for code in one.codes}
    kept: set[str] = set()
    for code in constraint.codes[dimension]:
        while code and code not in kept:
            kept.add(code)
            code = parents.get(code, "")
    return replace(one, codes=tuple(code for code in one.codes if code.id in kept))
