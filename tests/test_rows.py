"""The rows of the mission: all there, in order, and never said to work without a proof."""

from tests import rows


def test_every_row_is_there_once_in_order_and_named():
    found = rows.rows()
    assert [row.id for row in found] == [f"S{number}" for number in range(1, 105)]
    assert len({row.name for row in found}) == len(found)


def test_every_acceptance_test_belongs_to_a_row():
    known = {row.proof for row in rows.rows()}
    assert {path.stem for path in rows.ACCEPTANCE.glob("test_*.py")} <= known


def test_a_row_works_only_when_everything_of_it_is_proven():
    plain, parted = rows.Row("S1", "x", "M5"), rows.Row("S2", "x", "M5", parts="ab")
    passed = {"test_it": "passed"}
    assert rows.standing(plain, {}).stage == "not yet"
    assert rows.standing(plain, passed).stage == "works"
    assert rows.standing(plain, {"test_it": "skipped"}).stage == "part"
    assert rows.standing(plain, {"test_it": "failed"}).stage == "part"
    assert rows.standing(rows.Row("S1", "x", "M5", missing="y"), passed).because == "y"
    one = rows.standing(parted, {"test_a_one": "passed"})
    assert (one.stage, one.because) == ("part", "part b) has no test")
    both = {"test_a_one": "passed", "test_b_two": "passed"}
    assert rows.standing(parted, both).stage == "works"
