"""IATI: 1,000 activities with 12 transactions and 3 results, written, judged, and only then let go.

`python -m bench iati` (asked: built and valid in less than 3 s; peer: lxml alone, which builds the
same tree element by element and validates it, without records and without the ruleset). Seconds
of this process alone: nothing here waits. Then the plan itself: 1,000 public activities out of a
database, as a stranger may read them, each with 12 sums set aside by eight funds with 100,000 lines
of a ledger (asked: 3 s by the clock).
"""

import io
from statistics import median
from time import perf_counter, process_time
from typing import Any

import psycopg
from lxml import etree

from almenara.formats.iati import binding, document, schemas, writing
from almenara.formats.tests import iati
from bench import report
from bench.ground import installation

ACTIVITIES, ROUNDS = 1000, 3
PAID = """
update funds_fund f set programme_id = p.id from (select id, row_number() over (order by position)
    as n from programmes_programme where plan_id = %(plan)s) p where f.code = 'F' || p.n;
insert into funds_allocation (id, fund_id, activity_id, amount, made_at)
    select gen_random_uuid(), 'F' || 1 + n %% 8, md5('activity' || n)::uuid, 10.25 + k,
    date '2020-02-01' from generate_series(%(first)s, %(activities)s) n, generate_series(1, 12) k;
"""


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
    whole_plan()


def whole_plan() -> None:
    """The export of a plan: its rows read, its records, its tree, both judgements."""
    with installation() as server:
        report._load()
        activities = ACTIVITIES * 9 // 8  # each ninth is for its States alone
        said = {"plan": report.PLAN, "activities": activities, "parts": activities, "persons": 100,
                "first": 1, "part": 1, "person": 1}  # fmt: skip
        with psycopg.connect(server.url("superuser")) as link:
            link.execute("set local session_replication_role = replica")
            cursor = psycopg.ClientCursor(link)
            cursor.execute(report.FILL, said)
            cursor.execute(report.LEDGER, {"lines": report.LINES})
            cursor.execute(PAID, said)
        seconds, own, count, size = [], [], 0, 0
        for _round in range(ROUNDS):
            began, ours = perf_counter(), process_time()
            count, size = export()
            seconds.append(perf_counter() - began)
            own.append(process_time() - ours)
    print(f"a plan with {count:,} public activities, {size:,} bytes: {median(seconds):.2f} s by "
          f"the clock (asked: 3), of this process alone {median(own):.2f} s")  # fmt: skip


def export() -> tuple[int, int]:
    from almenara.core.access.context import acting, system_work  # noqa: PLC0415 - settings
    from almenara.core.parties.actor import NOBODY  # noqa: PLC0415
    from almenara.programmes import publishing, queries  # noqa: PLC0415

    with system_work(), acting(NOBODY):
        raw, count = publishing.export(queries.plan(NOBODY, report.PLAN), iati.NOW)
    return count, len(raw)


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
