"""Structures as SDMX-JSON 2.0."""

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from almenara.formats.sdmx import jsonnames, model, urn
from almenara.formats.sdmx.mlstructure import PROVIDERS
from almenara.formats.sdmx.model import AGENCY, Reference, Structures, Texts, reference


def write(
    found: Structures, number: str, at: datetime, language: str = "es", is_test: bool = False
) -> bytes:
    """A structure message; its head links to each artefact (schema queries list them)."""
    writer = _Writer(language)
    meta = jsonnames.meta("structure", number, at, language, is_test)
    meta["links"] = [
        {"rel": urn.kind(one).lower(), "urn": urn.whole(one)} for one in _everything(found)
    ]
    said = {name: list(things) for name, things in writer.parts(found).items()}
    data = {name: things for name, things in said.items() if things}
    return json.dumps({"meta": meta, "data": data}, ensure_ascii=False).encode()


def _everything(found: Structures) -> Iterable[model.Artefact]:
    return (
        *found.dataflows, *found.structures, *found.codelists, *found.concepts,
        *found.agreements, *found.constraints,
    )  # fmt: skip


class _Writer:
    """The words of one language."""

    def __init__(self, language: str) -> None:
        self.language = language

    def parts(self, found: Structures) -> dict[str, Iterable[dict[str, Any]]]:
        return {
            "dataflows": map(self._dataflow, found.dataflows),
            "dataStructures": map(self._structure, found.structures),
            "conceptSchemes": map(self._scheme, found.concepts),
            "codelists": map(self._codelist, found.codelists),
            "provisionAgreements": map(self._agreement, found.agreements),
            "dataProviderSchemes": self._providers(found.agreements),
            "dataConstraints": map(self._constraint, found.constraints),
        }

    def _codelist(self, one: model.Codelist) -> dict[str, Any]:
        codes = [self._code(code) for code in one.codes]
        return self._maintained(one) | ({"codes": codes} if codes else {})

    def _code(self, code: model.Code) -> dict[str, Any]:
        said = {"id": code.id, **self._texts(code.names, code.id, code.descriptions)}
        if code.parent:
            said["parent"] = code.parent
        if code.withdrawn:
            said["annotations"] = [{"type": "WITHDRAWN"}]
        return said

    def _scheme(self, one: model.ConceptScheme) -> dict[str, Any]:
        concepts = [
            {"id": each.id, **self._texts(each.names, each.id, each.descriptions)}
            for each in one.concepts
        ]
        return self._maintained(one) | ({"concepts": concepts} if concepts else {})

    def _dataflow(self, one: model.Dataflow) -> dict[str, Any]:
        whom = reference(one.structure, one.agency)
        structure = {"structure": urn.to("DataStructure", whom)}
        return self._maintained(one, one.descriptions) | structure

    def _structure(self, one: model.DataStructure) -> dict[str, Any]:
        if not one.dimensions:
            return self._maintained(one)
        listed: dict[str, Any] = {
            "id": "DimensionDescriptor",
            "dimensions": [self._dimension(one, each, at) for at, each in enumerate(one.key)],
        }
        for each in one.dimensions:
            if each.is_time:
                shape = {"format": {"dataType": "ObservationalTimePeriod"}}
                listed["timeDimension"] = self._component(one, each.id, each.concept, shape)
        number = {"format": {"dataType": "Double"}}
        measure = self._component(one, one.measure, one.measure, number)
        parts: dict[str, Any] = {
            "dimensionList": listed,
            "measureList": {"id": "MeasureDescriptor", "measures": [measure]},
        }
        if one.attributes:
            attributes = [self._attribute(one, each) for each in one.attributes]
            parts["attributeList"] = {"id": "AttributeDescriptor", "attributes": attributes}
        return self._maintained(one) | {"dataStructureComponents": parts}

    def _dimension(
        self, one: model.DataStructure, each: model.Dimension, place: int
    ) -> dict[str, Any]:
        shape = _shape(one, each.codelist)
        return self._component(one, each.id, each.concept, shape) | {"position": place}

    def _attribute(self, one: model.DataStructure, each: model.Attribute) -> dict[str, Any]:
        return self._component(one, each.id, each.concept, _shape(one, each.codelist)) | {
            "usage": "mandatory" if each.is_required else "optional",
            "attributeRelationship": {"observation": {}},
        }

    def _component(
        self, one: model.DataStructure, name: str, concept: str, shape: dict[str, Any]
    ) -> dict[str, Any]:
        whom = reference(one.scheme, one.agency)
        identity = urn.to("Concept", whom, concept)
        return {"id": name, "conceptIdentity": identity, "localRepresentation": shape}

    def _agreement(self, one: model.ProvisionAgreement) -> dict[str, Any]:
        whom = Reference(one.agency, PROVIDERS, "1.0")
        return self._maintained(one) | {
            "dataflow": urn.to("Dataflow", reference(one.dataflow, one.agency)),
            "dataProvider": urn.to("DataProvider", whom, one.provider),
        }

    def _providers(self, agreements: Iterable[model.ProvisionAgreement]) -> list[dict[str, Any]]:
        providers = sorted({one.provider for one in agreements})
        if not providers:
            return []
        return [
            {
                "id": PROVIDERS,
                "agencyID": AGENCY,
                "version": "1.0",
                "name": PROVIDERS,
                "dataProviders": [{"id": one, "name": one} for one in providers],
            }
        ]

    def _constraint(self, one: model.Constraint) -> dict[str, Any]:
        flow = urn.to("Dataflow", reference(one.dataflow, one.agency))
        said: dict[str, Any] = self._maintained(one) | {
            "role": "Actual" if one.is_actual else "Allowed",
            "constraintAttachment": {"dataflows": [flow]},
        }
        keys: list[dict[str, Any]] = [
            {"id": dimension, "values": [{"value": code} for code in codes]}
            for dimension, codes in one.codes.items()
        ]
        if one.start:
            span = {
                name: {"period": period, "isInclusive": True}
                for name, period in (("startPeriod", one.start), ("endPeriod", one.end))
            }
            keys.append({"id": model.TIME, "timeRange": span})
        if keys:
            said["cubeRegions"] = [{"include": True, "keyValues": keys}]
        if one.series:
            counts = (("series_count", one.series), ("obs_count", one.cells))
            said["annotations"] = [
                {"id": name, "title": str(count), "type": "sdmx_metrics"} for name, count in counts
            ]
        return said

    def _maintained(self, one: Any, descriptions: Texts | None = None) -> dict[str, Any]:
        who = {"id": one.id, "agencyID": one.agency, "version": one.version}
        return who | self._texts(one.names, one.id, descriptions or {})

    def _texts(self, names: Texts, otherwise: str, descriptions: Texts) -> dict[str, Any]:
        said = jsonnames.named(names, self.language, otherwise)
        if descriptions:
            said["description"] = jsonnames.best(descriptions, self.language)
            said["descriptions"] = dict(descriptions)
        return said


def _shape(one: model.DataStructure, codelist: str) -> dict[str, Any]:
    if codelist:
        return {"enumeration": urn.to("Codelist", reference(codelist, one.agency))}
    return {"format": {"dataType": "String"}}
