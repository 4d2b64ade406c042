"""Figures against a world counted by hand: once a person, nothing of what was cancelled."""

import random
from dataclasses import dataclass, field

import pytest

from almenara.core.access.context import acting
from almenara.core.parties.actor import SYSTEM
from almenara.directory.tests import make
from almenara.programmes import services as programmes
from almenara.programmes.drafts import ActivityShape
from almenara.reports import measuring, queries
from tests.extent import some

pytestmark = [pytest.mark.django_db, pytest.mark.sampled]
PLAN = "cicte-2020-2021"
RESULTS = ("D3.1", "A1", "D3.3")
LIVES = ((), ("confirmed",), ("confirmed", "held"), ("confirmed", "held", "reported"),
         ("cancelled",))  # fmt: skip
ROW = "Persona {n},{state},,,,{state}-{n},{minutes}"


@dataclass
class World:
    """What a world should give, by result: activities held, persons and States that count."""

    held: dict[str, int] = field(default_factory=lambda: dict.fromkeys(RESULTS, 0))
    people: dict[str, set] = field(default_factory=lambda: {one: set() for one in RESULTS})
    places: dict[str, int] = field(default_factory=dict)


def lived(seed: int) -> World:
    """Some activities, each at a random stage, with people drawn again and again from few."""
    rng, officer, world = random.Random(seed), make.officer(), World()
    for _n in range(5):
        result, stages = rng.choice(RESULTS), rng.choice(LIVES)
        shape = {
            "plan": PLAN, "results": [result], "kind": "course", "titles": {"es": "Curso"},
            "starts": "2021-03-01", "ends": "2021-03-01", "modality": "virtual", "minutes": 100,
            "states": ["MEX"],
        }  # fmt: skip
        activity = programmes.submit(officer, ActivityShape.model_validate(shape))
        people = {(rng.choice(("MEX", "PER")), rng.randrange(5), rng.choice((10, 100)))
                  for _row in range(4)}  # fmt: skip
        if stages != ("cancelled",):
            lines = [ROW.format(state=s, n=n, minutes=m) for s, n, m in sorted(people)]
            text = "name,state,institution,sex,mail,document,minutes\n" + "\n".join(lines)
            programmes.enrol(officer, activity, text.encode())
        for stage in stages:
            activity = programmes.step(officer, activity, stage)
        if "held" in stages:
            world.held[result] += 1
            world.people[result] |= {(s, n) for s, n, minutes in people if minutes == 100}
    return world


def now(code: str, **asked: str) -> queries.Taken:
    taken = queries.taken(SYSTEM, code, {"plan": PLAN, **asked})
    rows = measuring.read(measuring.lines(taken.rows))
    assert measuring.figure(taken.measure.aggregation, rows, taken.whole) == taken.value
    assert len({row.id for row in rows}) == len(rows)
    return taken


@pytest.mark.parametrize("seed", some(range(4), each=2))
def test_a_figure_is_what_was_lived_and_what_its_rows_say(seed):
    world = lived(seed)
    with acting(SYSTEM):
        for code in RESULTS:
            assert now("activities-held", result=code).value == world.held[code]
            assert now("activities-without-evidence", result=code).value == world.held[code]
            assert now("people-trained", result=code).value == len(world.people[code])
            states = {state for state, _n in world.people[code]}
            assert now("states-benefited", result=code).value == len(states)
            mexicans = {one for one in world.people[code] if one[0] == "MEX"}
            assert now("people-trained", result=code, state="MEX").value == len(mexicans)
        everybody = set().union(*world.people.values())
        assert now("people-trained").value == len(everybody)
        assert now("activities-held").value == sum(world.held.values())
        assert now("activities-held", state="PER").value == 0
        reached = now("result-progress", result="D3.1")
        assert (reached.value, reached.whole) == ((200 * len(world.people["D3.1"]) + 60) // 120, 60)
