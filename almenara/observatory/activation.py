"""What becomes of a structure when a version of it is activated."""

from django.utils.translation import gettext as _

from almenara.core.access.context import as_system
from almenara.core.types.models import TypeVersion
from almenara.formats.refusal import Unreadable
from almenara.formats.sdmx import model
from almenara.observatory import structures
from almenara.observatory.disclosure import sharing
from almenara.observatory.models import Dataflow, Series
from almenara.observatory.registry import resolve


def apply_list(version: TypeVersion) -> None:
    """A code list or a scheme of concepts needs nothing but to be there."""


def apply_structure(version: TypeVersion) -> None:
    """Its concepts and code lists are there."""
    shape = structures.structure(version.document)
    known = {one.id for one in structures.concepts(resolve("concepts", shape.scheme)).concepts}
    for at, one in enumerate(shape.key):
        if one.concept not in known:
            raise Unreadable(["dimensions", at, "concept"], _("Concepto desconocido."))
    listed = {one.codelist for one in shape.key} | {one.codelist for one in shape.attributes}
    for name in listed - {""}:
        resolve("codelist", name)


def apply_dataflow(version: TypeVersion) -> None:
    """Figures may hang on it; one that has figures keeps its dimensions and its source."""
    found = structures.flow(version.document, resolve)
    if version.document.get("agency", model.AGENCY) != model.AGENCY:
        raise Unreadable(["agency"], _("Los flujos son de la agencia %s.") % model.AGENCY)
    if unknown := set(found.policy.sums) - set(found.codelists):
        raise Unreadable(["sums"], _("Dimensión desconocida: %s") % ", ".join(sorted(unknown)))
    for at, one in enumerate(found.policy.shares):
        if why := _cannot_share(found, structures.flow(resolve("dataflow", one["flow"]), resolve)):
            raise Unreadable(["shares", at], why)
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


def _is_used(code: str) -> bool:
    return Series.objects.unguarded("is there any figure").filter(dataflow=code).exists()


def _is_other(former: Dataflow, found: structures.Flow) -> bool:
    return (former.dimensions, former.source) != (list(found.dimensions), found.policy.source)
