"""What becomes of a structure when a version of it is activated."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from almenara.core.access.context import as_system
from almenara.core.parties.actor import SYSTEM
from almenara.core.types import queries as types
from almenara.core.types.models import TypeVersion
from almenara.formats.refusal import Loc, Unreadable
from almenara.formats.sdmx import model
from almenara.observatory import structures
from almenara.observatory.checks import running
from almenara.observatory.disclosure import sharing
from almenara.observatory.models import Dataflow, Series
from almenara.observatory.registry import flows, resolve


def apply_list(version: TypeVersion) -> None:
    """Codes that figures have stay in the list, withdrawn if need be."""
    gone = _gone(version, "codes")
    for flow in _flows() if gone else ():
        for at, dimension in enumerate(flow.structure.key):
            if dimension.codelist and model.reference(dimension.codelist) == _named(version):
                used = _series(flow.id).filter(**{f"key__{at}__in": sorted(gone)})
                if code := used.values_list(f"key__{at}", flat=True).first():
                    said = _("«%s» ya tiene cifras: márquelo como retirado, no lo quite.")
                    raise Unreadable(["codes"], said % code)


def apply_concepts(version: TypeVersion) -> None:
    """Concepts that a structure in force names stay."""
    gone = _gone(version, "concepts")
    for flow in _flows() if gone else ():
        shape = flow.structure
        used = {one.concept for one in shape.components} & gone
        if used and model.reference(shape.scheme) == _named(version):
            said = _("La estructura %(structure)s usa el concepto «%(concept)s».")
            found = {"structure": shape.id, "concept": min(used)}
            raise Unreadable(["concepts"], said % found)


def apply_structure(version: TypeVersion) -> None:
    """Its concepts and code lists are there."""
    shape = structures.structure(version.document)
    with _placed("scheme"):
        scheme = structures.concepts(resolve("concepts", shape.scheme))
    known = {one.id for one in scheme.concepts}
    parts: dict[str, tuple[model.Component, ...]]
    parts = {"dimensions": shape.key, "attributes": shape.attributes}
    for part, every in parts.items():
        for at, one in enumerate(every):
            if one.concept not in known:
                raise Unreadable([part, at, "concept"], _("Concepto desconocido."))
            if one.codelist:
                with _placed(part, at, "codelist"):
                    resolve("codelist", one.codelist)


def apply_dataflow(version: TypeVersion) -> None:
    """Figures may hang on it; one that has figures keeps its dimensions and its source."""
    found = structures.flow(version.document, resolve)
    if version.document.get("agency", model.AGENCY) != model.AGENCY:
        raise Unreadable(["agency"], _("Los flujos son de la agencia %s.") % model.AGENCY)
    _refuse_unknown(found)
    for at, one in enumerate(found.policy.shares):
        if why := _cannot_share(found, structures.flow(resolve("dataflow", one["flow"]), resolve)):
            raise Unreadable(["shares", at], why)
    running.rules(found)
    with as_system("a flow is what its type says"):
        every = Dataflow.objects.unguarded("whatever flow it is, its type says so")
        former = every.filter(code=found.id).first()
        if former and _is_used(found.id) and _is_other(former, found):
            raise Unreadable(
                ["structure"], _("Ya tiene cifras: sus dimensiones y su fuente no cambian.")
            )
        every.update_or_create(
            code=found.id,
            defaults={
                "names": dict(found.names),
                "version": version.version,
                "source": found.policy.source,
                "threshold": found.policy.threshold,
                "is_public": found.policy.is_public,
                "dimensions": list(found.dimensions),
            },
        )


def _refuse_unknown(found: structures.Flow) -> None:
    """Dimensions that are named are there; without its area nobody would know whose a figure is."""
    policy = found.policy
    named: list[tuple[Loc, set[str]]] = [(["sums"], set(policy.sums) - set(found.codelists))]
    if not policy.is_external:
        named.append((["area"], {policy.area} - set(found.dimensions)))
    for at, said in enumerate(policy.rules):
        dimension = said.get("dimension", policy.area)
        named.append((["rules", at], {str(dimension)} - {*found.dimensions, policy.area}))
    for loc, unknown in named:
        if unknown:
            raise Unreadable(loc, _("Dimensión desconocida: %s") % ", ".join(sorted(unknown)))


def _cannot_share(found: structures.Flow, other: structures.Flow) -> str:
    """Why these two cannot be protected as one table; "" = they can."""
    if found.id == other.id or other.policy.is_external:
        return _("Se protege junto con otro flujo que entregan los Estados.")
    lists = (found.codelists, other.codelists)
    for name in found.codelists.keys() & other.codelists.keys() & {*found.dimensions}:
        if len({one[name].id for one in lists}) > 1:
            return _("«%s» tiene otra lista de códigos en el otro flujo.") % name
    for one, apart in ((found, other), (other, found)):
        for name in set(apart.dimensions) - set(one.dimensions):
            code = one.policy.stands.get(name, sharing.TOTAL)
            if code not in apart.codes.get(name, {code: None}):
                said = {"flow": one.id, "dimension": name}
                return _("Diga dónde está %(flow)s en %(dimension)s: no hay total.") % said
    return ""


@contextmanager
def _placed(*loc: str | int) -> Iterator[None]:
    """What is refused inside stands at this place of the document."""
    try:
        yield
    except Unreadable as refusal:
        raise Unreadable(loc, refusal.errors[0][1]) from None


def _gone(version: TypeVersion, part: str) -> set[str]:
    """What the version in force until now has and this one has not."""
    every = types.versions(SYSTEM, version.type).filter(slug=version.slug, stage="active")
    former = every.filter(version__lt=version.version).first()
    said = former.document[part] if former else ()
    return {str(one["id"]) for one in said} - {str(one["id"]) for one in version.document[part]}


def _flows() -> list[structures.Flow]:
    """Every flow as the types in force have it, whoever may see it."""
    every = Dataflow.objects.unguarded("a definition is judged beside all that names it")
    return flows(dict(every.values_list("code", "version")))


def _named(version: TypeVersion) -> model.Reference:
    """As others name its newest version."""
    said = version.document
    return model.Reference(said.get("agency", model.AGENCY), said["id"], "")


def _series(code: str) -> QuerySet[Series]:
    return Series.objects.unguarded("is there any figure").filter(dataflow=code)


def _is_used(code: str) -> bool:
    return _series(code).exists()


def _is_other(former: Dataflow, found: structures.Flow) -> bool:
    return (former.dimensions, former.source) != (list(found.dimensions), found.policy.source)
