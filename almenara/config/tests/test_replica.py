"""A real standby: what only reads is read there, what writes never; without it pages still come."""

import contextlib
import copy
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

import psycopg
import pytest
from django.db import connections, router, transaction
from django.test.utils import CaptureQueriesContext

from almenara.config import checkup, cluster
from almenara.core.access import replica
from almenara.core.access.context import system_work
from almenara.core.journal.models import Entry
from almenara.exchange.models import Alert, Delivery
from almenara.exchange.tests import browsing

NAME = "almenara_replica"


@pytest.fixture(scope="module")
def primary(server, superuser):
    """A server of its own, with the tests' database in it."""
    if not (cluster._binaries(server.data) / "pg_basebackup").exists():
        pytest.skip("these programs of PostgreSQL have no pg_basebackup")
    folder = Path(tempfile.mkdtemp(prefix="alm-", dir="/tmp"))
    folder.chmod(0o755)
    own = cluster.ensure(folder / "var", durable=False)
    _copy(server, superuser.info.dbname, own)
    _let_replication_in(own)
    yield own
    own.stop()
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def standby(primary):
    """Made as `docs/operations.md` says, streaming, and waited for by each commit."""
    folder = primary.home.parent / "standby"
    folder.mkdir()
    cluster._give(folder)
    data = folder / "data"
    told = f"host='{cluster.sockets(primary.home)}' user=postgres application_name={NAME}"
    cluster._run("pg_basebackup", "-D", data, "-d", told, "-R", "-X", "stream", "-c", "fast",
                 of=primary.data)  # fmt: skip
    (data / "almenara.conf").write_text(
        f"listen_addresses = ''\nunix_socket_directories = '{folder}'\njit = off\n"
    )
    _start(data)
    with _superuser(primary) as link:
        link.execute(f"alter system set synchronous_standby_names = '{NAME}'")
        link.execute("alter database almenara set synchronous_commit = remote_apply")
        link.execute("select pg_reload_conf()")
    yield data
    with contextlib.suppress(cluster.Refusal):
        _stop(data)


@pytest.fixture(scope="module")
def world(primary, standby, django_db_blocker):
    """Django on this primary and its standby, and three officers."""
    main = connections["default"]
    former = {name: main.settings_dict[name] for name in ("HOST", "NAME")}
    with django_db_blocker.unblock():
        main.close()
        main.settings_dict |= {"HOST": str(cluster.sockets(primary.home)), "NAME": "almenara"}
        beside = copy.deepcopy(main.settings_dict) | {"HOST": str(standby.parent)}
        connections.settings[replica.ALIAS] = beside
        router.routers = [replica.Router()]
        _look_again()
        with transaction.atomic():
            known = browsing.officers()
        yield known
        connections.close_all()
        del router.routers, connections[replica.ALIAS], connections.settings[replica.ALIAS]
        main.settings_dict |= former


@pytest.fixture
def officers(world, django_db_blocker):
    with django_db_blocker.unblock():
        yield world


@pytest.mark.django_db
def test_without_one_no_request_makes_a_statement_more():
    assert replica.ALIAS not in connections.settings
    with CaptureQueriesContext(connections["default"]) as asked, replica.reading("GET"):
        assert not replica.is_read()
    assert not asked.captured_queries


def test_a_page_that_only_reads_is_read_from_the_standby(officers, primary, standby):
    page = browsing.signed_in(officers["PAN"])
    address = browsing.sent(officers, title="Antes", marking="TLP:GREEN")
    assert "Antes" in browsing.text_of(page.get(address))
    with _superuser(standby.parent) as there, _superuser(primary) as here:
        there.execute("select pg_wal_replay_pause()")
        here.execute("set synchronous_commit = local")
        here.execute('update exchange_alert set titles = \'{"es": "Después"}\'')
        assert "Antes" in browsing.text_of(page.get(address))
        there.execute("select pg_wal_replay_resume()")
        _until(lambda: "Después" in browsing.text_of(page.get(address)))


def test_who_writes_reads_it_next(officers):
    page = browsing.signed_in(officers["PAN"])
    for number in range(4):
        address = browsing.sent(officers, title=f"Número {number}", marking="TLP:GREEN")
        assert f"Número {number}" in browsing.text_of(page.get(address))


