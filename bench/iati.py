"""IATI: 1,000 activities with 12 transactions and 3 results, written, judged, and only then let go.

`python -m bench iati` (asked: built and valid in less than 3 s; peer: lxml alone, which builds the
same tree element by element and validates it, without records and without the ruleset). Seconds
of this process alone: nothing here waits.
"""

import io
from statistics import median
from time import process_time
from typing import Any

from lxml import etree

from almenara.formats.iati import binding, document, schemas, writing
from almenara.formats.tests import iati

ACTIVITIES, ROUNDS = 1000, 3


def main() -> None:
    """Print the median seconds of both, and their ratio, over the same tree."""
    file = iati.file(ACTIVITIES)
    raw = writing.write(file, iati.NOW)
    tree = document.read(raw)
    ours, bare = [], []
    for _round in range(ROUNDS):
        ours.append(timed(lambda: writing.write(iati.file(ACTIVITIES), iati.NOW)))
        bare.append(timed(lambda: alone(tree.getroot())))
    count = sum(1 for _element in tree.iter())
    print(f"{ACTIVITIES:,} activities, {count:,} elements, {len(raw):,} bytes, {ROUNDS} rounds")
    print(f"records, tree, shares, schema, 107 cases: {median(ours):.2f} s (asked: 3)")
    print(f"lxml alone, built and validated: {median(bare):.2f} s")
    print(f"ratio, ours to lxml alone: {median(ours) / median(bare):.2f}")
    one_by_one(file, raw)


def one_by_one(file: Any, raw: bytes) -> None:
    """Where the time goes."""
    tree = writing.build(file)
    print(f"  build {timed(lambda: writing.build(file)):.2f} s")
    print(f"  serialise {timed(lambda: writing.serialised(tree)):.2f} s")
    print(f"  parse {timed(lambda: document.read(raw)):.2f} s")
    read = document.read(raw)
    print(f"  schema {timed(lambda: list(schemas.faults(read, None, 10))):.2f} s")
    print(f"  schema and 107 cases {timed(lambda: writing.check(raw, iati.NOW)):.2f} s")
    print(f"  read back {timed(lambda: writing.read(read.getroot())):.2f} s")
    assert binding.left_out(read.getroot(), tree) != []  # shares were mended on the way


def alone(root: Any) -> None:
    """The same tree made by hand and validated by a schema loaded once."""
    made = etree.Element(root.tag, root.attrib)
    copy(root, made)
    raw = etree.tostring(made, encoding="UTF-8", pretty_print=True)
    path = schemas._SHIPPED / schemas.FILES["iati-activities"]
    assert schemas._schema(path).validate(etree.parse(io.BytesIO(raw)))


def copy(root: Any, made: Any) -> None:
    for child in root:
        new = etree.SubElement(made, child.tag, child.attrib)
        new.text = child.text
        copy(child, new)


def timed(work: Any) -> float:
    began = process_time()
    work()
    return process_time() - began


if __name__ == "__main__":
    main()
