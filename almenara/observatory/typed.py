"""Structures in the register of types: their words, what may stand where, the parts of forms."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext_lazy as _

from almenara.core.parties.actor import Actor
from almenara.core.types.heads import SPECS, Spec
from almenara.core.types.words import ISO, named
from almenara.formats.sdmx import model
from almenara.observatory import activation, drafts, registry
from almenara.observatory.structures import Document

Words = dict[str, tuple[Any, Any]]
KEPT = _("Un código que ya está en uso no se quita: se marca como retirado.")
MAINTAINED: Words = {
    "slug": (_("Nombre corto en la dirección"), _("Vacío: sale del código.")),
    "id": (_("Código"), _("Como CL_SEX o DF_PRISON; los programas lo usan y no se cambia.")),
    "agency": (_("Agencia que lo mantiene"), ""),
}
CODES: Words = {
    "codes": (_("Códigos"), ""),
    "codes.id": (_("Código"), KEPT),
    "codes.names": (_("Nombre"), _("Al menos en un idioma.")),
    "codes.parent": (_("Código que lo contiene"), ""),
    "codes.descriptions": (_("Definición"), ""),
    "codes.withdrawn": (_("Retirado: se lee, pero no se entrega más"), ""),
    "codes.additive": (_("De una unidad: sus cifras se pueden sumar"), ""),
    "codes.whole": (_("De una unidad: cuenta cosas enteras"), ""),
    "codes.least": (_("De una unidad: lo menos que puede valer"), ""),
    "codes.most": (_("De una unidad: lo más que puede valer"), ""),
}
CONCEPTS: Words = {
    "concepts": (
        _("Conceptos"),
        _("Uno por línea: código | es | en | pt | fr | y, si la hay, su definición en cada uno."),
    ),
}
COMPONENTS: Words = {
    "id": (_("Código"), _("Como SEX; suele ser el de su concepto.")),
    "concept": (_("Concepto"), _("Vacío: el del mismo código.")),
    "codelist": (_("Lista de códigos"), _("Vacía: admite cualquier texto.")),
    "required": (_("Hay que decirlo con cada cifra"), ""),
}
STRUCTURE: Words = {
    "scheme": (_("Conceptos que usa"), ""),
    "dimensions": (_("Dimensiones, en el orden de la clave"), ""),
    "attributes": (_("Lo que una cifra puede decir de sí misma"), ""),
    **{
        f"{part}.{name}": said
        for part in ("dimensions", "attributes")
        for name, said in COMPONENTS.items()
    },
}
FLOW: Words = {
    "structure": (_("Estructura"), _("Un flujo que ya tiene cifras conserva sus dimensiones.")),
    "descriptions": (_("Qué cuenta"), ""),
    "source": (_("De dónde vienen las cifras"), ""),
    "threshold": (
        _("Umbral"),
        _("Los conteos mayores que 0 y menores que este se ocultan. De una fuente pública: 0."),
    ),
    "threshold_reason": (_("Por qué no se oculta nada"), _("Solo con umbral 0.")),
    "source_name": (_("Fuente"), _("Solo si no la entregan los Estados.")),
    "source_date": (_("Fecha de la fuente"), ""),
    "licence": (_("Licencia"), ""),
    "key_note": (_("Lo que hay que saber antes de leer una cifra"), ""),
    "is_public": (_("Publicadas, las lee cualquiera"), ""),
    "answer_within": (_("Plazo del Estado para dar su acuerdo"), ISO),
    "sums": (
        _("Dimensiones que suman"),
        _("Sus códigos, con comas: en ellas, los códigos de debajo de otro lo suman."),
    ),
    "shares": (_("Flujos que cuentan a las mismas personas"), _("Se protegen juntos.")),
    "shares.flow": (_("Flujo"), ""),
    "shares.at": (
        _("En qué código de las dimensiones que solo aquel tiene"),
        _("En YAML, como MECHANISM: _T. Vacío: en el total."),
    ),
    "denominator": (_("Flujo con el que se hacen las tasas"), ""),
    "area": (_("Dimensión de las áreas"), ""),
    "calendar.frequency": (_("Cada cuánto se entrega"), ""),
    "calendar.due_days": (_("Días de plazo desde que termina el período"), ""),
    "rules": (
        _("Reglas propias"),
        _("En YAML, además de las que da la estructura; como «- {rule: revision, share: 0.3}»."),
    ),
    "layout": (
        _("Archivos de otros que se leen como son"),
        _("En YAML: qué columna de la publicación es qué dimensión."),
    ),
}
SOURCES = {
    "delivered": _("Las entregan los Estados"),
    "external": _("Se toman de una fuente pública"),
}
FREQUENCIES = {
    "A": _("Cada año"),
    "S": _("Cada semestre"),
    "Q": _("Cada trimestre"),
    "M": _("Cada mes"),
    "W": _("Cada semana"),
}
SDMX = (_("En SDMX"), ("id", "agency"))
FLOW_SECTIONS = (
    (_("Qué es y de dónde viene"), ("structure", "descriptions", "source", "source_name",
                                    "source_date", "licence", "key_note")),
    (_("Qué lo protege y quién lo lee"), ("threshold", "threshold_reason", "is_public",
                                          "answer_within")),
    (_("Cómo se suma y se compara"), ("sums", "denominator", "area")),
    (_("Entregas"), ("calendar", "rules", "layout")),
)  # fmt: skip


def _reference(found: Document) -> str:
    """The newest version of a structure, as another names it."""
    agency = found.get("agency", model.AGENCY)
    return str(found["id"] if agency == model.AGENCY else f"{agency}:{found['id']}")


def _offered(kind: str) -> Callable[[Actor], list[tuple[str, str]]]:
    """What is in force of a kind of structure, each once, by its code."""

    def offered(viewer: Actor) -> list[tuple[str, str]]:
        newest = {_reference(one): one for one in reversed(list(registry.all_of(kind)))}
        return [(name, f"{named(newest[name]['names'])} ({name})") for name in sorted(newest)]

    return offered


def _concepts(viewer: Actor) -> list[tuple[str, str]]:
    """Every concept of every scheme; of which one it must be, the structure's scheme says."""
    found = {one["id"]: one for said in registry.all_of("concepts") for one in said["concepts"]}
    return [(name, f"{named(found[name]['names'])} ({name})") for name in sorted(found)]


