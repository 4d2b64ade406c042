"""Structures as SDMX-ML 2.1 or 3.0 (without MeasureRelationship, which sdmx1 cannot read)."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from lxml import etree

from almenara.formats.sdmx import model, urn
from almenara.formats.sdmx.dataset import moment
from almenara.formats.sdmx.mlnames import OLD, XML, Version
from almenara.formats.sdmx.model import AGENCY, Reference, Structures, Texts, reference

PROVIDERS = "DATA_PROVIDERS"


def write(
    found: Structures, number: str, at: datetime, version: Version = OLD, is_test: bool = False
) -> bytes:
    """A structure message; `number` is its id."""
    return _Writer(version).message(found, number, at, is_test)


class _Writer:
    """The words of one version."""

    def __init__(self, version: Version) -> None:
        self.version = version
        self.is_old = version.is_old

    def message(self, found: Structures, number: str, at: datetime, is_test: bool) -> bytes:
        root = etree.Element(self._tag("mes:Structure"), nsmap=self.version.spaces)
        head = self._below(root, "mes:Header")
        self._below(head, "mes:ID").text = number
        self._below(head, "mes:Test").text = str(is_test).lower()
        self._below(head, "mes:Prepared").text = moment(at)
        self._below(head, "mes:Sender", id=AGENCY)
        structures = self._below(root, "mes:Structures")
        for name, one, things in self._parts(found):
            if things:
                part = self._below(structures, f"str:{name}")
                for thing in things:
                    one(part, thing)
        return etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True)

    def _parts(self, found: Structures) -> list[tuple[str, Callable[..., None], Iterable[Any]]]:
        """The parts of a message in the order of its schema."""
        providers = sorted({(one.agency, one.provider) for one in found.agreements})
        schemes = [(who, [p for a, p in providers if a == who]) for who in dict(providers)]
        codelists = ("Codelists", self._codelist, found.codelists)
        flows = ("Dataflows", self._dataflow, found.dataflows)
        structures = ("DataStructures", self._structure, found.structures)
        agreements = ("ProvisionAgreements", self._agreement, found.agreements)
        if self.is_old:
            return [
                ("OrganisationSchemes", self._providers, schemes), flows, codelists,
                ("Concepts", self._scheme, found.concepts), structures,
                ("Constraints", self._constraint, found.constraints), agreements,
            ]  # fmt: skip
        return [
            codelists, ("ConceptSchemes", self._scheme, found.concepts),
            ("DataConstraints", self._constraint, found.constraints), flows,
            ("DataProviderSchemes", self._providers, schemes), structures, agreements,
        ]  # fmt: skip

    def _codelist(self, part: Any, one: model.Codelist) -> None:
        listed = self._maintained(part, "Codelist", one)
        for code in one.codes:
            node = self._below(listed, "str:Code", id=code.id)
            if code.withdrawn:
                note = self._below(self._below(node, "com:Annotations"), "com:Annotation")
                self._below(note, "com:AnnotationType").text = "WITHDRAWN"
            self._texts(node, code.names, code.descriptions)
            if code.parent and self.is_old:
                self._below(self._below(node, "str:Parent"), "Ref", id=code.parent)
            elif code.parent:
                self._below(node, "str:Parent").text = code.parent

    def _scheme(self, part: Any, one: model.ConceptScheme) -> None:
        scheme = self._maintained(part, "ConceptScheme", one)
        for concept in one.concepts:
            node = self._below(scheme, "str:Concept", id=concept.id)
            self._texts(node, concept.names, concept.descriptions)

    def _dataflow(self, part: Any, one: model.Dataflow) -> None:
        node = self._maintained(part, "Dataflow", one, one.descriptions)
        self._refer(node, "str:Structure", "DataStructure", reference(one.structure, one.agency))

    def _structure(self, part: Any, one: model.DataStructure) -> None:
        node = self._maintained(part, "DataStructure", one)
        if not one.dimensions:
            return  # a stub
        parts = self._below(node, "str:DataStructureComponents")
        listed = self._below(parts, "str:DimensionList", id="DimensionDescriptor")
        for place, dimension in enumerate(one.dimensions, 1):
            self._dimension(listed, one, dimension, place)
        if one.attributes:
            listed = self._below(parts, "str:AttributeList", id="AttributeDescriptor")
            for attribute in one.attributes:
                self._attribute(listed, one, attribute)
        listed = self._below(parts, "str:MeasureList", id="MeasureDescriptor")
        measure = self._below(
            listed, f"str:{'PrimaryMeasure' if self.is_old else 'Measure'}", id=one.measure
        )
        self._concept(measure, one, one.measure)
        shape = self._below(measure, "str:LocalRepresentation")
        self._below(shape, "str:TextFormat", textType="Double")

    def _dimension(
        self, listed: Any, one: model.DataStructure, dimension: model.Dimension, place: int
    ) -> None:
        if dimension.is_time:
            position = {"position": str(place)} if self.is_old else {}
            node = self._below(listed, "str:TimeDimension", id=dimension.id, **position)
            self._concept(node, one, dimension.concept)
            shape = self._below(node, "str:LocalRepresentation")
            self._below(shape, "str:TextFormat", textType="ObservationalTimePeriod")
            return
        node = self._below(listed, "str:Dimension", id=dimension.id, position=str(place))
        self._concept(node, one, dimension.concept)
        self._listed(node, one, dimension.codelist)

    def _attribute(self, listed: Any, one: model.DataStructure, attribute: model.Attribute) -> None:
        needed = attribute.is_required
        usage = (
            {"assignmentStatus": "Mandatory" if needed else "Conditional"}
            if self.is_old
            else {"usage": "mandatory" if needed else "optional"}
        )
        node = self._below(listed, "str:Attribute", id=attribute.id, **usage)
        self._concept(node, one, attribute.concept)
        self._listed(node, one, attribute.codelist)
        of = self._below(node, "str:AttributeRelationship")
        if self.is_old:
            self._below(self._below(of, "str:PrimaryMeasure"), "Ref", id=one.measure)
        else:
            self._below(of, "str:Observation")

    def _listed(self, node: Any, one: model.DataStructure, codelist: str) -> None:
        shape = self._below(node, "str:LocalRepresentation")
        if codelist:
            whom = reference(codelist, one.agency)
            self._refer(shape, "str:Enumeration", "Codelist", whom)
        else:
            self._below(shape, "str:TextFormat", textType="String")

    def _concept(self, node: Any, one: model.DataStructure, concept: str) -> None:
        whom = reference(one.scheme, one.agency)
        self._refer(node, "str:ConceptIdentity", "Concept", whom, concept)

    def _providers(self, part: Any, one: tuple[str, list[str]]) -> None:
        agency, providers = one
        version = {"version": "1.0"} if self.is_old else {}
        scheme = self._below(
            part, "str:DataProviderScheme", id=PROVIDERS, agencyID=agency, **version
        )
        self._texts(scheme, {"en": PROVIDERS})
        for provider in providers:
            self._texts(self._below(scheme, "str:DataProvider", id=provider), {"en": provider})

    def _agreement(self, part: Any, one: model.ProvisionAgreement) -> None:
        node = self._maintained(part, "ProvisionAgreement", one)
        use = "str:StructureUsage" if self.is_old else "str:Dataflow"
        self._refer(node, use, "Dataflow", reference(one.dataflow, one.agency))
        whom = Reference(one.agency, PROVIDERS, "1.0")
        self._refer(node, "str:DataProvider", "DataProvider", whom, one.provider)

    def _constraint(self, part: Any, one: model.Constraint) -> None:
        role = "Actual" if one.is_actual else "Allowed"
        node = self._maintained(part, "ContentConstraint" if self.is_old else "DataConstraint", one)
        node.set("type" if self.is_old else "role", role)
        self._counts(node, one)
        hold = self._below(node, "str:ConstraintAttachment")
        self._refer(hold, "str:Dataflow", "Dataflow", reference(one.dataflow, one.agency))
        if not one.codes and not one.start:
            return
        region = self._below(node, "str:CubeRegion", include="true")
        space = "com" if self.is_old else "str"
        for dimension, codes in one.codes.items():
            value = self._below(region, f"{space}:KeyValue", id=dimension)
            for code in codes:
                self._below(value, f"{space}:Value").text = code
        if one.start:
            self._span(self._below(region, f"{space}:KeyValue", id=model.TIME), one, space)

    def _span(self, value: Any, one: model.Constraint, space: str) -> None:
        span = self._below(value, f"{space}:TimeRange")
        for name, period in (("StartPeriod", one.start), ("EndPeriod", one.end)):
            self._below(span, f"{space}:{name}", isInclusive="true").text = period

    def _counts(self, node: Any, one: model.Constraint) -> None:
        """How many series and cells there are: annotations that are read as such (sdmx_metrics)."""
        if not one.series:
            return
        notes = etree.Element(self._tag("com:Annotations"))
        for name, count in (("series_count", one.series), ("obs_count", one.cells)):
            note = self._below(notes, "com:Annotation", id=name)
            self._below(note, "com:AnnotationTitle").text = str(count)
            self._below(note, "com:AnnotationType").text = "sdmx_metrics"
        node.insert(0, notes)

    def _maintained(self, part: Any, name: str, one: Any, descriptions: Texts | None = None) -> Any:
        who = {"id": one.id, "agencyID": one.agency, "version": one.version}
        if not self.is_old:
            who["urn"] = urn.whole(one)
        node = self._below(part, f"str:{name}", **who)
        self._texts(node, one.names or {"en": one.id}, descriptions or {})
        return node

    def _texts(self, node: Any, names: Texts, descriptions: Texts | None = None) -> None:
        for tag, texts in (("com:Name", names), ("com:Description", descriptions or {})):
            for language, text in texts.items():
                said = self._below(node, tag)
                said.set(f"{XML}lang", language)
                said.text = text

    def _refer(self, node: Any, tag: str, kind: str, whom: Reference, item: str = "") -> None:
        said = self._below(node, tag)
        if not self.is_old:
            said.text = urn.to(kind, whom, item)
            return
        version = whom.version or "1.0"
        if item:
            of = {"maintainableParentID": whom.id, "maintainableParentVersion": version, "id": item}
        else:
            of = {"id": whom.id, "version": version}
        self._below(
            said,
            "Ref",
            agencyID=whom.agency,
            **of,
            **{"class": kind, "package": urn.PACKAGES[kind]},
        )

    def _below(self, node: Any, tag: str, **attributes: str) -> Any:
        return etree.SubElement(node, self._tag(tag), attributes)

    def _tag(self, name: str) -> str:
        prefix, _, local = name.rpartition(":")
        return f"{{{self.version.spaces[prefix]}}}{local}" if prefix else local
