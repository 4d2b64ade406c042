"""What codes and flows of a citation are called, as they were called when it was made."""

from collections.abc import Mapping

from almenara.studies import citing
from almenara.studies.models import Citation

UNIT = "UNIT_MEASURE"


def text_in(names: Mapping[str, str], language: str) -> str:
    """In this language, else in Spanish, else in one that there is."""
    return names.get(language) or names.get("es") or next(iter(names.values()), "")


def flow(row: Citation, language: str) -> str:
    return text_in(row.described["names"], language) or row.dataflow


def code(row: Citation, dimension: str, said: str, language: str) -> str:
    names = row.described["codes"].get(dimension, {}).get(said, {})
    return text_in(names, language) or said


def codes(row: Citation, dimension: str, language: str) -> str:
    """All that occur in a dimension, in words."""
    known = row.described["codes"].get(dimension, {})
    return ", ".join(text_in(known[one], language) for one in sorted(known))


def column(row: Citation, series: citing.Series, language: str) -> str:
    """Of a table: the flow, what tells this series from its neighbours, and always its unit."""
    said = [code(row, dimension, one, language) for dimension, one in series.codes]
    units = row.described["codes"].get(UNIT, {})
    if len(units) == 1:
        said.append(codes(row, UNIT, language))
    return ", ".join([flow(row, language), *said])


def series(row: Citation, key: tuple[str, ...], language: str) -> str:
    """One series among those of its citation: in what it differs from the others."""
    names = row.described["dimensions"]
    apart = [
        at for at, _name in enumerate(names) if len({cell["key"][at] for cell in row.cells}) > 1
    ]
    return ", ".join(code(row, names[at], key[at], language) for at in apart)
