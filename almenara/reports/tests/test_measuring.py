"""A figure is what its rows say, whoever counts them again and in whatever order."""

import hashlib
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from almenara.reports import measuring
from almenara.reports.measuring import Row
from tests.extent import examples

pytestmark = pytest.mark.sampled
KEYS = st.sampled_from(["a", "b", "c", "d"])
CODES = st.integers(0, 99).map(str)
MONEY = st.integers(-999_999, 999_999).map(lambda cents: f"{Decimal(cents) / 100:.2f}")
PATIENT = settings(
    deadline=None, max_examples=examples(100), suppress_health_check=[HealthCheck.too_slow]
)


def rows(**parts):
    return st.lists(st.builds(Row, id=CODES, **parts), max_size=20, unique_by=lambda row: row.id)


@PATIENT
@given(rows(key=KEYS, value=st.just("")), st.randoms(), st.integers(1, 500))
def test_order_says_nothing_and_a_key_counts_once(found, random, whole):
    mixed = random.sample(found, len(found))
    for aggregation in ("count", "distinct", "ratio"):
        one = measuring.figure(aggregation, found, whole)
        assert one == measuring.figure(aggregation, mixed, whole)
    assert measuring.figure("distinct", found) <= measuring.figure("count", found)
    share = measuring.figure("ratio", found, whole)
    assert abs(share - 100 * len({row.key for row in found}) / whole) <= 0.5
    assert measuring.digest(measuring.lines(found)) == measuring.digest(measuring.lines(mixed))


@PATIENT
@given(rows(key=st.just(""), value=MONEY))
def test_a_sum_is_exact_to_the_cent_and_so_is_what_is_kept(found):
    total = sum((Decimal(row.value) for row in found), Decimal())
    assert Decimal(measuring.figure("sum", found)) == total
    assert sorted(measuring.read(measuring.lines(found))) == sorted(found)


def test_the_hash_is_that_of_the_sorted_lines():
    found = [Row("b", "k", "2.50"), Row("a")]
    text = b"a\t\t\nb\tk\t2.50\n"
    assert measuring.digest(measuring.lines(found)) == hashlib.sha256(text).hexdigest()
    assert measuring.figure("sum", []) == "0.00"
    assert measuring.figure("ratio", [Row("a", value="1"), Row("b", value="2")], 8) == 38
    assert measuring.figure("ratio", [Row("a", "x")], None) is None
