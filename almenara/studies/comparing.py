"""Why series that a text puts side by side are not comparable, in the reader's language."""

from itertools import combinations

from django.utils.translation import gettext as _

from almenara.core.languages import page_language
from almenara.observatory import queries as observatory
from almenara.studies import citing, naming
from almenara.studies.models import Citation


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
    language = page_language()
    return observatory.Standing(
        flow=naming.flow(row, language), version=row.version,
        area=naming.codes(row, citing.AREA, language),
        unit=naming.codes(row, naming.UNIT, language),
        source=naming.text_in(row.described["source"], language),
        is_external=row.described["is_external"],
    )  # fmt: skip


def _cuts(row: Citation) -> list[str]:
    language = page_language()
    series: dict[tuple[str, ...], list[observatory.Cell]] = {}
    for cell in row.cells:
        kept = {**cell, "key": tuple(cell["key"])}
        series.setdefault(kept["key"], []).append(observatory.Cell(**kept))
    found = (
        (naming.series(row, key, language), cut)
        for key, cells in series.items()
        for cut in observatory.cuts(cells)
    )
    return [
        f"{of} {cut.period}: {cut.words.translated(_)}. {cut.note}".strip() for of, cut in found
    ]
