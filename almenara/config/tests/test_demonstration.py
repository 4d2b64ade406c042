"""The demonstration world keeps what CONTRACTS §6 promises of it."""

import csv
import json
import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

from django.utils import timezone

from almenara.config.demonstration import accounts, cast, entrances
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
            watch = directory.watch_of(SYSTEM, network, slugs, start, start + timedelta(days=DAYS))
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
    }  # fmt: skip
    assert words - functions - {state.lower() for state in cast.STATES} <= {"1", "2", "3"}


def test_the_buttons_name_accounts_of_the_world(world, settings, tmp_path, monkeypatch):
    monkeypatch.setattr(accounts, "place", lambda: Path(__file__))
    found = {button.username for button in entrances.buttons()}
    assert found == set(settings.DEMONSTRATION_POSTS) <= set(world.rows)
    settings.DEMONSTRATION = False
    assert entrances.buttons() == []


def almenara(home, *arguments, **settings):
    environ = {k: v for k, v in os.environ.items() if not k.startswith("ALMENARA_")}
    ran = subprocess.run(
        [sys.executable, "-m", "almenara.config.command", *arguments],
        env={**environ, "ALMENARA_HOME": str(home), **settings},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    return ran


def test_made_once_and_made_again_only_when_asked(tmp_path):
    try:
        made = almenara(tmp_path, "demo", "--json")
        assert made.returncode == 0, made.stderr
        said = json.loads(made.stdout)
        file = Path(said["file"])
        assert said["states"] == list(cast.STATES)
        assert file.stat().st_mode & 0o777 == 0o600
        with file.open(newline="") as lines:
            assert len(list(csv.DictReader(lines))) == said["accounts"]
        first = file.read_bytes()
        assert json.loads(almenara(tmp_path, "demo", "--json").stdout) == said
        assert file.read_bytes() == first
        again = almenara(tmp_path, "demo", "--reset", "--json")
        assert json.loads(again.stdout) == said
        assert file.read_bytes() != first
    finally:
        almenara(tmp_path, "stop")


def test_an_installation_in_service_is_not_touched(tmp_path):
    service = {"ALMENARA_SECRET_KEY": "x" * 40, "ALMENARA_DEMO": "0"}
    try:
        assert almenara(tmp_path, "migrate", **service).returncode == 0
        for arguments in (["demo"], ["demo", "--reset"]):
            refused = almenara(tmp_path, *arguments, **service)
            assert refused.returncode != 0
            assert not (tmp_path / "demo-accounts.csv").exists()
    finally:
        almenara(tmp_path, "stop", **service)
