"""The ledger: 100,000 lines read, judged and kept in one act, then replaced by a corrected file.

`python -m bench ledger` (asked: less than 30 s; peer: the `csv` module and Decimal alone, which add
the same file up by fund and currency and judge nothing).
"""

import csv
import io
import random
from collections import Counter
from decimal import Decimal
from time import perf_counter

from bench import ground

LINES, SEED = 100_000, 59


def rows(count: int, seed: int) -> list[list[str]]:
    """Lines of two funds, every tenth a refund."""
    said, found = random.Random(seed), []
    for number in range(1, count + 1):
        cents = said.randint(1, 999_999) * (-1 if number % 10 == 0 else 1)
        fund, currency = said.choice((("B-1", "USD"), ("B-2", "CAD")))
        day = f"2021-{said.randint(1, 12):02}-{said.randint(1, 28):02}"
        amount = f"{Decimal(cents).scaleb(-2):.2f}"
        code = said.choice(("101", "102"))
        found.append([str(number), day, fund, code, amount, currency, f"Línea {number}"])
    return found


def written(found: list[list[str]]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows(
        [["line", "date", "fund", "code", "amount", "currency", "text"], *found]
    )
    return out.getvalue().encode()


def bare(raw: bytes) -> Counter:
    """Sums by fund and currency, with nothing judged."""
    sums: Counter = Counter()
    for row in csv.DictReader(io.StringIO(raw.decode())):
        sums[row["fund"], row["currency"]] += Decimal(row["amount"])
    return sums


def main() -> None:
    """Print the seconds of an import, of the same again, of a correction, and of the peer."""
    with ground.installation():
        measure()


def measure() -> None:
    from almenara.core.parties.actor import SYSTEM  # noqa: PLC0415 - settings must be read first
    from almenara.formats.amounts import Form  # noqa: PLC0415
    from almenara.funds import services  # noqa: PLC0415
    from almenara.funds.tests import make  # noqa: PLC0415

    for code, currency in (("B-1", "USD"), ("B-2", "CAD")):
        codes = [{"code": one, "titles": {"es": one}} for one in ("101", "102")]
        make.fund(code, SYSTEM, currency=currency, codes=codes)
    found = rows(LINES, SEED)
    raw = written(found)
    found[7][4] = "1.00"
    corrected = written(found)
    spent, sums = timed(lambda: bare(raw))
    first, batch = timed(lambda: services.import_ledger(SYSTEM, "bench.csv", raw, Form.POINT))
    wanted = {(f, c): str(v) for (f, c), v in sums.items()}
    assert {(f, c): v for f, by in batch.totals.items() for c, v in by.items()} == wanted
    again, _same = timed(lambda: services.import_ledger(SYSTEM, "bench.csv", raw, Form.POINT))
    change, _new = timed(lambda: services.import_ledger(SYSTEM, "bench.csv", corrected, Form.POINT))
    print(f"{LINES:,} lines, {len(raw):,} bytes")
    print(f"read, judged, kept: {first:.2f} s (asked: 30)")
    print(f"the same again: {again:.2f} s; a corrected file: {change:.2f} s")
    print(f"csv and Decimal alone: {spent:.2f} s; ratio {first / spent:.1f}")


def timed(work):
    began = perf_counter()
    result = work()
    return perf_counter() - began, result


if __name__ == "__main__":
    main()
