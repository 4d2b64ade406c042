"""The journal: acts of 10 rows by 4 clients with fsync on, and its verification.

`python -m bench.journal` (asked: at least 1,000 rows/s; peer: a bare loop that inserts the same
rows, 10 a transaction, 4 clients; of verification: the root alone, by pymerkle).
"""

import multiprocessing
import os
import subprocess
import sys
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

import django
import psycopg
import pymerkle

from bench import ground

CLIENTS, ACTS, ROWS, ROUNDS = 4, 100, 10, 5
LARGE = 100_000
BARE = """create table bare (seq bigserial primary key, leaf text, chain bytea, at timestamptz,
actor text, state text, institution text, verb text, thing text, outcome text)"""
INSERT = """insert into bare (leaf, chain, at, actor, state, institution, verb, thing, outcome)
values (%s, %s, %s, %s, %s, %s, %s, %s, %s)"""
VERIFIER = Path(__file__).parent.parent / "tools" / "verify_journal.py"


def main() -> None:
    """Print rows a second of acts and of the bare loop, and how fast all of it is verified."""
    with ground.installation() as server:
        writing(server)
        verifying(server.home)


def writing(server: Any) -> None:
    """Rounds of both ways, one after the other, so that both meet the same machine."""
    with psycopg.connect(server.url("owner"), autocommit=True) as link:
        fsync = link.execute("show fsync").fetchone()[0]
        link.execute(BARE)
        link.execute("grant select, insert on bare to almenara_app")
    ours, bare = [], []
    with multiprocessing.get_context("spawn").Pool(CLIENTS, initializer=django.setup) as pool:
        together(pool, act_loop)
        for _round in range(ROUNDS):
            ours.append(together(pool, act_loop))
            bare.append(together(pool, bare_loop))
    say(f"fsync {fsync}, {CLIENTS} clients, acts of {ROWS} rows, {ROUNDS} rounds, medians")
    say(f"acts: {median(ours):,.0f} rows/s (asked: 1,000)   bare loop: {median(bare):,.0f} rows/s")
    say(f"ratio, bare loop to acts: {median(bare) / median(ours):.2f}")


def together(pool: Any, loop: Any) -> float:
    """Rows a second of all clients at once."""
    began = perf_counter()
    pool.map(loop, range(CLIENTS), chunksize=1)
    return CLIENTS * ACTS * ROWS / (perf_counter() - began)


def act_loop(number: int) -> None:
    """Acts as services are: they ask and record; here they change nothing else."""
    from almenara.core.access.rules import require  # noqa: PLC0415 - apps must be ready first
    from almenara.core.journal.acts import act, record  # noqa: PLC0415
    from almenara.core.parties.models import Token  # noqa: PLC0415

    @act
    def touch(actor: Any, token: Token) -> None:
        require(actor, "grant", token)
        for row in range(ROWS):
            record(actor, "grant", token, n=row)

    actor, token = somebody(number), Token(person_id=somebody(number).person)
    for _act in range(ACTS):
        touch(actor, token)


def bare_loop(number: int) -> None:
    """The same rows without a question, an order or a hash."""
    from almenara.config import env  # noqa: PLC0415 - the environment is set by the parent

    url = env.database_url(env.read(os.environ), "app")
    leaf, chain = "x" * 330, b"x" * 32
    row = (leaf, chain, "2026-11-22T03:04:05Z", f"p{number}", "PAN", "csirt-pan", "grant",
           f"token:{number}", "done")  # fmt: skip
    with psycopg.connect(url) as link:
        for _act in range(ACTS):
            with link.transaction(), link.cursor() as cursor:
                cursor.executemany(INSERT, [row] * ROWS)


def verifying(home: Path) -> None:
    """Signing, verifying in the database and from the export, by us and by the stranger."""
    from almenara.core.access.context import system_work  # noqa: PLC0415 - apps must be ready first
    from almenara.core.journal import archive, services  # noqa: PLC0415
    from almenara.core.journal.models import Entry  # noqa: PLC0415
    from almenara.core.parties.actor import SYSTEM  # noqa: PLC0415
    from almenara.formats import journalfile  # noqa: PLC0415

    fill()
    signing = timed("sign", lambda: services.sign(SYSTEM))
    with system_work():
        verdict = timed("verify the database", archive.verdict)
        leaves = list(Entry.objects.unguarded("a benchmark").order_by("seq").values_list("leaf"))
    file = home / "export.jsonl"
    with system_work(), file.open("w", encoding="utf-8") as out:
        timed("export", lambda: out.writelines(archive.exported(signing[0])))
    with file.open(encoding="utf-8") as lines:
        timed("verify the export", lambda: journalfile.verify(lines))
    command = [sys.executable, VERIFIER, file]
    stranger = timed("tools/verify_journal.py", lambda: subprocess.run(command, check=False))
    peer = timed("pymerkle, root only", lambda: root_of(leaves))
    assert verdict[0].ok, verdict
    assert stranger[0].returncode == 0
    assert peer[0] == verdict[0].root
    say(f"{verdict[0].size:,} rows; ratio, our verdict to the peer's root: "
        f"{verdict[1] / peer[1]:.2f}")  # fmt: skip


def timed(name: str, work: Any) -> tuple[Any, float]:
    began = perf_counter()
    result = work()
    seconds = perf_counter() - began
    say(f"  {name}: {seconds:.2f} s")
    return result, seconds


def fill() -> None:
    """Up to 100,000 rows, in large acts."""
    from django.db import transaction  # noqa: PLC0415 - apps must be ready first

    from almenara.core.access.rules import Owners  # noqa: PLC0415
    from almenara.core.journal import acts  # noqa: PLC0415

    for block in range((LARGE - CLIENTS * ACTS * ROWS * (ROUNDS + 1)) // 1000):
        head, tail = '"actor":"p0"', f'"state":"PAN","thing":"token:{block}","verb":"grant"'
        middle = '"detail":{},"institution":"csirt-pan","outcome":"done"'
        with transaction.atomic():
            acts._append([acts._Row(head, middle, tail, Owners())] * 1000)


def root_of(leaves: list[tuple[str]]) -> str:
    tree = pymerkle.InmemoryTree(algorithm="sha256")
    for (leaf,) in leaves:
        tree.append_entry(leaf.encode())
    return tree.get_root().hex()


def somebody(number: int) -> Any:
    from almenara.core.parties.actor import Actor  # noqa: PLC0415 - apps must be ready first

    person = f"00000000-0000-4000-8000-{number:012}"
    return Actor(f"u{number}", person, f"p{number}", "csirt-pan", "PAN")


def say(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    main()
