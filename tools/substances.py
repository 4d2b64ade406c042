"""A public list of new substances for the demonstration, small, in a shape of our own.

`python -m tools.substances FILE` reads the list (a copy of the records of the project RESPONSE, in
JSON; it is never kept here) and writes what it takes over: one row a record, with its date. One
without a sound InChIKey keeps its name alone.
"""

import csv
import json
import sys
from pathlib import Path
from typing import Any

from almenara.formats.refusal import Unreadable
from almenara.substances import identity

FACTS = Path(__file__).resolve().parent.parent / "almenara/config/demonstration/facts"
COLUMNS = ("inchikey", "name", "formula", "category", "dated")


def main(file: Path) -> None:
    """The whole list, the oldest record first."""
    records = json.loads(file.read_text(encoding="utf-8"))
    rows = sorted((taken(one) for one in records), key=lambda row: (row["dated"], row["name"]))
    with (FACTS / "new-substances.csv").open("w", encoding="utf-8", newline="") as out:
        table = csv.DictWriter(out, COLUMNS, lineterminator="\n")
        table.writeheader()
        table.writerows(rows)
    print(f"{len(rows)} records, {rows[0]['dated']} to {rows[-1]['dated']}")


def taken(record: dict[str, Any]) -> dict[str, str]:
    return {
        "inchikey": keyed(record["inchi_key"] or ""),
        "name": " / ".join(record["names"]),
        "formula": record["formula"] or "",
        "category": ", ".join(record["categories"]),
        "dated": record["last_modified"],
    }


def keyed(text: str) -> str:
    try:
        return identity.inchikey(text, [])
    except Unreadable:
        return ""


if __name__ == "__main__":
    main(Path(sys.argv[1]))
