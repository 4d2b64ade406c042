"""What is hidden cannot be worked out: worked examples, and an attacker against random tables."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from almenara.observatory.cells import Cell, table
from almenara.observatory.disclosure import sharing
from almenara.observatory.disclosure.hiding import protect
from almenara.observatory.disclosure.rules import Rules
from almenara.observatory.tests.attacker import Attacker
from almenara.observatory.tests.flows import flow

SEX = {"_T": ("F", "M")}
AGE = {"_T": ("Y0", "Y1", "Y2")}
DIMENSIONS = ("SEX", "AGE")
TWO_WAYS = Rules(5, {"SEX": SEX, "AGE": AGE})
T = 5


def line(**values):
    """One line of counts by sex."""
    return table(
        ("SEX",), [Cell((code.replace("T", "_T"),), "2023", v) for code, v in values.items()]
    )


def shown(made):
    return {cell.key[0]: cell.value for cell in made}


def letters(made):
    return {cell.key[0]: cell.confidentiality for cell in made}


ONE_WAY = Rules(5, {"SEX": SEX})


def test_a_small_figure_is_hidden_and_its_complement_too():
    made = protect(line(T=60, F=2, M=58), ONE_WAY).table
    assert shown(made) == {"_T": 60, "F": None, "M": None}
    assert letters(made) == {"_T": "F", "F": "C", "M": "D"}


@pytest.mark.parametrize("small", [1, 2, 3, 4])
def test_from_one_to_the_threshold_is_small(small):
    assert shown(protect(line(F=small, M=58), ONE_WAY).table) == {"F": None, "M": 58}


def test_zero_the_threshold_and_what_nobody_reported_are_not_small():
    made = protect(line(T=5, F=0, M=5), ONE_WAY).table
    assert shown(made) == {"_T": 5, "F": 0, "M": 5}
    made = protect(line(T=None, F=None, M=7), ONE_WAY).table
    assert shown(made) == {"_T": None, "F": None, "M": 7}
    assert set(letters(made).values()) == {"F"}


def test_a_flow_without_threshold_stays_as_it_is():
    given_ = line(T=3, F=1, M=2)
    assert protect(given_, Rules(0, {"SEX": SEX})).table is given_


def test_two_small_figures_hide_their_total_too_where_it_gives_them_away():
    made = protect(line(T=2, F=1, M=1), ONE_WAY).table
    assert set(shown(made).values()) == {None}
    # 4 and 4 are eight: whoever knows that each is at most 4 knows both
    made = protect(line(T=8, F=4, M=4), ONE_WAY).table
    assert set(shown(made).values()) == {None}
    assert letters(made)["_T"] == "D"


def test_the_small_part_that_is_not_printed_hides_its_neighbour():
    made = protect(line(T=60, M=58), ONE_WAY).table
    assert sorted(shown(made).values(), key=str) in ([60, None], [58, None])
    assert shown(protect(line(T=60, M=50), ONE_WAY).table) == {"_T": 60, "M": 50}


def test_what_a_state_keeps_to_itself_stays_hidden_under_its_own_letter():
    cells = [Cell(("_T",), "2023", 90), Cell(("F",), "2023", 30, confidentiality="N"),
             Cell(("M",), "2023", 60)]  # fmt: skip
    made = protect(table(("SEX",), cells), ONE_WAY).table
    assert letters(made) == {"_T": "F", "F": "N", "M": "D"}
    assert shown(made) == {"_T": 90, "F": None, "M": None}


def test_the_value_leaves_by_no_attribute_either():
    said = {"N": "2", "SOURCE": "x", "COMMENT": "dos casos"}
    made = protect(table(("SEX",), [Cell(("F",), "2023", 2, attributes=said)]), ONE_WAY).table
    assert next(iter(made)).attributes == {"SOURCE": "x"}
    assert not np.isfinite(made.value).any()


def test_a_rate_is_hidden_with_the_count_that_it_gives():
    by = ("SEX", "UNIT_MEASURE")
    counts = {"_T": 60, "F": 2, "M": 58}
    cells = [Cell((sex, "NUMBER"), "2023", n) for sex, n in counts.items()]
    cells += [Cell((sex, "PER_100K"), "2023", n * 10.0) for sex, n in counts.items()]
    made = protect(table(by, cells), ONE_WAY).table
    assert [cell.value is None for cell in made] == [False, True, True] * 2
    assert [cell.confidentiality for cell in made] == ["F", "C", "D"] * 2


def test_a_rate_alone_is_hidden_where_its_population_gives_a_small_count():
    by = ("SEX", "UNIT_MEASURE")
    cells = [Cell((sex, "PER_100K"), "2023", n) for sex, n in {"_T": 30, "F": 2, "M": 58}.items()]
    population = {
        ((sex, ""), "2023"): 200_000 if sex == "_T" else 100_000 for sex in ("_T", "F", "M")
    }
    made = protect(table(by, cells), ONE_WAY, population=population).table
    assert [cell.confidentiality for cell in made] == ["F", "C", "D"]
    assert [c.confidentiality for c in protect(table(by, cells), ONE_WAY).table] == ["F"] * 3


def test_few_persons_of_a_sample_are_hidden():
    cells = [
        Cell((sex, "PERCENT"), "2023", share, attributes={"SAMPLE": "1000", "STD_ERROR": "0.1"})
        for sex, share in {"F": 0.4, "M": 3.2}.items()
    ]
    made = list(protect(table(("SEX", "UNIT_MEASURE"), cells), ONE_WAY).table)
    assert [cell.value for cell in made] == [None, 3.2]
    assert made[0].attributes == {}


def test_a_year_does_not_give_its_months_back():
    months = [Cell(("M",), f"2023-{m:02}", 3 if m == 4 else 20) for m in range(1, 13)]
    cells = [*months, Cell(("A",), "2023", sum(one.value for one in months))]
    made = list(protect(table(("FREQ",), cells), Rules(5)).table)
    assert made[3].confidentiality == "C"
    assert [cell.confidentiality for cell in made].count("D") == 1


def test_levels_of_a_list_are_followed_where_one_is_left_out():
    rules = Rules(5, {"SEX": {"_T": ("A", "B", "_U"), "A": ("A1", "A2")}})
    values = {"_T": 63, "A1": 3, "A2": 30, "B": 30, "_U": 0}
    cells = [Cell((code,), "2023", n) for code, n in values.items()]
    made = letters(protect(table(("SEX",), cells), rules).table)
    assert made["A1"] == "C"
    assert list(made.values()).count("D") == 1


INSIDE = Rules(5, inside={"SEX": {"_T": ("F", "M"), "F": ("F1", "F2")}})


def test_what_lies_in_another_bounds_it_even_where_it_is_not_all_of_it():
    # F2 is at most 20 - 17: the neighbour is hidden too
    made = protect(line(F=20, F1=17, F2=2), INSIDE).table
    assert letters(made)["F2"] == "C"
    assert list(letters(made).values()).count("D") == 1
    # 60 are in F, and only 2 + 17 of them are told of: F2 may be up to 43
    assert letters(protect(line(F=60, F1=17, F2=2), INSIDE).table)["F1"] == "F"
    # more in the parts than in the whole: they lie in one another, and nothing follows
    assert letters(protect(line(F=20, F1=19, F2=2), INSIDE).table) == {
        "F": "F",
        "F1": "F",
        "F2": "C",
    }


# two releases -------------------------------------------------------------------------------------


def released(*truths, rules=ONE_WAY):
    """What each release prints, each one knowing those before it."""
    before, printed = [], []
    for truth in truths:
        made = protect(truth, rules, before).table
        printed.append(made)
        before.append(_as_kept(truth, made))
    return printed


def _as_kept(truth, made):
    return table(truth.dimensions, [
        cell._replace(confidentiality=said.confidentiality)
        for cell, said in zip(truth, made, strict=True)
    ])  # fmt: skip


THREE = Rules(5, {"SEX": {"_T": ("F", "M", "O")}})


def test_a_cell_that_was_hidden_stays_hidden_with_the_same_partner():
    first, second = released(line(T=60, F=2, M=20, O=38), line(T=61, F=2, M=20, O=39), rules=THREE)
    hidden = {key for key, value in shown(first).items() if value is None}
    assert hidden <= {key for key, value in shown(second).items() if value is None}


def test_the_difference_of_two_releases_gives_nothing_back():
    # only F and the total move: their difference says what F became, unless the total is hidden
    first = line(T=60, F=9, M=20, O=31)
    second = line(T=54, F=3, M=20, O=31)
    _first, made = released(first, second, rules=THREE)
    assert shown(made)["F"] is None
    assert shown(made)["_T"] is None


def test_a_part_that_is_never_printed_becomes_small_later():
    first, second = released(line(T=60, M=50), line(T=53, M=50))
    assert shown(first) == {"_T": 60, "M": 50}
    assert shown(second) == {"_T": None, "M": 50}  # M is known: only the total can hide the 3


def test_what_goes_back_to_an_earlier_value_is_known():
    first, second, third = line(T=60, F=20, M=40), line(T=60, F=25, M=35), line(T=43, F=3, M=40)
    made = released(first, second, third)[-1]
    assert shown(made)["F"] is None
    assert shown(made)["_T"] is None


def test_months_give_no_quarter_back_and_weeks_no_month():
    quarter = [Cell(("M",), "2023-01", 3), Cell(("M",), "2023-02", 20), Cell(("M",), "2023-03", 20),
               Cell(("Q",), "2023-Q1", 43)]  # fmt: skip
    made = [cell.confidentiality for cell in protect(table(("FREQ",), quarter), Rules(5)).table]
    assert made[0] == "C"
    assert made.count("D") == 1
    halves = [Cell(("Q",), "2023-Q1", 43), Cell(("Q",), "2023-Q2", 2), Cell(("S",), "2023-S1", 45)]
    assert letters_of(protect(table(("FREQ",), halves), Rules(5)).table).count("F") == 1
    # W53 of 2020 ends in 2021: 52 lie in the year and may be all of it
    weeks = [Cell(("W",), f"2020-W{n:02}", 2 if n == 30 else 10) for n in range(1, 54)]
    year = Cell(("A",), "2020", 2 + 10 * 50 + 1)  # W01 began in 2019: 51 weeks lie whole in it
    made = letters_of(protect(table(("FREQ",), [*weeks, year]), Rules(5)).table)
    assert made[29] == "C"
    assert made.count("D") == 1


def letters_of(made):
    return [cell.confidentiality for cell in made]


# two tables of the same persons ------------------------------------------------------------------


def test_a_rate_in_one_table_is_the_count_of_another():
    by = ("SEX", "UNIT_MEASURE")
    people = {((sex, ""), "2023"): 234_567.0 for sex in ("_T", "F", "M")}
    counts = {"_T": 60, "F": 2, "M": 58}
    given_ = table(by, [Cell((sex, "NUMBER"), "2023", n) for sex, n in counts.items()])
    made = protect(given_, ONE_WAY, population=people).table
    assert letters_of(made) == ["F", "C", "D"]
    rates = table(by, [
        Cell((sex, "PER_100K"), "2023", round(n / 2.34567, 1)) for sex, n in counts.items()
    ])  # fmt: skip
    again = protect(rates, ONE_WAY, [_as_kept(given_, made)], people).table
    assert letters_of(again) == ["F", "C", "D"]  # 24.7 times 234 567 is 58, as everybody knows
    # and the other way round: what the rate told is told
    first = protect(_only(rates, "M"), ONE_WAY, population=people).table
    assert letters_of(first) == ["F"]
    later = protect(given_, ONE_WAY, [first], people).table
    assert letters_of(later) == ["D", "C", "F"]


def _only(given_, *codes):
    return table(given_.dimensions, [cell for cell in given_ if cell.key[0] in codes])


# against the attacker -----------------------------------------------------------------------------

count = st.one_of(st.integers(0, 6), st.integers(0, 6), st.integers(7, 300))


INNER = list(product(SEX["_T"], AGE["_T"]))
EVERY = list(product(("_T", *SEX["_T"]), ("_T", *AGE["_T"])))


@st.composite
def tables(draw):
    """Sex × age with all margins, a few cells left out."""
    inner = {cell: draw(count) for cell in INNER}
    return added_up(inner, draw(st.sets(st.sampled_from(EVERY), max_size=2)))


def added_up(inner, left_out=()):
    cells = []
    for sex, age in EVERY:
        inside = [n for (s, a), n in inner.items() if sex in ("_T", s) and age in ("_T", a)]
        if (sex, age) not in left_out:
            cells.append(Cell((sex, age), "2023", float(sum(inside))))
    return table(DIMENSIONS, cells)


def attack(*releases):
    """releases: (printed, which cells are revised)."""
    attacker = Attacker(DIMENSIONS, {"SEX": SEX, "AGE": AGE})
    for printed, revised in releases:
        attacker.read(printed, revised)
    return attacker.finds(T)


quick = settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@quick
@given(tables())
def test_no_attacker_bounds_a_hidden_figure(truth):
    made = protect(truth, TWO_WAYS)
    assert made.given_away == 0
    for cell, printed in zip(truth, made.table, strict=True):
        assert printed.value in (None, cell.value)
        assert printed.value is None or not 0 < printed.value < T
    assert attack((made.table, {})) == {}


@quick
@given(tables(), st.dictionaries(st.sampled_from(INNER), count, max_size=3))
def test_no_attacker_bounds_it_with_two_releases_either(truth, changes):
    inner = {cell.key: cell.value for cell in truth if "_T" not in cell.key}
    assume(len(inner) == 6)
    later = added_up({**inner, **changes})
    first = protect(truth, TWO_WAYS).table
    second = protect(later, TWO_WAYS, [_as_kept(truth, first)])
    assert second.given_away == 0
    moved = {
        (after.key, after.period): before.value != after.value
        for before, after in zip(added_up(inner), later, strict=True)
    }
    assert attack((first, {}), (second.table, moved)) == {}


@quick
@given(tables(), st.dictionaries(st.sampled_from(EVERY), st.integers(500, 3_000_000)))
def test_no_attacker_bounds_it_with_rates_and_their_population(truth, people):
    """Some cells have a count and a rate, some a rate alone; the population is known to all."""
    population = {((*key, ""), "2023"): float(n) for key, n in people.items()}
    cells = []
    for number, cell in enumerate(truth):
        size = people.get(cell.key)
        if size is None or number % 3:
            cells.append(cell._replace(key=(*cell.key, "NUMBER")))
        if size is not None:
            rate = cell.value / size * 1e5
            cells.append(Cell((*cell.key, "PER_100K"), "2023", rate))
    mixed = table((*DIMENSIONS, "UNIT_MEASURE"), cells)
    made = protect(mixed, TWO_WAYS, population=population)
    assert made.given_away == 0
    attacker = Attacker(
        (*DIMENSIONS, "UNIT_MEASURE"), {"SEX": SEX, "AGE": AGE},
        population={(key[:-1], period): n for (key, period), n in population.items()},
    )  # fmt: skip
    attacker.read(made.table)
    assert attacker.finds(T - 1e-4) == {}


@quick
@given(st.dictionaries(st.sampled_from(INNER), count, min_size=6, max_size=6), st.booleans())
def test_no_attacker_bounds_a_figure_of_one_flow_by_another(inner, is_age_first):
    """The same persons by sex in one flow and by age in another: they share their total."""
    every = sorted((_of_flow(name) for name in DIMENSIONS), key=lambda one: one.id)
    before, attacker = [], Attacker(DIMENSIONS, {"SEX": SEX, "AGE": AGE})
    for one in every if is_age_first else every[::-1]:
        truth = _margin(added_up(inner), *one.dimensions)
        among = sharing.together(one.id, every)
        known = [sharing.whole(former, among, said) for former, said in before]
        made = protect(sharing.whole(one, among, truth), TWO_WAYS, known)
        assert made.given_away == 0
        printed = replace(made.table, dimensions=truth.dimensions, keys=truth.keys)
        attacker.read(printed)
        before.append((one, _as_kept(truth, printed)))
    assert attacker.finds(T) == {}


def _of_flow(name):
    """A flow of one dimension; one of the two says that it shares."""
    shares = [{"flow": "DF_SEX"}] if name == "AGE" else []
    return flow(f"DF_{name}", {name: f"CL_{name}"}, shares=shares)


def _margin(every, name):
    at = DIMENSIONS.index(name)
    return table((name,), [
        cell._replace(key=(cell.key[at],)) for cell in every if cell.key[1 - at] == "_T"
    ])  # fmt: skip


def test_the_attacker_is_no_fool():
    """What only hides the small figures is worked out at once."""
    truth = added_up(dict.fromkeys(INNER, 20.0) | {("F", "Y0"): 2.0})
    naive = table(DIMENSIONS, [
        cell._replace(value=None, confidentiality="C") if 0 < cell.value < T else cell
        for cell in truth
    ])  # fmt: skip
    assert list(attack((naive, {})).values()) == [(2.0, 2.0)]
