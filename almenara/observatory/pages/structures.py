"""What figures mean: flows with their dimensions and rules, and the code lists."""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.utils.translation import gettext_lazy

from almenara.core.languages import page_language
from almenara.core.parties.actor import Actor
from almenara.formats.sdmx.model import Attribute, Code, Codelist, Dimension
from almenara.observatory import queries
from almenara.observatory.disclosure import sharing
from almenara.observatory.pages import figures
from almenara.observatory.pages.sources import named, source
from almenara.observatory.structures import Flow

Context = dict[str, Any]
STRUCTURES = {"url": "/observatory/structures/", "label": gettext_lazy("Definiciones")}


def structures_page(viewer: Actor) -> Context:
    """Every flow, and every code list with how many codes it has."""
    flows = [
        {"id": one.id, "version": one.version, "names": one.names, "source": source(one),
         "is_external": one.policy.is_external}
        for one in queries.flows(viewer)
    ]  # fmt: skip
    lists = [
        {"id": one.id, "version": one.version, "names": one.names, "count": len(one.codes)}
        for one in sorted(queries.codelists(viewer), key=lambda one: (one.id, one.version))
    ]
    return {"flows": flows, "lists": lists, "crumbs": [figures.HOME]}


def flow_page(viewer: Actor, code: str) -> Context:
    """One flow: what a figure of it is, and what protects it."""
    flow = queries.flow(viewer, code)
    names = {one.id: named(one.names) for one in flow.concepts.concepts}
    return {
        "flow": flow,
        "policy": flow.policy,
        "source": source(flow),
        "dimensions": [_component(flow, names, one) for one in flow.structure.dimensions],
        "attributes": [_component(flow, names, one) for one in flow.structure.attributes],
        "sums": [names.get(one, one) for one in flow.policy.sums],
        "shares": [one.id for one in sharing.together(flow.id, queries.flows(viewer))[1:]],
        "units": [flow.label("UNIT_MEASURE", one, page_language())
                  for one in sorted(flow.additive)],
        "crumbs": [figures.HOME, STRUCTURES],
    }  # fmt: skip


def _component(flow: Flow, names: dict[str, str], one: Dimension | Attribute) -> Context:
    listed = flow.codelists.get(one.id)
    return {
        "id": one.id,
        "name": names.get(one.concept, one.concept),
        "list": listed and {"id": listed.id, "names": listed.names, "count": len(listed.codes)},
        "is_time": getattr(one, "is_time", False),
    }


def codelist_page(viewer: Actor, code: str) -> Context:
    """The newest version of a code list, codes below their parents."""
    found = [one for one in queries.codelists(viewer) if one.id == code]
    if not found:
        raise ObjectDoesNotExist
    newest = max(found, key=lambda one: float(one.version))
    return {
        "list": newest,
        "codes": [{"code": one, "depth": depth} for one, depth in tree(newest)],
        "flows": [one for one in queries.flows(viewer)
                  if code in {listed.id for listed in one.codelists.values()}],
        "crumbs": [figures.HOME, STRUCTURES],
    }  # fmt: skip


def tree(listed: Codelist, parent: str = "", depth: int = 0) -> Iterator[tuple[Code, int]]:
    """Each code after the one above it."""
    for code in listed.codes:
        if code.parent == parent:
            yield code, depth
            yield from tree(listed, code.id, depth + 1)
