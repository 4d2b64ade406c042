"""Structures out of SDMX-JSON 2.0, strictly: what is not understood is refused at its place."""

from collections.abc import Callable, Iterable
from typing import Any

from almenara.formats import jsontext
from almenara.formats.refusal import Said as _
from almenara.formats.refusal import Unreadable
from almenara.formats.sdmx import model, urn
from almenara.formats.sdmx.catalogue import gathered
from almenara.formats.sdmx.model import TIME, Reference, Structures, Texts

BYTES = 50 << 20
_HEAD = {
    "id", "agencyID", "version", "name", "names", "description", "descriptions", "links",
    "annotations", "isExternalReference", "isPartial", "validFrom", "validTo",
}  # fmt: skip
Place = list[str | int]


def read(raw: bytes) -> Structures:
    """What a structure message holds, or Unreadable with the place in it."""
    if len(raw) > BYTES:
        raise Unreadable([], _("El archivo pasa de {most} MiB.", most=BYTES >> 20))
    whole = _Place(jsontext.loads(raw), [])
    whole.only({"meta", "data"})
    return gathered(_artefacts(whole.at("data")))


class _Place:
    """A value with the way to it."""

    def __init__(self, value: Any, place: Place) -> None:
        self.value, self.place = value, place

    def refusal(self, why: str) -> Unreadable:
        return Unreadable(self.place, why)

    def only(self, known: set[str]) -> None:
        """An object with no member but these."""
        if not isinstance(self.value, dict):
            raise self.refusal(_("Debe ser un objeto."))
        for name in self.value:
            if name not in known:
                raise Unreadable([*self.place, name], _("«{name}» no se lee aquí.", name=name))

    def has(self, name: str) -> bool:
        return isinstance(self.value, dict) and name in self.value

    def at(self, name: str) -> "_Place":
        if not self.has(name):
            raise self.refusal(_("Falta «{name}».", name=name))
        return _Place(self.value[name], [*self.place, name])

    def text(self, name: str, otherwise: str | None = None) -> str:
        if otherwise is not None and not self.has(name):
            return otherwise
        found = self.at(name)
        if not isinstance(found.value, str):
            raise found.refusal(_("Debe ser un texto."))
        return found.value

    def each(self, name: str) -> Iterable["_Place"]:
        """The members of a list, none when it is not there."""
        if not self.has(name):
            return
        found = self.at(name)
        if not isinstance(found.value, list):
            raise found.refusal(_("Debe ser una lista."))
        yield from (_Place(one, [*found.place, at]) for at, one in enumerate(found.value))

    def named(self, name: str) -> tuple[Reference, str]:
        try:
            found = urn.read(self.text(name))
        except Unreadable as fault:
            raise Unreadable([*self.place, name], fault.errors[0][1]) from None
        return found.whom, found.item


def _artefacts(data: _Place) -> Iterable[model.Artefact]:
    cores: dict[str, str] = {}
    readers: dict[str, Callable[[_Place], model.Artefact]] = {
        "codelists": _codelist,
        "conceptSchemes": lambda one: _scheme(one, cores),
        "dataStructures": lambda one: _structure(one, cores),
        "dataflows": _dataflow,
    }
    data.only(set(readers))
    for name, reader in readers.items():
        for one in data.each(name):
            yield reader(one)


def _codelist(one: _Place) -> model.Codelist:
    one.only(_HEAD | {"codes"})
    codes = []
    for each in one.each("codes"):
        each.only(_HEAD | {"parent"})
        withdrawn = any(note.value == {"type": "WITHDRAWN"} for note in each.each("annotations"))
        names, descriptions = _texts(each, "name"), _texts(each, "description")
        parent = each.text("parent", "")
        codes.append(model.Code(each.text("id"), names, parent, descriptions, withdrawn))
    known = {code.id for code in codes}
    if len(known) < len(codes):
        name = one.text("id")
        raise one.refusal(_("La lista «{name}» tiene un código dos veces.", name=name))
    if strange := [code.parent for code in codes if code.parent and code.parent not in known]:
        said = _("El código superior «{code}» no está en la lista.", code=strange[0])
        raise one.refusal(said)
    return model.Codelist(*_who(one), tuple(codes))


