"""Out, revised and taken back: what a release said stays readable as it was."""

import pytest
from django.db import DatabaseError, connection, transaction

from almenara.core.access.context import acting, system_work
from almenara.core.parties.actor import NOBODY
from almenara.observatory import queries
from almenara.observatory.services import releasing
from almenara.observatory.tests import make
from almenara.observatory.tests.test_life import LATER, ROWS, figures, stages
from tests.shared import built_once, part

pytestmark = pytest.mark.django_db


class World:
    """The figures of Panama are out."""

    def __init__(self) -> None:
        self.desk, self.panama = make.analyst(), make.office("PAN")
        self.first = make.published(self.desk, make.agreed(self.panama, self.desk, ROWS))


_world = built_once(World)
desk = part("desk")
panama = part("panama")
first = part("first")


def test_figures_are_chosen_by_codes_and_periods(first):
    assert figures(where={"ICCS": ["0401"]}) == {("0401", "2023"): 900}
    assert set(figures(start="2023")) == {("0101", "2023"), ("0401", "2023")}
    assert set(figures(end="2022")) == {("0101", "2022")}
    assert figures(where={"REF_AREA": ["CRI"]}) == {}


def test_a_revision_is_a_new_row_and_each_moment_keeps_its_own_figures(desk, panama, first):
    make.published(desk, make.agreed(panama, desk, LATER, "2025-09-01"))
    assert figures()["0101", "2022"] == 121
    assert figures(as_of=first.published_at)["0101", "2022"] == 120
    assert stages() == ["superseded", "published"]


def test_a_moment_has_the_same_bytes_before_and_after_a_revision(desk, panama, first, client):
    moment = first.published_at.isoformat().replace("+00:00", "Z")
    address = f"/sdmx/v2/data/dataflow/OAS/{make.FLOW}/1.0/*?asOf={moment}&format=csv"
    before = client.get(address)
    assert before.status_code == 200
    make.published(desk, make.agreed(panama, desk, LATER, "2025-09-01"))
    whole = [b"".join(answer.streaming_content) if answer.streaming else answer.content
             for answer in (client.get(address),)]  # fmt: skip
    former = b"".join(before.streaming_content) if before.streaming else before.content
    assert [former] == whole
    assert b"120" in former


def test_what_a_new_vintage_has_no_more_is_not_reported_and_was_once(desk, panama, first):
    less = [("0101", "2022", "120"), ("0101", "2023", "130")]
    second = make.published(desk, make.agreed(panama, desk, less, "2025-09-01"))
    assert figures()["0401", "2023"] is None
    assert figures(as_of=first.published_at)["0401", "2023"] == 900
    with acting(NOBODY):
        flow = queries.flow(NOBODY, make.FLOW)
        found = queries.revised(NOBODY, flow, queries.release(NOBODY, str(second.pk)))
        (gone,) = (cell for cell in queries.figures(NOBODY, flow) if cell.value is None)
    assert (len(found.gone), gone.status) == (1, "O")
    third = make.published(desk, make.agreed(panama, desk, ROWS, "2025-10-01"))
    assert figures()["0401", "2023"] == 900
    assert figures(as_of=second.published_at)["0401", "2023"] is None
    assert third.pk


def test_a_release_that_was_a_mistake_is_taken_back_and_the_former_is_out_again(desk, panama):
    more = [*LATER, ("0501", "2023", "70")]
    mistake = make.published(desk, make.agreed(panama, desk, more, "2025-09-01"))
    releasing.withdraw(desk, mistake, "Archivo equivocado.")
    assert figures()["0101", "2022"] == 120
    with acting(NOBODY):
        flow = queries.flow(NOBODY, make.FLOW)
        assert queries.releases(NOBODY, flow).count() == 1
        assert "0501" not in queries.available(NOBODY, flow)["ICCS"]
    assert stages() == ["published", "withdrawn"]
    was = mistake.published_at
    assert (
        figures(as_of=was)["0101", "2022"] == figures(panama.ncp, as_of=was)["0101", "2022"] == 120
    )
    assert (figures(desk, as_of=was)["0101", "2022"], figures(desk)["0101", "2022"]) == (121, 120)
    make.published(desk, make.agreed(panama, desk, LATER, "2025-10-01"))
    assert stages() == ["superseded", "withdrawn", "published"]


def test_a_former_release_may_be_taken_back_and_the_newest_stays(desk, panama, first):
    make.published(desk, make.agreed(panama, desk, LATER, "2025-09-01"))
    releasing.withdraw(desk, first, "Archivo equivocado.")
    assert stages() == ["withdrawn", "published"]
    assert figures()["0101", "2022"] == 121


def test_the_database_changes_no_figure(first):
    for statement in (
        "update observatory_published set value = 1",
        "delete from observatory_published",
        "update observatory_observation set value = 1",
        "delete from observatory_observation",
        "update observatory_part set consent = 'agreed'",
    ):
        with (
            pytest.raises(DatabaseError, match="append-only"),
            system_work(),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)
