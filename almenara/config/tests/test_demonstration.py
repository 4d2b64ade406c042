"""The demonstration world keeps what docs/decisions/demonstration.md promises of it."""

import csv
import json
import uuid
from datetime import timedelta
from io import StringIO
from pathlib import Path

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from almenara.config import logins, reference
from almenara.config.demonstration import accounts, cast, entrances
from almenara.config.demonstration import world as demonstration
from almenara.config.refusal import Refusal
from almenara.core.access.context import acting
from almenara.core.journal.models import Entry
from almenara.core.parties.actor import SYSTEM
from almenara.core.parties.models import Person
from almenara.directory import queries as directory
from almenara.directory.models import Post
from almenara.exchange.models import Alert, Delivery, Kind

ROLES = {"duty", "alternate", "head", "ncp", "mission", "secretariat", "administrator",
         "observer", "analyst", "statistician"}  # fmt: skip
WATCHED = (cast.TEAM_NETWORK, cast.LIAISON_NETWORK)
DAYS = 30


def holding(world, role, state=None):
    return [
        name
        for name, row in world.rows.items()
        if role in row["roles"].split() and state in (None, row["state"])
    ]


def test_eight_states_in_the_order_of_their_codes_with_panama_and_a_small_one():
    assert sorted(cast.STATES) == list(cast.STATES)
    assert len(set(cast.STATES)) == len(cast.STATES) == 8
    assert {"PAN", cast.SMALL} < set(cast.STATES)
    assert cast.STATES[-1] != "PAN"


def test_the_file_has_its_header_and_known_roles(world):
    row = next(iter(world.rows.values()))
    assert tuple(row) == accounts.HEADER
    for row in world.rows.values():
        assert set(row["roles"].split()) <= ROLES
        assert len(row["password"]) >= 16
        assert row["token"]
    assert len({row["password"] for row in world.rows.values()}) == len(world.rows)


def test_every_role_has_somebody(world):
    for role in ROLES:
        assert holding(world, role), role
    for state in cast.STATES:
        for role in ("duty", "alternate", "head", "ncp", "mission"):
            assert holding(world, role, state), (state, role)
    assert len({world.rows[name]["state"] for name in holding(world, "statistician")}) == 2
    assert world.rows["visitante"]["roles"] == ""
    assert world.rows["observador-es"]["state"] == "ES"


def test_the_liaison_reads_what_the_board_is_addressed_and_no_alert(world, client):
    """R16: one letter, and nothing of what the others do."""
    client.force_login(world.user("jid-enlace"))
    assert "Lugar para el foro" in client.get("/correspondence/").content.decode()
    bearer = world.bearer("jid-enlace")
    assert client.get("/api/v1/me", headers=bearer).json()["roles"] == ["liaison"]
    for path in ("cases", "transmissions"):
        assert client.get(f"/api/v1/{path}", headers=bearer).json()["count"] == 0, path
    alerts = client.get("/api/v1/alerts", headers=bearer).json()["items"]
    assert {one["marking"] for one in alerts} == {"TLP:CLEAR"}  # what anybody reads


