"""The figures of the demonstration, as the files of facts have them."""

import csv

from almenara.config.demonstration import figures
from almenara.core.parties.actor import NOBODY
from almenara.observatory import queries


def test_the_homicide_rates_are_those_of_the_source_unchanged(world):
    flow = queries.flow(NOBODY, "DF_HOMICIDE", "1.0")
    found = {(c.key, c.period): c.value for c in queries.figures(NOBODY, flow)}
    with (figures.FACTS / "homicide.csv").open() as lines:
        said = {
            (("A", row["REF_AREA"], "PER_100K"), row["TIME_PERIOD"]): float(row["OBS_VALUE"])
            for row in csv.DictReader(lines)
        }
    assert found == said
    (release,) = queries.releases(NOBODY, flow)
    assert [(part.consent, part.state) for part in release.parts.all()] == [("external", None)]


def test_two_cuts_of_one_source_are_two_vintages_and_each_moment_has_its_own(world):
    flow = queries.flow(NOBODY, "DF_MEX_OFFENCES")
    _newest, former = queries.releases(NOBODY, flow)
    now = queries.figures(NOBODY, flow)
    then = queries.figures(NOBODY, flow, as_of=former.published_at)
    assert (then.periods, now.periods) == (("2026-01",), ("2026-01", "2026-02"))
    assert then.value.sum() != queries.figures(NOBODY, flow, end="2026-01").value.sum()


def test_no_delivery_of_a_state_is_made_up(world):
    assert not queries.figures(NOBODY, queries.flow(NOBODY, "DF_SESNSP")).keys
    assert not queries.submissions(NOBODY)