def register() -> None:
    """The four kinds; code lists and concepts first, because the others name them."""
    lists, parts = _offered("codelist"), ("dimensions", "attributes")
    SPECS["codelist"] = Spec(
        drafts.CodelistShape, activation.apply_list, MAINTAINED | CODES, {}, (SDMX,),
        title=_("Listas de códigos"),
    )  # fmt: skip
    SPECS["concepts"] = Spec(
        drafts.ConceptsShape, activation.apply_concepts, MAINTAINED | CONCEPTS, {},
        (SDMX, (_("Conceptos"), ("concepts",))), title=_("Conceptos de las estructuras"),
    )  # fmt: skip
    SPECS["structure"] = Spec(
        drafts.StructureShape,
        activation.apply_structure,
        MAINTAINED | STRUCTURE,
        {
            "scheme": _offered("concepts"),
            **{f"{part}.concept": _concepts for part in parts},
            **{f"{part}.codelist": lists for part in parts},
        },
        ((SDMX[0], (*SDMX[1], "scheme")),),
        title=_("Estructuras de datos"),
    )
    flows = _offered("dataflow")
    SPECS["dataflow"] = Spec(
        drafts.DataflowShape,
        activation.apply_dataflow,
        MAINTAINED | FLOW,
        {
            "structure": _offered("structure"),
            "source": SOURCES,
            "calendar.frequency": FREQUENCIES,
            "denominator": flows,
            "shares.flow": flows,
        },
        (SDMX, *FLOW_SECTIONS),
        title=_("Flujos de datos"),
    )
