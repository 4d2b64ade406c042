"""What a text names: a token of a text is one figure, or a table, of what the edition quotes."""

from collections.abc import Mapping
from urllib.parse import parse_qsl

from almenara.core.parties.actor import Actor
from almenara.formats.papers import markdown
from almenara.studies import citing, queries
from almenara.studies.models import Citation, StudyEdition

DECIMALS = "decimals"
Found = tuple[Citation, citing.Shape]


def cell(rows: Mapping[str, Citation], token: str) -> Found | None:
    """The one figure that a token names: `homicide?REF_AREA=MEX&TIME_PERIOD=2023`."""
    name, _mark, query = token.partition("?")
    asked = {key: code for key, code in parse_qsl(query) if key != DECIMALS}
    row = rows.get(name)
    cells = citing.chosen(row.described["dimensions"], row.cells, asked) if row else []
    return (row, cells[0]) if row and len(cells) == 1 else None


def decimals(token: str) -> str:
    """How many decimals the text wants, as it says it."""
    return dict(parse_qsl(token.partition("?")[2])).get(DECIMALS, "")


def missing(viewer: Actor, edition: StudyEdition) -> list[str]:
    """What the texts name and no citation has, and citations without a figure."""
    rows = {row.name: row for row in queries.citations(viewer, edition)}
    found = [name for name, row in rows.items() if not row.cells]
    for text in edition.texts.all():
        for kind, argument in markdown.tokens(text.body):
            if kind == "table":
                found += [name for name in argument.split("+") if name not in rows]
            elif cell(rows, argument) is None:
                found.append(argument)
    return list(dict.fromkeys(found))
