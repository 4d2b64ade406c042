"""The settings: what they default to, and what they refuse by name."""

import stat
from pathlib import Path

import pytest

from almenara.config import env
from almenara.config.refusal import Refusal

SECRET = "s" * 40


def given(home: Path, **settings: str) -> env.Env:
    named = {f"ALMENARA_{name}": value for name, value in settings.items()}
    return env.read({"ALMENARA_HOME": str(home), **named})


def test_a_fresh_folder_is_a_demonstration_on_this_machine_only(tmp_path: Path) -> None:
    here = given(tmp_path)
    assert (here.host, here.port, here.base_url) == ("127.0.0.1", 8000, "http://127.0.0.1:8000")
    assert here.demo
    assert not here.second_factor
    assert here.embedded
    assert here.role == "app"
    assert here.name == "almenara"


def test_a_secret_key_makes_it_a_service_with_second_factor(tmp_path: Path) -> None:
    here = given(tmp_path, SECRET_KEY=SECRET)
    assert not here.demo
    assert here.second_factor
    assert here.secret_key == SECRET


def test_a_service_stays_one_when_its_settings_are_lost(tmp_path: Path) -> None:
    env.settle_purpose(given(tmp_path, SECRET_KEY=SECRET))
    lost = given(tmp_path)
    assert not lost.demo
    assert lost.second_factor
    with pytest.raises(Refusal, match="ALMENARA_SECRET_KEY"):
        _ = lost.secret_key
    with pytest.raises(Refusal, match="ALMENARA_DEMO"):
        env.settle_purpose(given(tmp_path, DEMO="1"))


def test_the_demonstration_keeps_its_own_key_for_this_user_only(tmp_path: Path) -> None:
    first = given(tmp_path).secret_key
    assert len(first) >= 48
    assert given(tmp_path).secret_key == first
    assert stat.S_IMODE((tmp_path / "secret-key").stat().st_mode) == 0o600
    assert first not in repr(given(tmp_path, SECRET_KEY=first))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "80a"),
        ("PORT", "70000"),
        ("PORT", "٨٠٠٠"),
        ("DEMO", "yes"),
        ("SECOND_FACTOR", "2"),
        ("SECRET_KEY", "short"),
        ("DATABASE_URL", "mysql://x/y"),
        ("APP_DATABASE_URL", "almenara"),
        ("REPLICA_URL", "http://x"),
        ("MAIL_URL", "mail.example:25"),
        ("MAIL_URL", "smtp://:25"),
        ("MAIL_URL", "smtp://mail:x"),
        ("BASE_URL", "almenara.example"),
        ("PHONE_URL", "tel:1"),
        ("OUTBOUND_ALLOW", "localhost"),
        ("OUTBOUND_ALLOW", "localhost:0"),
        ("TRUSTED_PROXIES", "10.0.0.300"),
        ("NAME", "two words"),
        ("ROLE", "superuser"),
    ],
)
def test_a_bad_value_is_refused_by_its_name(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(Refusal, match=f"ALMENARA_{name} ") as refused:
        given(tmp_path, **{name: value})
    assert refused.value.code == 2


def test_lists_are_read_and_unknown_names_are_kept_for_the_check(tmp_path: Path) -> None:
    here = given(
        tmp_path, OUTBOUND_ALLOW="Sink.test:81, [::1]:82", TRUSTED_PROXIES="10.0.0.0/8", HOMER="x"
    )
    assert here.outbound_allow == {("sink.test", 81), ("::1", 82)}
    assert [str(network) for network in here.trusted_proxies] == ["10.0.0.0/8"]
    assert here.unknown == ("ALMENARA_HOMER",)


def test_pages_answer_to_the_names_that_they_are_known_by(tmp_path: Path) -> None:
    public = given(tmp_path, BASE_URL="https://almenara.example/", HOST="0.0.0.0")
    assert public.base_url == "https://almenara.example"
    assert {"almenara.example", "127.0.0.1"} <= set(public.allowed_hosts)
    assert public.name == "almenara.example"
    assert given(tmp_path, HOST="0.0.0.0").allowed_hosts == ["*"]


def test_addresses_of_the_database_start_nothing(tmp_path: Path) -> None:
    here = given(tmp_path / "with space")
    assert "almenara_owner@" in env.database_url(here, "owner")
    assert env.databases(here)["default"]["HOST"] == str(tmp_path / "with space" / "run" / "pg")
    assert not (tmp_path / "with space").exists()
    outside = given(tmp_path, DATABASE_URL="postgresql://o:p@db.test:5433/a?sslmode=require")
    assert env.database_url(outside, "owner").startswith("postgresql://o:p@")
    with pytest.raises(Refusal, match="migrate"):
        env.database_url(outside, "app")
    with pytest.raises(Refusal, match="superusuario"):
        env.database_url(outside, "superuser")
    both = given(tmp_path, DATABASE_URL="postgresql://o@h/a", APP_DATABASE_URL="postgresql://b@h/a")
    assert env.databases(both)["default"]["USER"] == "b"


def test_a_standby_is_there_only_when_it_is_named(tmp_path: Path) -> None:
    assert set(env.databases(given(tmp_path))) == {"default"}
    url = "postgresql://almenara_app@standby.test/a?connect_timeout=1"
    both = env.databases(given(tmp_path, REPLICA_URL=url))
    assert (both["replica"]["HOST"], both["replica"]["NAME"]) == ("standby.test", "a")
    options = both["replica"]["OPTIONS"]
    assert (options["connect_timeout"], options["tcp_user_timeout"]) == ("1", "5000")
