"""The annual report and the plan's board at full size: 5,000 activities, 200,000 participations of
100,000 persons, 100,000 ledger lines; and the board at a tenth of that.

`python -m bench report`. Asked: an edition in less than 5 s, built, frozen and written as PDF, DOCX
and HTML; the board's p95 below 200 ms and within 1.5 times of a tenth. Peer: psycopg alone, which
reads the same rows as text and hashes them. Every figure is then made again from its frozen rows.
"""

import hashlib
import time
from collections.abc import Callable
from statistics import median, quantiles
from typing import Any

import psycopg

from bench.ground import installation

ACTIVITIES, PARTICIPATIONS, LINES, TENTH = 5_000, 200_000, 100_000, 10
SLUG, PLAN = "annual-cicte-2020-2021", "cicte-2020-2021"
ROUNDS, ASKED, WARM = 3, 60, 10  # a connection asked for a page eight times has all its plans

FILL = """
create temp table result on commit drop as select id,
    row_number() over (order by position) - 1 as r, count(*) over () as of
    from programmes_result where plan_id = %(plan)s;
create temp table home on commit drop as select state_id as code,
    row_number() over (order by state_id) - 1 as r, count(*) over () as of
    from parties_membership where status = 'member' and until is null;
insert into programmes_activity (id, kind, titles, language, starts, ends, modality, place, minutes,
    topic, partner, marking, stage, made_at, plan_id, institution_id, author_id)
    select md5('activity' || n)::uuid, 'course', jsonb_build_object('es', 'Curso ' || n), 'es',
    date '2020-01-01' + n %% 700, date '2020-01-02' + n %% 700, 'virtual', '', 600, '', '',
    case when n %% 9 = 0 then 'TLP:AMBER' else 'TLP:CLEAR' end,
    (array['held', 'reported', 'held', 'held', 'planned', 'reported', 'held', 'held', 'cancelled',
        'held'])[1 + n %% 10], now(), %(plan)s, 's-cicte', md5('author')::uuid
    from generate_series(%(first)s, %(activities)s) n;
insert into programmes_serving (activity_id, result_id)
    select md5('activity' || n)::uuid, r.id
    from generate_series(%(first)s, %(activities)s) n join result r on r.r = n %% r.of;
insert into programmes_place (activity_id, state_id, marking, reach)
    select md5('activity' || n)::uuid, h.code,
    case when n %% 9 = 0 then 'TLP:AMBER' else 'TLP:CLEAR' end, null
    from generate_series(%(first)s, %(activities)s) n join home h on h.r in (n %% h.of,
        (n + 7) %% h.of);
insert into programmes_participant (id, name, state, institution, sex, mail, document, name_key,
    one) select md5('person' || n)::uuid, 'Persona ' || n, h.code, '', '', '', 'D-' || n,
    'persona ' || n, md5('person' || n)::uuid
    from generate_series(%(person)s, %(persons)s) n join home h on h.r = n %% h.of;
insert into programmes_participation (id, activity_id, participant_id, state, minutes, is_attended,
    is_member)
    select md5('part' || n)::uuid, md5('activity' || 1 + n %% %(activities)s)::uuid,
    md5('person' || 1 + (n * 7919 + n / 5000) %% %(persons)s)::uuid, h.code, 600, n %% 20 <> 0, true
    from generate_series(%(part)s, %(parts)s) n
    join home h on h.r = (1 + (n * 7919 + n / 5000) %% %(persons)s) %% h.of
    on conflict do nothing;
"""
LEDGER = """
insert into funds_fund (code, names, currency, starts, ends, restrictions)
    select 'F' || n, '{"es": "Fondo de pruebas"}', 'USD', date '2020-01-01', date '2021-12-31', ''
    from generate_series(1, 8) n;
insert into funds_batch (id, name, version, sha256, lines, totals, notes, stage, read_at, taken_at)
    values (md5('batch')::uuid, 'bench.csv', 1, '', %(lines)s, '{}', '[]', 'taken', now(), now());
insert into funds_ledgerline (id, batch_id, row, line, "on", fund_id, code, amount, currency, text)
    select md5('line' || n)::uuid, md5('batch')::uuid, n + 1, n::text, date '2020-01-01' + n %% 700,
    'F' || 1 + n %% 8, 'C1', case when n %% 50 = 0 then -12.5 else n %% 997 + 0.25 end,
    case when n %% 10 = 0 then 'EUR' else 'USD' end, ''
    from generate_series(1, %(lines)s) n;
"""
ALONE = """select p.id::text, t.one::text from programmes_participation p
    join programmes_participant t on t.id = p.participant_id
    join programmes_activity a on a.id = p.activity_id
    where p.is_attended and a.stage in ('held', 'reported')"""


