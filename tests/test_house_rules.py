"""The rules of the house, checked on the code itself; `tests/decays.py` proves that they bite."""

import re
from pathlib import Path

import pytest

from tests.house import acts, rooms, shape
from tests.house.tree import Tree

ROOT = Path(__file__).parent.parent
LOCKS = sorted(file.name for file in ROOT.glob("requirements*.lock"))
RULES = [
    acts.services_are_acts,
    acts.acts_ask_and_record,
    acts.queries_have_viewers,
    acts.reading_starts_at_what_may_be_seen,
    acts.unguarded_says_why,
    acts.stages_move_by_machines,
    acts.verbs_are_known,
    rooms.web_touches_no_tables,
    rooms.pages_import_no_models,
    rooms.apps_are_entered_by_their_door,
    rooms.foreign_keys_point_down,
    rooms.requests_stay_above,
    rooms.nothing_happens_behind_ones_back,
    rooms.apps_have_their_rooms,
    rooms.guarded_tables_have_policies,
    shape.modules_are_small,
    shape.functions_are_small,
    shape.modules_are_named,
    shape.names_say_something,
    shape.no_number_of_states,
    shape.imports_stand_at_the_top,
]


@pytest.fixture(scope="module")
def tree():
    return Tree(ROOT)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_house_keeps_its_rules(tree, rule):
    assert not rule(tree)


@pytest.mark.parametrize("name", LOCKS)
def test_the_lock_names_no_address(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    assert not re.findall(r"^(?!\s*#).*(?:https?://|file:|--index-url|--find-links)", text, re.M)
    assert "--hash=sha256:" in text


def test_what_is_asked_in_part_is_asked_whole_by_ci():
    """`make ci` finds the modules by their mark; pages in a browser are whole by `make whole`.

    Properties are marked one by one (`conftest.py`).
    """
    for file in [*ROOT.glob("almenara/**/tests/test_*.py"), *ROOT.glob("tests/**/test_*.py")]:
        text = file.read_text(encoding="utf-8")
        if re.search(r"^from tests.(?:extent|leaks.asking) import (?!examples$)", text, re.M):
            assert "pytest.mark.sampled" in text or file.parent.name == "browser", file
