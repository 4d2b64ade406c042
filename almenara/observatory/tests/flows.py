"""Flows out of documents, as the register of types would give them, for tests of plain values."""

from typing import Any

from almenara.observatory import structures
from almenara.observatory.structures import Flow

ISO = ["ABW", "ARG", "BRA", "COL", "CRI", "MEX", "PAN"]
MEXICO = {
    "year": "Año",
    "columns": {
        "Clave_Ent": "REF_AREA", "Bien jurídico afectado": "LEGAL_GOOD",
        "Tipo de delito": "OFFENCE", "Subtipo de delito": "OFFENCE_SUBTYPE",
        "Modalidad": "MODALITY",
    },
    "ignored": ["Entidad"],
    "fixed": {"UNIT_MEASURE": "NUMBER", "FREQ": "M"},
}  # fmt: skip
UN_CTS = {
    "columns": {
        "Iso3_code": "REF_AREA", "Sex": "SEX", "Age": "AGE", "Year": "TIME_PERIOD",
        "Unit of measurement": "UNIT_MEASURE", "VALUE": "OBS_VALUE",
    },
    "ignored": ["Region", "Subregion", "Country", "Source"],
    "where": {"Dimension": ["Total"], "Category": ["Total"]},
    "values": {"UNIT_MEASURE": {"Counts": "NUMBER", "Rate per 100,000 population": "PER_100K"}},
    "fixed": {"FREQ": "A"},
}  # fmt: skip


def named(word: str) -> dict[str, str]:
    return {"es": word, "en": word, "pt": word, "fr": word}


def listed(name: str, codes: list[Any]) -> dict[str, Any]:
    """A code list out of ids, or out of whole codes."""
    whole = [one if isinstance(one, dict) else {"id": one, "names": named(one)} for one in codes]
    return {"id": name, "version": 1, "names": named(name), "codes": whole}


LISTS = {
    "CL_FREQ": listed("CL_FREQ", ["A", "M", "Q"]),
    "CL_AREA": listed(
        "CL_AREA", [*ISO, {"id": "MX-AGU", "names": named("Aguascalientes"), "parent": "MEX"},
                    {"id": "ANT", "names": named("Antillas"), "withdrawn": True}],
    ),
    "CL_MEX": listed("CL_MEX", [f"{n:02}" for n in range(1, 33)]),
    "CL_SEX": listed(
        "CL_SEX",
        [{"id": "_T", "names": {"es": "Total", "en": "Total"}},
         {"id": "F", "names": {"es": "Mujeres", "en": "Female"}, "parent": "_T"},
         {"id": "M", "names": {"es": "Hombres", "en": "Male"}, "parent": "_T"}],
    ),
    "CL_AGE": listed(
        "CL_AGE", [{"id": "_T", "names": {"es": "Total", "en": "Total"}},
                   *({"id": one, "names": named(one), "parent": "_T"}
                     for one in ("Y0T9", "Y10T14", "Y15T29", "Y_GE30"))],
    ),
    "CL_UNIT": listed(
        "CL_UNIT",
        [{"id": "NUMBER", "names": named("Número"), "additive": True, "whole": True},
         {"id": "PER_100K", "names": named("Por 100 000"), "most": 100_000}],
    ),
    "CL_OBS_STATUS": listed("CL_OBS_STATUS", ["A", "E", "B", "M", "P"]),
}  # fmt: skip
ATTRIBUTES = [{"id": "OBS_STATUS", "codelist": "CL_OBS_STATUS"}, {"id": "SOURCE"}]


def flow(name: str, dimensions: dict[str, str], **policy: Any) -> Flow:
    """A delivered flow; `dimensions`: id → its code list, "" = any text."""
    shape = {
        "id": "DSD", "version": 1, "names": named("DSD"), "attributes": ATTRIBUTES,
        "dimensions": [{"id": one, "codelist": listed} for one, listed in dimensions.items()],
    }  # fmt: skip
    concepts = {"id": "CS_OAS", "version": 1, "names": named("CS"), "concepts": []}

    def resolve(kind: str, reference: str) -> dict[str, Any]:
        return {"structure": shape, "concepts": concepts}.get(kind) or LISTS[reference]

    document = {"id": name, "version": 1, "names": named(name), "structure": "DSD", **policy}
    return structures.flow(document, resolve)


def sesnsp(**policy: Any) -> Flow:
    dimensions = {
        "FREQ": "CL_FREQ", "REF_AREA": "CL_MEX", "LEGAL_GOOD": "", "OFFENCE": "",
        "OFFENCE_SUBTYPE": "", "MODALITY": "", "UNIT_MEASURE": "CL_UNIT",
    }  # fmt: skip
    return flow("DF_SESNSP", dimensions, layout={"sesnsp": MEXICO}, **policy)


def crimes(**policy: Any) -> Flow:
    dimensions = {
        "FREQ": "CL_FREQ", "REF_AREA": "CL_AREA", "SEX": "CL_SEX", "AGE": "CL_AGE",
        "UNIT_MEASURE": "CL_UNIT",
    }  # fmt: skip
    said = {"sums": ["SEX"], "layout": {"un-cts": UN_CTS}, **policy}
    return flow("DF_CRIMES", dimensions, **said)