def main() -> None:
    """Print both measures, the peer's, and that every figure can be made again."""
    with installation() as server:
        _load()
        link = psycopg.connect(server.url("superuser"), autocommit=True)
        with link:
            fill(link, 0, TENTH)
            small = board()
            fill(link, TENTH, 1)
            link.execute("vacuum analyze")
            large = board()
            seconds = [timed(edition) for _round in range(ROUNDS)]
            alone = [timed(lambda: peer(link)) for _round in range(ROUNDS)]
        print(
            f"board p95, a tenth: {1000 * small:.0f} ms; whole: {1000 * large:.0f} ms (asked: 200)"
        )
        print(f"ratio, whole to a tenth: {large / small:.2f} (asked: 1.5)")
        print(f"edition with PDF, DOCX, HTML: {median(seconds):.2f} s (asked: 5)")
        print(f"psycopg alone, the same rows read and hashed: {median(alone):.2f} s")
        print(f"ratio, ours to psycopg alone: {median(seconds) / median(alone):.2f}")
        print(f"figures made again from their rows: {again()}")


def _load() -> None:
    from almenara.config import reference  # noqa: PLC0415 - settings are known by now

    reference.load_all()


def fill(link: psycopg.Connection[Any], done: int, share: int) -> None:
    """Rows up to a share of the whole, of which `done` (a share, 0: nothing) are there already."""
    said: dict[str, Any] = {"plan": PLAN, "lines": LINES}
    names = {"activities": ("first", ACTIVITIES), "parts": ("part", PARTICIPATIONS),
             "persons": ("person", PARTICIPATIONS // 2)}  # fmt: skip
    for name, (first, whole) in names.items():
        said |= {name: whole // share, first: 1 + (whole // done if done else 0)}
    with link.transaction(), psycopg.ClientCursor(link) as cursor:
        cursor.execute("set local session_replication_role = replica")  # no foreign key is asked
        cursor.execute(FILL, said)
        if not done:
            cursor.execute(LEDGER, said)
    recount()


def recount() -> None:
    from almenara.core.access.context import system_work  # noqa: PLC0415
    from almenara.core.parties.actor import SYSTEM  # noqa: PLC0415
    from almenara.programmes import queries, standing  # noqa: PLC0415

    with system_work():
        standing.recount_plan(queries.plan(SYSTEM, PLAN))


def board() -> float:
    """The p95 of the public board, in seconds."""
    from django.test import Client  # noqa: PLC0415

    client = Client(SERVER_NAME="localhost")
    for _n in range(WARM):
        assert client.get(f"/plans/{PLAN}/").status_code == 200
    return quantiles([timed(lambda: client.get(f"/plans/{PLAN}/")) for _n in range(ASKED)], n=20)[
        -1
    ]


def edition() -> None:
    """Build one and write its three files, as the command does."""
    from almenara.core.access.context import system_work  # noqa: PLC0415
    from almenara.core.parties.actor import SYSTEM  # noqa: PLC0415
    from almenara.reports import pages, services  # noqa: PLC0415
    from almenara.reports.drafts import BuildShape  # noqa: PLC0415

    made = services.build(SYSTEM, SLUG, BuildShape(language="es"))
    with system_work():
        assert all(pages.outputs(SYSTEM, made, "es").values())


def again() -> str:
    from almenara.core.access.context import system_work  # noqa: PLC0415
    from almenara.core.parties.actor import SYSTEM  # noqa: PLC0415
    from almenara.reports import measuring, queries  # noqa: PLC0415

    with system_work():
        newest = queries.editions(SYSTEM, SLUG)[0]
        figures = list(queries.figures(SYSTEM, newest))
        same = rows = 0
        for one in figures:
            kept = queries.frozen(SYSTEM, one)
            measure = queries.measure(SYSTEM, one.measure)
            value = measuring.figure(measure.aggregation, kept, one.whole)
            same += value == one.value and measuring.digest(measuring.lines(kept)) == one.kept_id
            rows += len(kept)
    return f"{same} of {len(figures)}, over {rows:,} rows"


def peer(link: psycopg.Connection[Any]) -> str:
    rows = link.execute(ALONE).fetchall()
    lines = sorted(f"{pk}\t{one}\t\n" for pk, one in rows)
    spent = link.execute("select id::text, amount::text from funds_ledgerline").fetchall()
    lines += sorted(f"{pk}\t\t{amount}\n" for pk, amount in spent)
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def timed(work: Callable[[], Any]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
