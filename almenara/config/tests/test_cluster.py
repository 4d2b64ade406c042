"""The embedded PostgreSQL: as root and as an ordinary user, killed, misplaced, few rights."""

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from almenara.config import cluster, logins
from almenara.config.refusal import Refusal
from tests.extent import whole_only

pytestmark = pytest.mark.sampled

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="module")
def running() -> Iterator[cluster.Cluster]:
    folder = Path(tempfile.mkdtemp(prefix="alm-", dir="/tmp"))
    folder.chmod(0o755)
    server = cluster.ensure(folder / "var")
    yield server
    server.stop()
    shutil.rmtree(folder)


def scalar(url: str, question: str) -> object:
    with psycopg.connect(url, autocommit=True) as link:
        row = link.execute(question).fetchone()
        return row and row[0]


def postmaster(server: cluster.Cluster) -> int:
    return int((server.data / "postmaster.pid").read_text().splitlines()[0])


def kill(server: cluster.Cluster) -> None:
    """Kills the postmaster and waits until the kernel has done so."""
    os.kill(postmaster(server), signal.SIGKILL)
    deadline = time.monotonic() + 60
    while server.is_running():
        assert time.monotonic() < deadline


def test_the_application_owns_nothing_and_bypasses_nothing(running: cluster.Cluster) -> None:
    rights = "select rolsuper or rolbypassrls or rolcreaterole or rolcreatedb from pg_roles"
    assert scalar(running.url("app"), f"{rights} where rolname = current_user") is False
    with psycopg.connect(running.url("owner"), autocommit=True) as owner:
        owner.execute("create table made_later (id bigserial primary key, word text)")
    with psycopg.connect(running.url("app"), autocommit=True) as app:
        app.execute("insert into made_later (word) values ('fire')")
        for forbidden in ("create table mine ()", "drop table made_later", "truncate made_later"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                app.execute(forbidden)


def test_what_tests_make_has_the_same_rights_and_extensions(running: cluster.Cluster) -> None:
    with psycopg.connect(running.url("owner"), autocommit=True) as owner:
        owner.execute("create database copy_for_tests")
    with psycopg.connect(running.url("owner", "copy_for_tests"), autocommit=True) as owner:
        owner.execute("create table thing (word text)")
    app = running.url("app", "copy_for_tests")
    assert scalar(app, "select count(*) from thing") == 0
    assert scalar(app, "select unaccent('ñandú')") == "nandu"


def test_rows_outlive_a_killed_server(running: cluster.Cluster) -> None:
    with psycopg.connect(running.url("owner"), autocommit=True) as owner:
        owner.execute("create table kept as select generate_series(1, 1000) as n")
    kill(running)
    running.ensure_running()
    assert scalar(running.url("app"), "select count(*) from kept") == 1000
    assert scalar(running.url("superuser"), "show fsync") == "on"


@whole_only("kills a server once more")
def test_a_number_that_now_belongs_to_a_stranger_does_not_stop_the_start(
    running: cluster.Cluster,
) -> None:
    kill(running)
    file = running.data / "postmaster.pid"
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as stranger:
        lines = file.read_text().splitlines()
        file.write_text("\n".join([str(stranger.pid), *lines[1:]]) + "\n")
        assert not running.is_running()
        running.ensure_running()
        assert stranger.poll() is None
        stranger.communicate(b"\n")
    assert scalar(running.url("app"), "select 1") == 1


def test_ensure_is_idempotent_and_stop_says_nothing_twice(running: cluster.Cluster) -> None:
    before = postmaster(running)
    assert cluster.ensure(running.home).url("app") == running.url("app")
    assert postmaster(running) == before
    running.stop()
    running.stop()
    assert not running.is_running()
    running.ensure_running()


@whole_only("makes a server")
def test_a_deep_and_private_folder_still_gets_a_server(tmp_path: Path) -> None:
    home = tmp_path / ("deep" * 25) / "with space, and comma" / "var"
    server = cluster.ensure(home)
    try:
        assert scalar(server.url("app"), "select 1") == 1
        assert cluster.sockets(home).parts[1] == "tmp"
    finally:
        server.stop()
        shutil.rmtree(server.data.parent, ignore_errors=True)
        shutil.rmtree(cluster.sockets(home).parent)


def test_the_last_who_holds_the_server_stops_it(running: cluster.Cluster) -> None:
    with cluster.in_use(running.home):
        with cluster.in_use(running.home):
            running.ensure_running()
        assert running.is_running()
    assert not running.is_running()
    running.ensure_running()


def test_a_full_disk_is_one_sentence_and_leaves_nothing_half_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = shutil.disk_usage(tmp_path)._replace(free=1 << 20)
    monkeypatch.setattr(cluster.shutil, "disk_usage", lambda place: usage)
    home = tmp_path / "var"
    with pytest.raises(Refusal, match="espacio"):
        cluster.ensure(home)
    assert not cluster.Cluster(home).data.exists()
    shutil.rmtree(cluster.Cluster(home).data.parent, ignore_errors=True)


@whole_only("makes a server")
def test_an_ordinary_user_starts_a_server_too() -> None:
    if os.getuid() != 0:
        pytest.skip("this whole module ran as an ordinary user")
    python = "/usr/bin/python3"
    if not shutil.which(python):
        pytest.skip("the interpreter of this environment lies where an ordinary user cannot go")
    user = pwd.getpwnam("daemon")
    with tempfile.TemporaryDirectory(prefix="alm-", dir="/tmp") as folder:
        os.chown(folder, user.pw_uid, user.pw_gid)
        site = next(p for p in sys.path if p.endswith("site-packages"))
        program = (
            "import sys; from pathlib import Path; from almenara.config import cluster\n"
            "import psycopg\n"
            f"server = cluster.ensure(Path({folder!r}) / 'var')\n"
            "with psycopg.connect(server.url('app')) as link:\n"
            "    print(link.execute('select current_user').fetchone()[0])\n"
            "server.stop(); print(server.is_running())\n"
        )
        ended = subprocess.run(
            [python, "-c", program], user=user.pw_uid, group=user.pw_gid, extra_groups=[],
            cwd="/", env={"PYTHONPATH": f"{ROOT}:{site}", "HOME": folder, "PATH": "/usr/bin:/bin"},
            capture_output=True, text=True, timeout=120, check=False,
        )  # fmt: skip
    assert (ended.stdout.split(), ended.stderr) == (["almenara_app", "False"], "")


@pytest.fixture
def debian(monkeypatch: pytest.MonkeyPatch) -> Iterator[cluster.Cluster]:
    """A server of Debian's own PostgreSQL 15, standing for one of somebody else's."""
    folders = sorted(Path("/usr/lib/postgresql").glob("15/bin"))
    if not folders:
        pytest.skip("Debian's postgresql-15 is not installed (make ci installs it)")
    monkeypatch.setattr(cluster, "_candidates", lambda: folders)
    folder = Path(tempfile.mkdtemp(prefix="alm-", dir="/tmp"))
    folder.chmod(0o755)
    server = cluster.ensure(folder / "var", durable=False)
    yield server
    server.stop()
    shutil.rmtree(folder)


@whole_only("makes a server")
def test_an_external_server_gets_a_login_for_the_application(
    debian: cluster.Cluster, tmp_path: Path
) -> None:
    assert str(scalar(debian.url("superuser"), "show server_version")).startswith("15.")
    with psycopg.connect(debian.url("superuser", "postgres"), autocommit=True) as link:
        link.execute("create database other owner almenara_owner")
    owner = debian.url("owner", "other")
    with pytest.raises(Refusal, match="CREATEROLE"):
        logins.provide_app_role(owner, tmp_path)
    with psycopg.connect(debian.url("superuser", "postgres"), autocommit=True) as link:
        link.execute("alter role almenara_owner createrole")
    app = logins.provide_app_role(owner, tmp_path)
    assert logins.provide_app_role(owner, tmp_path) == app
    assert (tmp_path / "app-database-url").stat().st_mode & 0o777 == 0o600
    with psycopg.connect(owner, autocommit=True) as link:
        link.execute("create table later (word text)")
    assert scalar(app, "select count(*) from later") == 0
    assert "password" in app


def test_an_external_server_that_is_away_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="ALMENARA_DATABASE_URL"):
        logins.provide_app_role("postgresql://nobody@127.0.0.1:1/none", tmp_path)
