"""The question behind a citation: as data, and as addresses that ask it again."""

from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from almenara.studies import citing
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
    """The page on which these figures can be asked further."""
    asked = [(name, code) for name, codes in row.where.items() for code in codes]
    asked += [(name, said) for name, said in (("start", row.start), ("end", row.end)) if said]
    return f"/observatory/{row.dataflow}/?{urlencode([*asked, ('as_of', moment(row.as_of))])}"


def moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")