def _scheme(one: _Place, cores: dict[str, str]) -> model.ConceptScheme:
    one.only(_HEAD | {"concepts"})
    found = []
    for each in one.each("concepts"):
        each.only(_HEAD | {"coreRepresentation", "parent", "isoConceptReference"})
        if each.has("coreRepresentation"):
            cores[each.text("id")] = _list(each.at("coreRepresentation"))
        names, descriptions = _texts(each, "name"), _texts(each, "description")
        found.append(model.Concept(each.text("id"), names, descriptions))
    return model.ConceptScheme(*_who(one), tuple(found))


def _dataflow(one: _Place) -> model.Dataflow:
    one.only(_HEAD | {"structure"})
    whom, _item = one.named("structure")
    return model.Dataflow(*_who(one), str(whom), _texts(one, "description"))


def _structure(one: _Place, cores: dict[str, str]) -> model.DataStructure:
    one.only(_HEAD | {"dataStructureComponents", "metadata"})
    parts = one.at("dataStructureComponents")
    parts.only({"dimensionList", "attributeList", "measureList", "groups"})
    listed = parts.at("dimensionList")
    listed.only({"id", "dimensions", "timeDimension", "links", "annotations"})
    read = _Components(cores)
    dimensions = [read.dimension(each) for each in _ordered(listed.each("dimensions"))]
    if listed.has("timeDimension"):
        dimensions.append(read.time(listed.at("timeDimension")))
    attributes: list[model.Attribute] = []
    if parts.has("attributeList"):
        said = parts.at("attributeList").each("attributes")
        attributes = [read.attribute(each) for each in said]
    measures = [*parts.at("measureList").each("measures")]
    if len(measures) != 1:
        raise parts.refusal(_("Una estructura tiene aquí una sola medida."))
    read.component(measures[0])
    if len(read.schemes) != 1:
        raise one.refusal(_("Los conceptos de una estructura vienen de un solo esquema."))
    return model.DataStructure(
        *_who(one),
        tuple(dimensions),
        tuple(attributes),
        measures[0].text("id"),
        read.schemes.pop(),
    )


def _ordered(dimensions: Iterable[_Place]) -> list[_Place]:
    """By their position, else as they stand."""
    places = []
    for place, each in enumerate(dimensions):
        said = each.value.get("position", place) if isinstance(each.value, dict) else place
        if not isinstance(said, int):
            raise each.refusal(_("«{text}» no es una posición.", text=str(said)[:20]))
        places.append((said, place, each))
    return [each for _said, _place, each in sorted(places, key=lambda one: one[:2])]


class _Components:
    """Reads components and remembers from which schemes their concepts came."""

    def __init__(self, cores: dict[str, str]) -> None:
        self.cores = cores
        self.schemes: set[str] = set()

    def component(self, one: _Place) -> tuple[str, str]:
        """Concept and code list of a component."""
        whom, concept = one.named("conceptIdentity")
        self.schemes.add(str(whom))
        if one.has("localRepresentation"):
            return concept, _list(one.at("localRepresentation"))
        return concept, self.cores.get(concept, "")

    def dimension(self, one: _Place) -> model.Dimension:
        return model.Dimension(one.text("id"), *self.component(one))

    def time(self, one: _Place) -> model.Dimension:
        return model.Dimension(one.text("id", TIME), self.component(one)[0], "", True)

    def attribute(self, one: _Place) -> model.Attribute:
        needed = one.text("usage", "optional") == "mandatory"
        return model.Attribute(one.text("id"), *self.component(one), needed)


def _list(one: _Place) -> str:
    return str(one.named("enumeration")[0]) if one.has("enumeration") else ""


def _who(one: _Place) -> tuple[str, str, str, Texts]:
    if one.has("isExternalReference") and one.value["isExternalReference"]:
        raise one.refusal(_("La estructura está en otro lugar: envíela entera."))
    return one.text("id"), one.text("version", "1.0"), one.text("agencyID"), _texts(one, "name")


def _texts(one: _Place, name: str) -> dict[str, str]:
    """Texts by language; one without a language is taken for English."""
    if one.has(f"{name}s"):
        found = one.at(f"{name}s")
        if not isinstance(found.value, dict) or not all(
            isinstance(text, str) for text in found.value.values()
        ):
            raise found.refusal(_("Debe ser un objeto."))
        return {language[:2]: text for language, text in found.value.items()}
    return {"en": one.text(name)} if one.has(name) else {}
