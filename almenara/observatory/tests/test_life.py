"""The life of a figure: delivered, validated by another, agreed or not answered, out, revised."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from almenara.core.access.context import acting, system_work
from almenara.core.parties.actor import NOBODY, SYSTEM
from almenara.core.parties.refusals import Denied, WrongStage
from almenara.observatory import jobs, models, queries
from almenara.observatory.cells import Cell, table
from almenara.observatory.services import agreeing, deliveries, releasing, sources
from almenara.observatory.tests import make
from tests.shared import built_once

pytestmark = pytest.mark.django_db
ROWS = [("0101", "2022", "120"), ("0101", "2023", "130"), ("0401", "2023", "900")]
LATER = [("0101", "2022", "121"), ("0101", "2023", "130"), ("0401", "2023", "900")]


_both = built_once(lambda: (make.analyst(), make.office("PAN")))


@pytest.fixture
def desk(_both, db):
    return _both[0]


@pytest.fixture
def panama(_both, db):
    return _both[1]


def figures(viewer=NOBODY, **asked):
    with acting(viewer):
        found = queries.figures(viewer, queries.flow(viewer, make.FLOW), **asked)
        return {(cell.key[2], cell.period): cell.value for cell in found}


def told(person, word):
    with system_work():
        from almenara.core.notices.models import Notice  # noqa: PLC0415 - a table of another app

        return Notice.objects.filter(person=person.person, word=word, channel="inbox").count()


def test_nothing_is_read_before_it_is_out_and_everything_after(desk, panama):
    submission = make.agreed(panama, desk, ROWS)
    release = make.scheduled(desk, submission)
    assert figures() == figures(panama.ncp) == figures(desk) == {}
    releasing.publish(desk, release)
    assert figures() == {("0101", "2022"): 120, ("0101", "2023"): 130, ("0401", "2023"): 900}
    with acting(NOBODY):
        (out,) = queries.releases(NOBODY, queries.flow(NOBODY, make.FLOW))
        (part,) = out.parts.all()
    assert (part.consent, part.state_id, str(part.vintage)) == ("agreed", "PAN", "2025-03-01")


def test_what_lies_in_a_time_is_told_by_days_whatever_its_length(desk, panama):
    header, line = make.HEADER, "{},PAN,0101,_T,_T,_T,NUMBER,{},{}"
    periods = ["A 2020", "S 2020-S2", "Q 2020-Q1", "Q 2020-Q3", "M 2020-02", "M 2020-07",
               "W 2020-W53", "W 2021-W01"]  # fmt: skip
    rows = [line.format(*one.split(), 90 + n) for n, one in enumerate(periods)]
    raw = "\n".join([header, *rows]).encode()
    sent = deliveries.Sent(make.FLOW, "PAN", date(2025, 3, 1), "p.csv", raw)
    made = deliveries.check(SYSTEM, deliveries.receive(panama.clerk, sent))
    make.published(desk, agreeing.agree(panama.ncp, agreeing.accept(desk, made)))

    def within(start="", end=""):
        return {period for _offence, period in figures(start=start, end=end)}

    assert within("2020", "2020") == {one[2:] for one in periods[:-2]}  # W53 ends in 2021
    assert within("2020-06") == {"2020-S2", "2020-Q3", "2020-07", "2020-W53", "2021-W01"}
    assert within("2020-Q1", "2020-Q1") == {"2020-Q1", "2020-02"}
    assert within(end="2020-06") == {"2020-Q1", "2020-02"}
    assert within("2020-W53", "2020-W53") == {"2020-W53"}


def test_codes_with_figures_are_those_of_what_is_out_now(desk, panama):
    def there():
        with acting(NOBODY):
            return queries.available(NOBODY, queries.flow(NOBODY, make.FLOW)).get("REF_AREA", ())

    first = make.published(desk, make.agreed(panama, desk, ROWS))
    make.published(desk, make.agreed(make.office("CRI"), desk, ROWS))
    assert there() == ("CRI", "PAN")
    releasing.withdraw(desk, first, "un error")  # the older of the two
    assert there() == ("CRI",)


def test_a_release_that_cannot_go_out_keeps_no_other_back(desk, panama):
    late = make.scheduled(desk, make.agreed(panama, desk, ROWS, "2024-03-01"))
    make.published(desk, make.agreed(panama, desk, LATER))
    make.scheduled(desk, make.agreed(make.office("CRI"), desk, ROWS))
    jobs.publish_due()
    with acting(NOBODY):
        assert queries.figures(NOBODY, queries.flow(NOBODY, make.FLOW)).keys[0][1] == "CRI"
    with system_work():
        late.refresh_from_db()
    assert late.stage == "scheduled"


def test_a_state_that_does_not_answer_in_time_is_seen_not_to_have(desk, panama):
    submission = make.accepted(panama, desk, ROWS)
    assert told(panama.ncp, "observatory/accepted") == 1
    with pytest.raises(WrongStage):
        agreeing.lapse(SYSTEM, submission)
    with pytest.raises(WrongStage):
        make.scheduled(desk, submission)
    make.moved(submission, answer_by=timezone.now() - timedelta(hours=1))
    jobs.lapse_due()
    with system_work():
        submission.refresh_from_db()
    assert submission.stage == "silent"
    assert told(panama.ncp, "observatory/silent") == 1
    release = make.published(desk, submission)
    with acting(NOBODY):
        assert queries.release(NOBODY, str(release.pk)).parts.get().consent == "silent"


def test_a_late_answer_counts_until_it_is_scheduled(desk, panama):
    submission = make.accepted(panama, desk, ROWS)
    make.moved(submission, answer_by=timezone.now() - timedelta(hours=1))
    agreeing.lapse(SYSTEM, submission)
    agreeing.agree(panama.mission, submission)
    assert (submission.stage, submission.silent_at) == ("agreed", None)


def test_what_a_state_objects_to_goes_back_with_its_reason(desk, panama):
    submission = make.accepted(panama, desk, ROWS)
    agreeing.refuse(panama.ncp, submission, "El año 2022 no es definitivo.")
    assert (submission.stage, submission.reason) == ("returned", "El año 2022 no es definitivo.")
    with pytest.raises(WrongStage):
        make.scheduled(desk, submission)


def test_nobody_validates_or_agrees_to_what_they_delivered(desk, panama):
    from almenara.directory.tests import make as people  # noqa: PLC0415 - one person, both roles

    both = people.actor(people.person(people.institution("x", "PAN"), "statistician", "analyst"))
    office = make.Office("PAN", both, panama.second, panama.ncp, panama.mission)
    submission = make.checked(office, ROWS)
    with pytest.raises(Denied):
        agreeing.accept(both, submission)
    agreeing.accept(desk, submission)
    with pytest.raises(Denied):
        agreeing.agree(both, submission)
    agreeing.agree(panama.second, submission)


def test_findings_are_corrected_or_explained_before_anybody_accepts(desk, panama):
    submission = deliveries.check(SYSTEM, make.submitted(panama, [("0101", "2023", "-3")]))
    with pytest.raises(WrongStage):
        agreeing.accept(desk, submission)


def test_an_embargo_is_kept_by_everybody_and_ends_by_itself(desk, panama, monkeypatch):
    release = make.scheduled(desk, make.agreed(panama, desk, ROWS), after=timedelta(days=2))
    with pytest.raises(WrongStage):
        releasing.publish(desk, release)
    jobs.publish_due()
    assert figures() == {}
    at = timezone.now() + timedelta(days=2, minutes=1)
    monkeypatch.setattr(timezone, "now", lambda: at)
    jobs.publish_due()
    assert len(figures()) == 3


def test_a_delivery_speaks_of_its_own_periods_and_of_its_own_state(desk, panama):
    costa_rica = make.office("CRI")
    make.published(desk, make.agreed(panama, desk, ROWS), make.agreed(costa_rica, desk, ROWS))
    newest = [("0101", "2024", "140")]
    make.published(desk, make.agreed(panama, desk, newest, "2025-09-01"))
    assert None not in figures().values()
    assert figures(where={"REF_AREA": ["PAN"]})["0101", "2022"] == 120


def test_what_was_only_scheduled_waits_again_as_it_was(desk, panama):
    agreed = make.agreed(panama, desk, ROWS)
    releasing.withdraw(desk, make.scheduled(desk, agreed), "Falta un Estado.")
    assert stages() == ["agreed"]
    with system_work():
        agreed.refresh_from_db()
    make.published(desk, agreed)
    assert stages() == ["published"]


def stages():
    with system_work():
        found = models.Submission.objects.filter(dataflow=make.FLOW).order_by("vintage")
        return list(found.values_list("stage", flat=True))


def test_an_older_vintage_does_not_take_the_place_of_a_newer_one(desk, panama):
    make.published(desk, make.agreed(panama, desk, LATER, "2025-09-01"))
    older = make.scheduled(desk, make.agreed(panama, desk, ROWS))
    with pytest.raises(WrongStage):
        releasing.publish(desk, older)
    assert figures()["0101", "2022"] == 121


def test_two_states_go_out_together_and_two_vintages_of_one_do_not(desk, panama):
    costa_rica = make.office("CRI")
    both = [make.agreed(panama, desk, ROWS), make.agreed(costa_rica, desk, ROWS)]
    make.published(desk, *both)
    assert set(figures(where={"REF_AREA": ["CRI"]})) == set(figures(where={"REF_AREA": ["PAN"]}))


def test_a_source_taken_over_twice_is_one_and_no_state_is_said_to_have_agreed(desk):
    flow = queries.flow(desk, "DF_PRISON_WPB")
    key = ("A", "PAN", "HELD", "_T", "PER_100K")
    said = table(flow.dimensions, [Cell(key, "2018", 400.0)])
    source = sources.Source(flow.id, date(2025, 1, 1), said)
    first, again = (sources.take_in(SYSTEM, source) for _ in range(2))
    assert first == again
    agreeing.accept(desk, first)
    assert first.answer_by is None
    with pytest.raises(Denied):
        agreeing.agree(make.office("PAN").ncp, first)
    release = make.published(desk, first)
    with acting(NOBODY):
        assert queries.release(NOBODY, str(release.pk)).parts.get().consent == "external"


def test_nobody_takes_over_what_states_deliver(desk):
    source = sources.Source(make.FLOW, date(2025, 1, 1), table(("FREQ",), []))
    with pytest.raises(Denied):
        sources.take_in(SYSTEM, source)


def test_the_database_lets_nothing_out_to_which_nobody_agreed(desk, panama):
    submission = make.accepted(panama, desk, ROWS)
    with system_work():
        release = models.Release.objects.create(
            dataflow_id=make.FLOW, embargo_until=timezone.now(), made_at=timezone.now()
        )
        series = models.Series.objects.first()
        cell = models.Published(
            release=release, series=series, period="2023", value=1, status="A", confidentiality="F"
        )
        with pytest.raises(DatabaseError, match="not agreed"), transaction.atomic():
            cell.save(force_insert=True)
        with pytest.raises(DatabaseError, match="a_state_agreed"), transaction.atomic():
            models.Submission.objects.filter(pk=submission.pk).update(
                stage="scheduled", release=release
            )
