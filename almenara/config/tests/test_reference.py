"""Reference data: again is no change, what changed is taken over, what vanished is kept."""

from datetime import date

import pytest

from almenara.config import reference
from almenara.core.access.context import acting
from almenara.core.identity import queries
from almenara.core.identity import reference as acts
from almenara.core.parties.actor import SYSTEM, Actor
from almenara.core.parties.models import Institution, Membership, Observer, State, Unit, is_current
from almenara.core.parties.refusals import Denied
from almenara.core.types.models import TypeVersion
from almenara.directory import membership
from almenara.formats import yamltext
from almenara.formats.refusal import Unreadable

pytestmark = pytest.mark.django_db


def document(kind):
    return yamltext.document((reference.FACTS / reference.FILES[kind]).read_bytes())


@pytest.fixture
def system():
    with acting(SYSTEM):
        yield SYSTEM


def test_the_second_time_nothing_changes_and_nothing_is_recorded(
    system, django_assert_max_num_queries
):
    with django_assert_max_num_queries(200):
        report = reference.load_all()
    assert (report.fresh, report.changed, report.types, report.vanished) == (0, 0, [], [])


def test_every_file_is_kept_whole(system):
    assert State.objects.count() == len(document("states")["states"])
    assert Observer.objects.count() == len(document("observers")["observers"])
    assert Unit.objects.count() == len(document("units")["units"])
    kept = set(Institution.objects.filter(kind="subregional").values_list("slug", flat=True))
    assert kept == {row["slug"] for row in document("organisations")["organisations"]}


def test_each_unit_has_its_institution_of_the_secretariat(system):
    for unit in queries.units(system, date(2026, 1, 1)):
        institution = Institution.objects.get(slug=unit.code.lower())
        assert (institution.kind, institution.state) == ("secretariat", None)


def test_members_are_counted_by_dates(system):
    """The file says who was a member on a day; nothing else does."""
    rows = document("states")["states"]
    member = {row["code"] for row in document("states")["statuses"] if row["member"]}
    for day in (date(1950, 1, 1), date(1975, 6, 1), date(2000, 1, 1), date(2026, 11, 22)):
        told = {
            row["code"]
            for row in rows
            for p in row["membership"]
            if p["status"] in member and is_current(as_date(p["since"]), as_date(p["until"]), day)
        }
        assert queries.members(system, day) == told
        assert set(membership.states(system, day).values_list("pk", flat=True)) == told


@pytest.mark.parametrize(("code", "day"), [("CUB", date(1975, 6, 1)), ("VEN", date(2026, 11, 22))])
def test_excluded_and_disputed_are_members_by_the_table_of_consequences(system, code, day):
    """Both ways of asking agree; the software decides nothing about it (R15)."""
    assert code in queries.members(system, day)
    assert code in set(membership.states(system, day).values_list("pk", flat=True))


def as_date(text):
    return date.fromisoformat(text) if text else None


def test_what_has_no_column_is_kept_among_the_facts(system):
    panama = State.objects.get(code="PAN")
    assert panama.facts["iso2"] == "PA"
    assert panama.zone == "America/Panama"
    cuba = State.objects.get(code="CUB")
    assert "note" in cuba.facts["periods"]["1962-01-01"]


def test_a_changed_file_is_taken_over(system):
    changed = document("states")
    changed["states"][0]["names"]["en"] = "Elsewhere"
    found = acts.load(SYSTEM, "states", changed)
    assert (len(found.fresh), len(found.changed)) == (0, 1)
    assert State.objects.get(code=changed["states"][0]["code"]).names["en"] == "Elsewhere"


def test_a_period_that_vanished_is_reported_and_kept(system):
    changed = document("states")
    honduras = next(row for row in changed["states"] if row["code"] == "HND")
    gone = honduras["membership"].pop()
    found = acts.load(SYSTEM, "states", changed)
    assert found.vanished == [f"membership HND {gone['since']}"]
    assert Membership.objects.filter(state="HND", since=gone["since"]).exists()


def test_a_period_ends_and_the_next_begins_in_one_act(system):
    changed = document("states")
    panama = next(row for row in changed["states"] if row["code"] == "PAN")
    panama["membership"][-1]["until"] = "2027-01-01"
    panama["membership"].append({"status": "withdrawn", "since": "2027-01-01", "until": None})
    acts.load(SYSTEM, "states", changed)
    assert "PAN" in queries.members(system, date(2026, 12, 31))
    assert "PAN" not in queries.members(system, date(2027, 1, 1))


def test_two_statuses_at_once_are_refused(system):
    changed = document("states")
    panama = next(row for row in changed["states"] if row["code"] == "PAN")
    panama["membership"].append({"status": "suspended", "since": "2020-01-01", "until": None})
    with pytest.raises(Unreadable) as refusal:
        acts.load(SYSTEM, "states", changed)
    assert refusal.value.errors[0][0] == ["states", "PAN", "membership"]


def test_a_file_that_is_no_file_of_facts_is_refused(system):
    with pytest.raises(Unreadable):
        acts.load(SYSTEM, "states", {"states": [{"code": "Panama"}]})
    with pytest.raises(Unreadable):
        acts.load(SYSTEM, "planets", {})


def test_persons_load_no_reference_data(system):
    changed = document("states")
    changed["states"][0]["language"] = "en"
    stranger = Actor("x", person="5b0b7c52-4f0c-4a51-9d1e-0d5b6b1a0001", pseudonym="p")
    with pytest.raises(Denied):
        acts.load(stranger, "states", changed)


def test_every_type_is_there_and_only_drafts_say_what_is_missing(system):
    rows = {(row.type, row.slug, row.version): row for row in TypeVersion.objects.all()}
    for path in reference.type_files():
        said = yamltext.document(path.read_bytes())
        kept = rows[said["type"], said["slug"], said["version"]]
        assert (kept.stage == "active") == (not kept.missing and not kept.is_sensitive), path


def test_subregional_organisations_had_other_members_on_other_days(system):
    """S103 a): who belonged is a question about dates."""
    days = (date(1995, 1, 1), date(2026, 1, 1))
    belonged = {
        (found.slug, day): {one.state_id for one in found.current}
        for day in days
        for found in queries.organisations(system, day)
    }
    for row in document("organisations")["organisations"]:
        for day in days:
            told = {
                m["state"]
                for m in row["members"]
                if is_current(as_date(m["since"]), as_date(m["until"]), day)
            }
            assert belonged[row["slug"], day] == told
    assert belonged["mercosur", days[0]] < belonged["mercosur", days[1]]
