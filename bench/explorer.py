"""The explorer on 5,000,000 published figures: what a selection costs, as a question and as a page.

`python -m bench explorer`. Asked: p95 of a selection below 300 ms. Synthetic rows of one flow
(35 States, 20 offences, 3 sexes, 8 ages, 288 months, a twentieth revised by a second release) stand
in the real tables; measured at a tenth and at the whole, so that growth is seen. Selections: one
series; twelve months of all States; three States compared over all months; all States over all
months (10,080 figures). Peer: psycopg as the superuser, the same rows, without a policy or a page.
"""

import random
import time
from collections.abc import Callable
from statistics import median, quantiles
from typing import Any
from urllib.parse import parse_qs, urlencode

import psycopg

from bench.ground import installation

FLOW, ASKED, LIMIT = "DF_ICCS", 80, 0.300  # the flow, selections a round, seconds
SERIES, PERIODS, TENTH = 16_800, 288, 10
FILL = """
create temp table code on commit drop as
    select code, row_number() over (order by code) - 1 as place from parties_state;
insert into observatory_release (dataflow_id, stage, embargo_until, published_at, note, reason,
    made_at) select %(flow)s, 'published', at, at, '', '', at
    from (values (timestamptz '2025-01-01'), (timestamptz '2026-01-01')) as moment(at)
    where not exists (select from observatory_release);
insert into observatory_series (dataflow_id, state_id, key, is_published)
    select %(flow)s, a.code, array['M', a.code, (%(offences)s::text[])[1 + n / 840],
        (%(sexes)s::text[])[1 + n / 280 %% 3], (%(ages)s::text[])[1 + n / 35 %% 8], '_T',
        'NUMBER'], true
    from generate_series(%(first)s, %(last)s) n join code a on a.place = n %% 35;
insert into observatory_published (series_id, period, release_id, value, status, confidentiality,
    attributes)
    select s.id, to_char(date '2000-01-01' + make_interval(months => m), 'YYYY-MM'), r.id,
        (s.id * 7 + m * 13 + r.n) %% 900, 'A', 'F', null
    from observatory_series s cross join generate_series(0, 287) m
    join (select id, row_number() over (order by id) - 1 as n from observatory_release) r
        on r.n = 0 or (s.id + m) %% 20 = 0
    where s.id > %(done)s order by 1, 2;  -- as `keeping.put_out` writes them
"""
PEER = """select distinct on (p.series_id, p.period) p.series_id, p.period, p.value
    from observatory_published p join observatory_series s on s.id = p.series_id
    join observatory_release r on r.id = p.release_id
    where s.dataflow_id = 'DF_ICCS' and s.key[3] = %s and s.key[4] = %s and s.key[5] = %s
    order by p.series_id, p.period, r.published_at desc"""
Selection = dict[str, Any]


def main() -> None:
    """Print each kind of selection at a tenth and at the whole, the page, and the peer."""
    with installation(durable=False) as server:
        _load()
        link = psycopg.connect(server.url("superuser"), autocommit=True)
        with link:
            codes = _codes()
            fill(link, codes, 0, SERIES // TENTH)
            small = measured(codes | {"ICCS": codes["ICCS"][:2]}, "a tenth")
            fill(link, codes, SERIES // TENTH, SERIES)
            count = link.execute("select count(*) from observatory_published").fetchone()
            print(f"published figures: {count[0]:,}" if count else "none")
            large = measured(codes, "the whole")
            alone = p95(lambda: peer(link, codes))
        print(f"peer, psycopg alone, all States and months: p95 {1000 * alone:.0f} ms")
        print(f"ratio, ours over all selections to the peer: {large / alone:.2f}")
        print(f"ratio, whole to a tenth: {large / small:.2f}")
        print(f"selection p95: {1000 * large:.0f} ms (asked: {1000 * LIMIT:.0f})")


def measured(codes: dict[str, list[str]], name: str) -> float:
    """The p95 of the question over all kinds of selections; each kind and the page are printed."""
    from django.test import Client  # noqa: PLC0415

    from almenara.core.parties.actor import NOBODY  # noqa: PLC0415
    from almenara.observatory import queries  # noqa: PLC0415
    from almenara.observatory.pages import explorer  # noqa: PLC0415

    queries._AVAILABLE.clear()  # the second fill is no release of its own
    client = Client(SERVER_NAME="localhost")
    seconds = []
    for kind, select in KINDS.items():
        asked = [urlencode(select(codes), doseq=True) for _n in range(ASKED // len(KINDS))]
        explorer.read(NOBODY, FLOW, parse_qs(asked[0]))
        each = [timed(lambda q=q: explorer.read(NOBODY, FLOW, parse_qs(q))) for q in asked]
        page = [timed(lambda q=q: opened(client, q)) for q in asked[:10]]
        seconds += each
        print(f"{name}, {kind}: question median {1000 * median(each):.0f} ms, "
              f"page median {1000 * median(page):.0f} ms")  # fmt: skip
    return quantiles(seconds, n=20)[-1]


def opened(client: Any, query: str) -> None:
    assert client.get(f"/observatory/explorer/?flow={FLOW}&{query}").status_code == 200


def peer(link: psycopg.Connection[Any], codes: dict[str, list[str]]) -> None:
    chosen = [random.choice(codes[name]) for name in ("ICCS", "SEX", "AGE")]
    assert len(link.execute(PEER, chosen).fetchall()) == 35 * PERIODS


def fill(link: psycopg.Connection[Any], codes: dict[str, list[str]], done: int, whole: int) -> None:
    said = {"flow": FLOW, "offences": codes["ICCS"], "sexes": codes["SEX"], "ages": codes["AGE"],
            "first": done, "last": whole - 1, "done": done}  # fmt: skip
    with link.transaction(), psycopg.ClientCursor(link) as cursor:
        cursor.execute("set local session_replication_role = replica")  # no trigger, no key
        cursor.execute(FILL, said)
    link.execute("vacuum analyze")


def _one(codes: dict[str, list[str]]) -> Selection:
    chosen = {name: random.choice(codes[name]) for name in ("ICCS", "SEX", "AGE")}
    return chosen | {"UNIT_MEASURE": "NUMBER"}


def _year(codes: dict[str, list[str]]) -> Selection:
    year = random.randint(2000, 2023)
    return _one(codes) | {"start": str(year), "end": str(year)}


KINDS: dict[str, Callable[[dict[str, list[str]]], Selection]] = {
    "one series": lambda codes: _one(codes) | {"REF_AREA": random.choice(codes["REF_AREA"])},
    "all States, a year": _year,
    "three States": lambda codes: _one(codes) | {"REF_AREA": random.sample(codes["REF_AREA"], 3)},
    "all States, all months": _one,
}


def _codes() -> dict[str, list[str]]:
    from almenara.core.parties.actor import NOBODY  # noqa: PLC0415
    from almenara.observatory import queries  # noqa: PLC0415

    flow = queries.flow(NOBODY, FLOW)
    sizes = {"REF_AREA": 35, "ICCS": 20, "SEX": 3, "AGE": 8}
    return {name: sorted(flow.codes[name])[:size] for name, size in sizes.items()}


def _load() -> None:
    from almenara.config import reference  # noqa: PLC0415 - settings are known by now

    reference.load_all()


def p95(work: Callable[[], Any]) -> float:
    return quantiles([timed(work) for _n in range(20)], n=20)[-1]


def timed(work: Callable[[], Any]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
