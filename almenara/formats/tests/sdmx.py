"""A small flow for tests: two areas, two units, three years, one figure that nobody reported."""

from collections.abc import Iterator
from datetime import UTC, datetime

from almenara.formats.sdmx.catalogue import Catalogue
from almenara.formats.sdmx.dataset import Batch, Group, Message, Row, arranged
from almenara.formats.sdmx.model import (
    TIME,
    Attribute,
    Code,
    Codelist,
    Concept,
    ConceptScheme,
    Dataflow,
    DataStructure,
    Dimension,
    Structures,
)

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
FIGURES = {
    ("A", "PAN", "PER_100K"): {"2019": "11.2", "2020": "", "2021": "12.75"},
    ("A", "CRI", "PER_100K"): {"2020": "11.5", "2021": "0"},
    ("A", "CRI", "NUMBER"): {"2021": "588"},
}


def both(spanish: str, english: str) -> dict[str, str]:
    return {"es": spanish, "en": english}


FREQ = Codelist("CL_FREQ", "1.0", "OAS", both("Frecuencia", "Frequency"), (
    Code("A", both("Anual", "Annual")), Code("M", both("Mensual", "Monthly")),
))  # fmt: skip
AREA = Codelist("CL_AREA", "2.0", "OAS", both("Área", "Area"), (
    Code("AMS", both("América", "Americas")), Code("PAN", both("Panamá", "Panama"), "AMS"),
    Code("CRI", both("Costa Rica", "Costa Rica"), "AMS", both("Nota <1>", "Note & \"2\"")),
    Code("ANT", both("Antillas", "Antilles"), withdrawn=True),
))  # fmt: skip
UNIT = Codelist("CL_UNIT", "1.0", "OAS", both("Unidad", "Unit"), (
    Code("PER_100K", both("Por 100 000", "Per 100,000")), Code("NUMBER", both("Número", "Number")),
))  # fmt: skip
STATUS = Codelist("CL_OBS_STATUS", "1.0", "OAS", both("Estado", "Status"), (
    Code("A", both("Normal", "Normal")), Code("M", both("Falta", "Missing")),
))  # fmt: skip
SCHEME = ConceptScheme("CS_OAS", "1.0", "OAS", both("Conceptos", "Concepts"), tuple(
    Concept(name, both(f"{name} es", f"{name} en"))
    for name in ("FREQ", "REF_AREA", "UNIT_MEASURE", TIME, "OBS_VALUE", "OBS_STATUS", "NOTE")
))  # fmt: skip
STRUCTURE = DataStructure(
    "DSD_TEST", "1.0", "OAS", both("Estructura", "Structure"),
    (
        Dimension("FREQ", "FREQ", "CL_FREQ"), Dimension("REF_AREA", "REF_AREA", "CL_AREA"),
        Dimension("UNIT_MEASURE", "UNIT_MEASURE", "CL_UNIT"), Dimension(TIME, TIME, "", True),
    ),
    (Attribute("OBS_STATUS", "OBS_STATUS", "CL_OBS_STATUS", True), Attribute("NOTE", "NOTE")),
)  # fmt: skip
FLOW = Dataflow(
    "DF_TEST", "1.0", "OAS", both("Prueba", "Test"), "DSD_TEST", both("Nada más", "No more")
)
OTHER = Dataflow("DF_OTHER", "1.0", "OAS", both("Otro", "Other"), "DSD_TEST(1.0)")
HELD = Structures((FREQ, AREA, UNIT, STATUS), (SCHEME,), (STRUCTURE,), (FLOW, OTHER))
CATALOGUE = Catalogue(HELD)


def series() -> Iterator[Group]:
    for key, years in FIGURES.items():
        yield Group(key, [Row((year,), value, said(value)) for year, value in years.items()])


def said(value: str) -> dict[str, str]:
    note = {"NOTE": '=1+1, "<&>"'} if value == "0" else {}
    return {"OBS_STATUS": "A" if value else "M"} | note


def message(at: str = TIME) -> Message:
    key = tuple(one.id for one in STRUCTURE.key)
    if at == "AllDimensions":
        left, rows = (), (*key, TIME)
    elif at == TIME:
        left, rows = key, (TIME,)
    else:
        left, rows = (*(one for one in key if one != at), TIME), (at,)
    return Message(
        "TEST", AT, FLOW, STRUCTURE, (Batch(arranged(series(), key, at)),), left, rows,
        ("OBS_STATUS", "NOTE"),
        {"FREQ": FREQ, "REF_AREA": AREA, "UNIT_MEASURE": UNIT, "OBS_STATUS": STATUS},
        {one.id: one.names for one in SCHEME.concepts}, both("Fuente & más", "Source"),
    )  # fmt: skip
