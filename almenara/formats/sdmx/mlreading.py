"""Structures out of SDMX-ML 2.1 or 3.0, strictly: what is not understood is refused at its line."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, NoReturn

from lxml import etree

from almenara.formats import xmltext
from almenara.formats.refusal import Said as _
from almenara.formats.refusal import Unreadable
from almenara.formats.sdmx import model, urn
from almenara.formats.sdmx.catalogue import gathered
from almenara.formats.sdmx.mlnames import NEW, OLD, XML, Version
from almenara.formats.sdmx.model import TIME, Reference, Structures, Texts

BYTES, TAGS = 50 << 20, 2_000_000
_PASSED_OVER = {"Annotations", "Link"}
_OF_AN_ATTRIBUTE = {"AttributeRelationship", "MeasureRelationship", "ConceptRole"}


def read(raw: bytes) -> Structures:
    """What a structure message holds, or Unreadable with the line as its place."""
    root = xmltext.read(raw, BYTES, TAGS).getroot()
    for version in (OLD, NEW):
        if root.tag == f"{{{version.space('message')}}}Structure":
            return _Reader(version).message(root)
    _refuse(root, _("No es un mensaje de estructuras de SDMX-ML 2.1 ni 3.0."))


def _refuse(node: Any, why: str) -> NoReturn:
    raise Unreadable([node.sourceline or 1], why)


def local(node: Any) -> str:
    """The name of an element without its namespace."""
    return str(etree.QName(node).localname) if isinstance(node.tag, str) else ""


class _Reader:
    def __init__(self, version: Version) -> None:
        self.version = version
        self.is_old = version.is_old
        self.cores: dict[str, str] = {}  # concept → the code list that it brings along

    def message(self, root: Any) -> Structures:
        parts = [one for one in self._elements(root) if local(one) == "Structures"]
        if len(parts) != 1:
            _refuse(root, _("El mensaje no tiene estructuras."))
        return gathered(self._artefacts(parts[0]))

    def _artefacts(self, structures: Any) -> Iterable[model.Artefact]:
        readers: dict[str, tuple[str, Callable[[Any], model.Artefact]]] = {
            "Codelists": ("Codelist", self._codelist),
            "Concepts" if self.is_old else "ConceptSchemes": ("ConceptScheme", self._scheme),
            "DataStructures": ("DataStructure", self._structure),
            "Dataflows": ("Dataflow", self._dataflow),
        }
        parts = [(local(part), part) for part in self._elements(structures)]
        for name, part in sorted(
            parts, key=lambda one: list(readers).index(one[0]) if one[0] in readers else 9
        ):
            if name not in readers:
                _refuse(part, _("«{name}» no se lee aquí.", name=name))
            wanted, one = readers[name]
            for node in self._elements(part):
                if local(node) != wanted:
                    _refuse(node, _("«{name}» no va aquí.", name=local(node)))
                yield one(node)

    def _codelist(self, node: Any) -> model.Codelist:
        codes = [self._code(one) for one in self._items(node, "Code")]
        known = {code.id for code in codes}
        if len(known) < len(codes):
            _refuse(node, _("La lista «{name}» tiene un código dos veces.", name=node.get("id")))
        for code in codes:
            if code.parent and code.parent not in known:
                _refuse(
                    node, _("El código superior «{code}» no está en la lista.", code=code.parent)
                )
        return model.Codelist(*self._who(node), tuple(codes))

    def _code(self, node: Any) -> model.Code:
        parent = ""
        for below in self._elements(node):
            if local(below) == "Parent":
                refs = list(self._elements(below))
                parent = refs[0].get("id", "") if refs else (below.text or "").strip()
            elif local(below) not in ("Name", "Description"):
                _refuse(below, _("«{name}» no va aquí.", name=local(below)))
        notes = node.iter(f"{{{self.version.space('common')}}}AnnotationType")
        is_withdrawn = any(note.text == "WITHDRAWN" for note in notes)
        names, descriptions = self._texts(node)
        return model.Code(self._id(node), names, parent, descriptions, is_withdrawn)

    def _scheme(self, node: Any) -> model.ConceptScheme:
        found = []
        for one in self._items(node, "Concept"):
            names, descriptions = self._texts(one)
            for below in self._elements(one):
                if local(below) == "CoreRepresentation":
                    self.cores[self._id(one)] = self._list(below)
            found.append(model.Concept(self._id(one), names, descriptions))
        return model.ConceptScheme(*self._who(node), tuple(found))

    def _dataflow(self, node: Any) -> model.Dataflow:
        said = [one for one in self._elements(node) if local(one) == "Structure"]
        if len(said) != 1:
            _refuse(node, _("El flujo no dice su estructura."))
        whom, _item = self._named(said[0])
        descriptions = self._texts(node)[1]
        return model.Dataflow(*self._who(node), str(whom), descriptions)

    def _structure(self, node: Any) -> model.DataStructure:
        parts = [p for p in self._elements(node) if local(p) == "DataStructureComponents"]
        if len(parts) != 1:
            _refuse(node, _("La estructura no tiene componentes."))
        lists: dict[str, Any] = {}
        for part in self._elements(parts[0]):
            if local(part) not in ("DimensionList", "AttributeList", "MeasureList", "Group"):
                _refuse(part, _("«{name}» no se lee aquí.", name=local(part)))
            lists[local(part)] = part
        if "DimensionList" not in lists or "MeasureList" not in lists:
            _refuse(node, _("La estructura no dice sus dimensiones y su medida."))
        schemes: dict[str, None] = {}
        dimensions = [
            self._dimension(one, schemes) for one in self._ordered(lists["DimensionList"])
        ]
        said = self._elements(lists["AttributeList"]) if "AttributeList" in lists else ()
        attributes = [self._attribute(one, schemes) for one in said]
        measure = self._measure(lists["MeasureList"], schemes)
        if len(schemes) != 1:
            _refuse(node, _("Los conceptos de una estructura vienen de un solo esquema."))
        return model.DataStructure(
            *self._who(node), tuple(dimensions), tuple(attributes), measure, next(iter(schemes))
        )

    def _ordered(self, part: Any) -> list[Any]:
        """Dimensions by their position, time the last."""
        nodes = list(self._elements(part))
        places = {}
        for place, node in enumerate(nodes, 1):
            said = node.get("position", str(place))
            if not said.isascii() or not said.isdigit():
                _refuse(node, _("«{text}» no es una posición.", text=said))
            places[node] = int(said)
        return sorted(nodes, key=lambda node: (local(node) == "TimeDimension", places[node]))

    def _dimension(self, node: Any, schemes: dict[str, None]) -> model.Dimension:
        if local(node) not in ("Dimension", "TimeDimension"):
            _refuse(node, _("«{name}» no se lee aquí.", name=local(node)))
        concept, codelist = self._component(node, schemes)
        is_time = local(node) == "TimeDimension"
        name = node.get("id") or (TIME if is_time else concept)
        return model.Dimension(name, concept, "" if is_time else codelist, is_time)

    def _attribute(self, node: Any, schemes: dict[str, None]) -> model.Attribute:
        if local(node) != "Attribute":
            _refuse(node, _("«{name}» no se lee aquí.", name=local(node)))
        concept, codelist = self._component(node, schemes)
        is_required = "mandatory" in (
            node.get("usage", ""),
            node.get("assignmentStatus", "").lower(),
        )
        return model.Attribute(node.get("id") or concept, concept, codelist, is_required)

    def _measure(self, part: Any, schemes: dict[str, None]) -> str:
        measures = list(self._elements(part))
        if len(measures) != 1 or local(measures[0]) not in ("PrimaryMeasure", "Measure"):
            _refuse(part, _("Una estructura tiene aquí una sola medida."))
        concept, _list = self._component(measures[0], schemes)
        return str(measures[0].get("id") or concept)

    def _component(self, node: Any, schemes: dict[str, None]) -> tuple[str, str]:
        """The concept of a component and its code list, its own or the concept's."""
        concept, codelist = "", None
        for below in self._elements(node):
            if local(below) == "ConceptIdentity":
                whom, concept = self._named(below)
                schemes[str(whom)] = None
            elif local(below) == "LocalRepresentation":
                codelist = self._list(below)
            elif local(below) not in _OF_AN_ATTRIBUTE:
                _refuse(below, _("«{name}» no se lee aquí.", name=local(below)))
        if not concept:
            _refuse(node, _("El componente no dice su concepto."))
        return concept, self.cores.get(concept, "") if codelist is None else codelist

    def _list(self, node: Any) -> str:
        for below in self._elements(node):
            if local(below) == "Enumeration":
                return str(self._named(below)[0])
        return ""

    def _named(self, node: Any) -> tuple[Reference, str]:
        """Whom an element names, and which item of it: a Ref, a URN or the text itself."""
        below = next(self._elements(node), None)
        try:
            if below is not None and local(below) == "Ref":
                return _of_ref(below)
            named = urn.read((node if below is None else below).text or "")
        except Unreadable as fault:
            _refuse(node, fault.errors[0][1])
        return named.whom, named.item

    def _items(self, node: Any, wanted: str) -> Iterable[Any]:
        for one in self._elements(node):
            if local(one) == wanted:
                yield one
            elif local(one) not in ("Name", "Description"):
                _refuse(one, _("«{name}» no va aquí.", name=local(one)))

    def _who(self, node: Any) -> tuple[str, str, str, Texts]:
        version = node.get("version", "1.0")
        agency = node.get("agencyID", "")
        if not agency:
            _refuse(node, _("Falta «{name}».", name="agencyID"))
        if node.get("isExternalReference") == "true":
            _refuse(node, _("La estructura está en otro lugar: envíela entera."))
        return self._id(node), version, agency, self._texts(node)[0]

    def _id(self, node: Any) -> str:
        if not node.get("id"):
            _refuse(node, _("Falta «{name}».", name="id"))
        return str(node.get("id"))

    def _texts(self, node: Any) -> tuple[dict[str, str], dict[str, str]]:
        said: dict[str, dict[str, str]] = {"Name": {}, "Description": {}}
        for below in self._elements(node):
            if local(below) in said:
                language = below.get(f"{XML}lang", "en")[:2]
                said[local(below)][language] = (below.text or "").strip()
        return said["Name"], said["Description"]

    def _elements(self, node: Any) -> Iterator[Any]:
        for one in node:
            if isinstance(one.tag, str) and local(one) not in _PASSED_OVER:
                yield one


def _of_ref(node: Any) -> tuple[Reference, str]:
    parent = node.get("maintainableParentID")
    version = node.get("maintainableParentVersion" if parent else "version", "1.0")
    whom = Reference(node.get("agencyID", ""), parent or node.get("id", ""), version)
    if not whom.agency or not whom.id:
        raise Unreadable([], _("La referencia no dice agencia e identificador."))
    return whom, node.get("id", "") if parent else ""