def test_keys_and_passwords_open(world, client, settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    answer = client.get("/api/v1/me", headers=world.bearer("pan-csirt-guardia-1"))
    assert answer.status_code == 200
    user = world.user("pan-csirt-guardia-1")
    assert user.check_password(world.rows["pan-csirt-guardia-1"]["password"])


def test_only_the_last_states_roster_has_a_gap(world):
    """Asked hour by hour for the days to come, as whoever needs somebody would."""
    start = timezone.now()
    gaps = set()
    for network in WATCHED:
        with acting(SYSTEM):
            leads = directory.institutions_in(SYSTEM, network, lead_only=True)
            slugs = [lead.institution for lead in leads if lead.state]
            end = start + timedelta(days=DAYS)
            watch = directory.watches(SYSTEM, [network], slugs, start, end)[network]
        assert {lead.state for lead in leads if lead.state} == set(cast.STATES)
        for lead in leads:
            for hour in range(DAYS * 24) if lead.state else ():
                first = watch.steps(lead.institution, start + timedelta(hours=hour))[0]
                if first.kind != "duty":
                    assert first.kind == "alternate"
                    gaps.add((network, lead.state))
    assert gaps == {(network, cast.STATES[-1]) for network in WATCHED}


def test_two_persons_share_each_duty(world):
    with acting(SYSTEM):
        for post in Post.objects.filter(network__in=WATCHED, kind="duty", state__isnull=False):
            assert len(set(post.shifts.values_list("person", flat=True))) == 2, post


def test_one_state_has_two_teams_and_one_person_six_hats(world):
    with acting(SYSTEM):
        teams = directory.institutions_in(SYSTEM, cast.TEAM_NETWORK)
        assert len([t for t in teams if t.state == cast.TWO_TEAMS]) == 2
        person = Person.objects.get(user__username="kna-seguridad-titular")
        assert person.designations.filter(stage="verified").count() == 6


def test_each_network_has_a_kind_without_required_fields_and_all_markings(world):
    with acting(SYSTEM):
        kinds = Kind.objects.all()
        for network in directory.member_networks(SYSTEM):
            assert any(
                len(kind.document["markings"]) == 5
                and not any(f.get("required") for f in kind.document.get("fields", []))
                for kind in kinds
                if kind.network_id == network
            ), network


def test_the_history_is_exercises_in_every_marking(world):
    with acting(SYSTEM):
        alerts = list(Alert.objects.all())
        assert len(alerts) >= 12
        assert all(alert.is_exercise for alert in alerts)
        assert len({alert.marking for alert in alerts}) == 5
        assert len({alert.network_id for alert in alerts}) >= 3
        assert {alert.stage for alert in alerts} == {"sent", "updated", "retracted"}
        assert sum(alert.is_public for alert in alerts) == 1
        assert {"sent", "acknowledged", "escalated"} <= set(
            Delivery.objects.values_list("stage", flat=True)
        )


def test_nothing_is_dated_back(world):
    """Every act stands in the journal at its own moment, in order."""
    with acting(SYSTEM):
        times = list(Entry.objects.order_by("seq").values_list("at", flat=True))
        assert times == sorted(times)
        verbs = set(Entry.objects.values_list("verb", flat=True))
        assert min(Alert.objects.values_list("published_at", flat=True)) >= times[0] - timedelta(
            minutes=5
        )
    assert {"enrol", "found", "nominate", "verify", "publish", "acknowledge", "escalate"} <= verbs


def test_nobody_in_it_is_a_person(world):
    """Accounts are called by office and function."""
    words = {w for name in world.rows for w in name.split("-")}
    functions = {
        "guardia", "suplente", "jefatura", "titular", "oficial", "analista", "administracion",
        "observador", "visitante", "estadistica", "mision", "cicte", "csirt", "enlace",
        "finanzas", "seguridad", "s", "ssm", "oe", "dsp", "dis", "caricom", "impacs", "es",
        "cicad", "oid", "drogas", "jid",
    }  # fmt: skip
    assert words - functions - {state.lower() for state in cast.STATES} <= {"1", "2", "3"}


def test_the_buttons_name_accounts_of_the_world(world, settings, monkeypatch):
    monkeypatch.setattr(accounts, "place", lambda: Path(__file__))
    found = {button.username for button in entrances.buttons()}
    assert found == set(settings.DEMONSTRATION_POSTS) <= set(world.rows)
    settings.DEMONSTRATION = False
    assert entrances.buttons() == []


def test_a_button_lets_in_as_that_post(world, client):
    answer = client.post("/accounts/login/", {"demonstration": "pan-csirt-guardia-1"})
    assert answer.status_code == 302
    assert client.get("/inbox/").status_code == 200
    refused = client.post("/accounts/login/", {"demonstration": "can-csirt-jefatura"})
    assert refused.status_code == 403


@pytest.fixture
def steps(monkeypatch):
    """What the command does, in order, without doing it."""
    done = []
    for place, name in ((reference, "prepare"), (demonstration, "build"), (logins, "empty")):
        monkeypatch.setattr(place, name, lambda *_given, name=name: done.append(name))
    return done


def said_by(*arguments):
    out = StringIO()
    call_command("demo", *arguments, "--json", stdout=out)
    return json.loads(out.getvalue())


@pytest.fixture
def listed(world, tmp_path, monkeypatch, settings):
    """The file of accounts of this world, where the command looks for it."""
    file = tmp_path / "demo-accounts.csv"
    with file.open("w", newline="") as lines:
        writer = csv.DictWriter(lines, accounts.HEADER)
        writer.writeheader()
        writer.writerows(world.rows.values())
    settings.HOME, settings.MAIL_FOLDER = tmp_path, tmp_path / "mail"
    return file


def test_a_second_start_builds_nothing(listed, world, steps):
    said = said_by()
    assert steps == ["prepare"]
    assert said["accounts"] == len(world.rows)
    assert said["file"] == str(listed)
    assert said["states"] == list(cast.STATES)
    assert {"csirt", "inter-american", "cicte-ncp", "missions"} <= set(said["networks"])


def test_a_reset_forgets_the_file_and_the_messages_and_builds_again(
    listed, steps, settings, monkeypatch
):
    settings.MAIL_FOLDER.mkdir()
    (settings.MAIL_FOLDER / "one.eml").write_text("")
    monkeypatch.setattr(demonstration, "summary", dict)
    said_by("--reset")
    assert steps == ["empty", "prepare", "build"]
    assert not listed.exists()
    assert list(settings.MAIL_FOLDER.iterdir()) == []


@pytest.mark.parametrize("arguments", [(), ("--reset",)])
def test_an_installation_in_service_is_not_touched(listed, steps, settings, arguments):
    settings.DEMONSTRATION = False
    with pytest.raises(CommandError):
        said_by(*arguments)
    assert steps == []
    assert listed.exists()


def test_a_world_without_its_file_is_not_built_twice(listed):
    listed.unlink()
    with pytest.raises(Refusal, match="--reset"):
        demonstration.build()


def test_to_empty_a_database_leaves_it_as_at_first(server):
    """Nothing of the owner stays, and what it makes later is the application's to use."""
    name = f"test_emptied_{uuid.uuid4().hex[:8]}"
    with psycopg.connect(server.url("superuser", "postgres"), autocommit=True) as link:
        link.execute(f'create database "{name}" template template1 owner almenara_owner')
        try:
            with psycopg.connect(server.url("owner", name)) as owner:
                owner.execute("create table kept_for_ever (id int)")
            logins.empty(server.url("owner", name))
            with psycopg.connect(server.url("owner", name)) as owner:
                left = "select count(*) from pg_class where relowner = 'almenara_owner'::regrole"
                assert owner.execute(left).fetchone() == (0,)
                owner.execute("create table made_later (id int)")
            with psycopg.connect(server.url("app", name)) as app:
                assert app.execute("select count(*) from made_later").fetchone() == (0,)
        finally:
            link.execute(f'drop database "{name}" with (force)')
