"""The question behind a citation: as data, and as addresses that ask it again."""

from datetime import UTC
from typing import Any
from urllib.parse import urlencode

from almenara.formats.rfc3339 import moment
from almenara.studies import citing, naming
from almenara.studies.models import Citation

Shape = dict[str, Any]


def question(row: Citation, base: str = "") -> Shape:
    """Dataflow, codes, periods and vintage, and where the same is asked in SDMX."""
    return {
        "name": row.name,
        "dataflow": row.dataflow,
        "version": row.version,
        "where": row.where,
        "start": row.start,
        "end": row.end,
        "as_of": moment(row.as_of),
        "sdmx": base + sdmx(row),
    }


def sdmx(row: Citation) -> str:
    flow = {**row.described, "as_of": moment(row.as_of)}
    return citing.sdmx_address(flow, row.where, (row.start, row.end))


def explorer(row: Citation) -> str:
    """The page on which these figures can be asked further, as they were on that day."""
    return f"/observatory/explorer/?{urlencode([('flow', row.dataflow), *_selection(row)])}"


def picture(row: Citation) -> str:
    """The observatory's picture of these figures; none of a single one, nor of several units."""
    units = row.described["codes"].get(naming.UNIT, {})
    if len(row.cells) < 2 or len(units) > 1:
        return ""
    return f"/observatory/pictures/{row.dataflow}.svg?{urlencode(_selection(row))}"


def _selection(row: Citation) -> list[tuple[str, str]]:
    """Codes and times as the explorer takes them; it reads a day, not a moment."""
    found: list[tuple[str, str]] = []
    for at, name in enumerate(row.described["dimensions"]):
        there = [] if name == citing.AREA else sorted({cell["key"][at] for cell in row.cells})
        found += [(name, code) for code in row.where.get(name) or there]
    times = {"start": row.start, "end": row.end, "as_of": f"{row.as_of.astimezone(UTC):%Y-%m-%d}"}
    return found + [(name, said) for name, said in times.items() if said]
