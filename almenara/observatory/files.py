"""Figures as files for people and programs: CSV, XLSX, Parquet; codes with their names beside."""

import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from almenara.formats.late import Late
from almenara.formats.tables import listing
from almenara.formats.tables.files import as_xlsx
from almenara.formats.tables.listing import Cell, Listing
from almenara.observatory.cells import Table
from almenara.observatory.structures import Flow

duckdb = Late("duckdb")
MARKING = "TLP:CLEAR"
BEGINNING = datetime(1980, 1, 1, tzinfo=UTC)  # of files that are archives
BOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
OBSERVATION = ("TIME_PERIOD", "OBS_VALUE", "OBS_STATUS", "CONF_STATUS")


def written(
    flow: Flow, table: Table, form: str, language: str, at: datetime | None
) -> tuple[bytes, str]:
    """The figures in this form, and its media type; a value that is not there is an empty cell.

    at: when they went out, so that the same figures give the same bytes.
    """
    write, media = FORMS[form]
    out = BytesIO()
    write(_listing(flow, table, language, at or BEGINNING), out)
    return out.getvalue(), media


def _listing(flow: Flow, table: Table, language: str, at: datetime) -> Listing:
    told = sorted({name for said in table.attributes.values() for name in said})
    names = [name for dimension in flow.dimensions for name in (dimension, f"{dimension}_NAME")]
    source = flow.policy.source_name
    return Listing(
        title=flow.names.get(language, flow.id),
        header=["DATAFLOW", *names, *OBSERVATION, *told],
        rows=_rows(flow, table, language, told),
        at=at,
        marking=MARKING,
        language=language,
        note=" · ".join(filter(None, (source.get(language, ""), flow.policy.licence))),
    )


def _rows(flow: Flow, table: Table, language: str, told: list[str]) -> Iterator[list[Cell]]:
    label = {
        key: [text for name, code in zip(flow.dimensions, key, strict=True)
              for text in (code, flow.label(name, code, language))]
        for key in table.keys
    }  # fmt: skip
    whole = f"OAS:{flow.id}({flow.version})"
    for cell in table:
        said = [cell.attributes.get(name, "") for name in told]
        yield [whole, *label[cell.key], cell.period, cell.value, cell.status,
               cell.confidentiality, *said]  # fmt: skip


def _as_parquet(found: Listing, out: BinaryIO) -> None:
    """Text columns and one of doubles, with source and licence in the file itself."""
    columns = ", ".join(
        f'"{name}" {"DOUBLE" if name == "OBS_VALUE" else "VARCHAR"}' for name in found.header
    )
    each = ", ".join(["unnest(?)"] * len(found.header))
    with tempfile.TemporaryDirectory() as folder, duckdb.connect() as link:
        file = Path(folder) / "figures.parquet"
        link.execute(f"create table figures ({columns})")
        if rows := list(found.rows):
            filled = [list(column) for column in zip(*rows, strict=True)]
            link.execute(f"insert into figures select {each}", filled)
        said = found.note.replace("'", "''")
        link.execute(f"copy figures to '{file}' (format parquet, kv_metadata {{source: '{said}'}})")
        out.write(file.read_bytes())


Form = Callable[[Listing, BinaryIO], None]
FORMS: dict[str, tuple[Form, str]] = {
    "csv": (listing.as_csv, "text/csv; charset=utf-8"),
    "xlsx": (as_xlsx, BOOK),
    "parquet": (_as_parquet, "application/vnd.apache.parquet"),
}
