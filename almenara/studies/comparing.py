"""Why series that a text puts side by side are not comparable, in the reader's language."""

from itertools import combinations

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from almenara.observatory import queries as observatory
from almenara.studies import citing
from almenara.studies.models import Citation

UNIT = "UNIT_MEASURE"


def reasons(rows: list[Citation]) -> list[str]:
    """Between citations, and inside each series where its own history was cut; each once."""
    found = [
        why.translated(_)
        for one, other in combinations(map(_standing, rows), 2)
        for why in observatory.why_not(one, other)
    ]
    found += [words for row in rows for words in _cuts(row)]
    return list(dict.fromkeys(found))


def _standing(row: Citation) -> observatory.Standing:
    language = (get_language() or "es")[:2]
    names = row.described["names"]
    return observatory.Standing(
        flow=names.get(language) or row.dataflow, version=row.version, area=_only(row, citing.AREA),
        unit=_only(row, UNIT), source=names_of(row.described["source"], language),
        is_external=row.described["is_external"],
    )  # fmt: skip


def names_of(names: dict[str, str], language: str) -> str:
    return names.get(language) or names.get("es", "")


def _only(row: Citation, dimension: str) -> str:
    """Its code in words where all cells have one; several as a list."""
    language = (get_language() or "es")[:2]
    known = row.described["codes"].get(dimension, {})
    return ", ".join(names_of(known[code], language) for code in sorted(known))


def _cuts(row: Citation) -> list[str]:
    series: dict[tuple[str, ...], list[observatory.Cell]] = {}
    for cell in row.cells:
        kept = {**cell, "key": tuple(cell["key"])}
        series.setdefault(kept["key"], []).append(observatory.Cell(**kept))
    return [
        f"{cut.period}: {cut.words.translated(_)}. {cut.note}".strip()
        for cells in series.values()
        for cut in observatory.cuts(cells)
    ]
