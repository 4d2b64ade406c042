import pytest
from hypothesis import given
from hypothesis import strategies as st

from almenara.observatory.cells import Cell, table
from almenara.observatory.differences import differences, unsaid

VALUES = st.one_of(st.none(), st.integers(0, 3).map(float))
VINTAGE = st.dictionaries(
    st.tuples(st.sampled_from(["a", "b", "c"]), st.sampled_from(["2022", "2023"])), VALUES
)


def as_table(found):
    return table(["K"], [Cell((key,), period, value) for (key, period), value in found.items()])


def said(one, places):
    return {(one.keys[one.series[at]][0], one.periods[one.period[at]]) for at in places}


@given(VINTAGE, VINTAGE)
def test_every_cell_is_in_its_place_and_in_no_other(before, after):
    found = differences(as_table(before), as_table(after))
    was = {cell: value for cell, value in before.items() if value is not None}
    now = {cell: value for cell, value in after.items() if value is not None}
    assert said(found.after, found.fresh) == now.keys() - was.keys()
    assert said(found.before, found.gone) == was.keys() - now.keys()
    moved = {cell for cell in was.keys() & now.keys() if was[cell] != now[cell]}
    assert said(found.after, found.changed_after) == moved
    assert said(found.before, found.changed_before) == moved
    assert found.net == sum(now[cell] - was[cell] for cell in moved)


def test_what_moves_inside_a_total_is_seen():
    before = as_table({("a", "2023"): 10.0, ("b", "2023"): 5.0})
    after = as_table({("a", "2023"): 8.0, ("b", "2023"): 7.0})
    found = differences(before, after)
    assert (len(found.changed_after), found.net) == (2, 0)


@pytest.mark.parametrize("empty", [0, 1])
def test_a_first_vintage_is_all_new_and_a_vintage_without_cells_has_lost_all(empty):
    both = [as_table({("a", "2023"): 1.0}), as_table({})]
    found = differences(both[1 - empty], both[empty])
    assert (len(found.fresh), len(found.gone)) == ((0, 1), (1, 0))[1 - empty]


@given(VINTAGE, VINTAGE)
def test_what_a_whole_source_says_no_more_is_not_reported(before, after):
    lost = {(cell.key[0], cell.period) for cell in unsaid(as_table(before), as_table(after))}
    was = {cell for cell, value in before.items() if value is not None}
    assert lost == (was - after.keys() if after else set())