def test_opening_an_alert_is_noted_on_the_primary(officers):
    address = browsing.sent(officers)
    assert browsing.signed_in(officers["CRI"]).get(address).status_code == 200
    with system_work():
        alert = Alert.objects.unguarded("test").latest("published_at")
        delivery = Delivery.objects.unguarded("test").get(alert=alert)
        assert (delivery.stage, delivery.received_at is None) == ("received", False)
        verbs = set(Entry.objects.unguarded("test").values_list("verb", flat=True))
    assert {"receive", "read"} <= verbs


def test_rows_are_guarded_on_the_standby_too(officers, standby):
    address = browsing.sent(officers)
    assert browsing.signed_in(officers["COL"]).get(address).status_code == 404
    assert browsing.signed_in(officers["CRI"]).get(address).status_code == 200
    app = f"postgresql://almenara_app@/almenara?host={standby.parent}"
    with psycopg.connect(app, autocommit=True) as link:
        assert link.execute("select count(*) from exchange_alert").fetchone() == (0,)


def test_an_act_and_what_it_reads_stay_on_the_primary(officers):
    asked = router.routers[0]
    with replica.reading("POST"):
        assert asked.db_for_read(Alert) == "default"
    with replica.reading("GET"):
        assert asked.db_for_read(Alert) == "replica"
        assert asked.db_for_read(officers["PAN"].user.__class__) == "default"
        assert asked.db_for_write(Alert) == "default"
        assert asked.db_for_read(Alert) == "default"
    assert asked.db_for_read(Alert) == "default"


def test_the_check_says_how_far_it_is(officers):
    found = checkup._replica()
    assert found.ok, found.detail


def test_without_its_standby_pages_still_come(officers, primary, standby, caplog):
    """The last of this file: the standby is killed while its connection is open."""
    address = browsing.sent(officers, title="Sigue", marking="TLP:GREEN")
    page = browsing.signed_in(officers["PAN"])
    assert page.get(address).status_code == 200
    _stop(standby)
    answer = page.get(address)
    assert "Sigue" in browsing.text_of(answer)
    assert "The replica is not read" in caplog.text
    _look_again()
    assert "Sigue" in browsing.text_of(page.get(address))
    assert not checkup._replica().ok
    with _superuser(primary) as link:  # what frees the writers, as the documentation says
        link.execute("alter system set synchronous_standby_names = ''")
        link.execute("select pg_reload_conf()")
    assert "Otra" in browsing.text_of(page.get(browsing.sent(officers, title="Otra")))


def _copy(server, name, own):
    binaries = cluster._binaries(server.data)
    dump = [binaries / "pg_dump", "-h", cluster.sockets(server.home), "-U", "postgres", name]
    load = [binaries / "psql", "-q", "-X", "-h", cluster.sockets(own.home), "-U", "postgres"]
    with psycopg.connect(own.url("superuser", "postgres"), autocommit=True) as link:
        link.execute("drop database almenara")
        link.execute("create database almenara template template0 owner almenara_owner")
    with subprocess.Popen(dump, stdout=subprocess.PIPE) as made:
        subprocess.run([*load, "-o", "/dev/null", "almenara"], stdin=made.stdout, check=True)


def _let_replication_in(own):
    """What a server of one's own says in two files; the embedded one lets no replication in."""
    user = cluster._server_user()
    with open(own.data / "pg_hba.conf", "a") as hba, open(own.data / "pg_ident.conf", "a") as ident:
        hba.write("local replication all peer map=app\n")
        ident.write(f'app "{user.pw_name}" postgres\n' if user else "")
    with _superuser(own) as link:
        link.execute("select pg_reload_conf()")


def _start(data):
    cluster._run("pg_ctl", "-D", data, "-l", data.parent / "log", "-w", "-s", "start", of=data)


def _stop(data):
    cluster._run("pg_ctl", "-D", data, "-m", "immediate", "-w", "-s", "stop", of=data)


def _superuser(of):
    """A link to a cluster, or to the server whose socket is in a folder."""
    folder = of if isinstance(of, Path) else cluster.sockets(of.home)
    return psycopg.connect(f"postgresql://postgres@/almenara?host={folder}", autocommit=True)


def _look_again():
    replica._seen.update(until=0.0, sound=False)


def _until(is_so):
    deadline = time.monotonic() + 60
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.05)
