"""A day of `almenara serve` on a stand-in site: start, live words, kills, refusals, stop."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from almenara.config import addresses, cluster
from tests.extent import whole_only

pytestmark = pytest.mark.sampled

ROOT = Path(__file__).resolve().parents[3]
SITE = {
    "settings.py": """
import os
from almenara.config import env as environment
ENV = environment.read(os.environ)
SECRET_KEY, ALLOWED_HOSTS = ENV.secret_key, ENV.allowed_hosts
INSTALLED_APPS = ["django.contrib.auth", "django.contrib.contenttypes", "standin"]
ROOT_URLCONF = "standin.urls"
DATABASES = environment.databases(ENV)
USE_TZ = True
EVENTS_WHO = "standin.urls.who"
""",
    "urls.py": """
from django.db import connection
from django.http import HttpResponse, StreamingHttpResponse
from django.urls import path
from almenara.config.events import Listener
def who(session):
    return Listener(session, frozenset({session})) if session != "gone" else None
def page(request):
    with connection.cursor() as cursor:
        cursor.execute("select current_user")
        return HttpResponse(f"{cursor.fetchone()[0]} {len(request.body)}")
def stream(request):
    return StreamingHttpResponse(f"line {n};" for n in range(3))
urlpatterns = [path("healthz", lambda request: HttpResponse("ok")), path("page", page),
               path("stream", stream)]
""",
    "management/commands/worker.py": """
import time
from django.core.management.base import BaseCommand
class Command(BaseCommand):
    def handle(self, **options):
        while True:
            time.sleep(1)
""",
    "management/commands/prepare.py": """
from django.core.management import call_command
from django.core.management.base import BaseCommand
class Command(BaseCommand):
    def handle(self, **options):
        call_command("migrate", verbosity=0)
""",
    "management/commands/demo.py": """
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
class Command(BaseCommand):
    def handle(self, **options):
        call_command("prepare")
        (settings.ENV.home / "demo-accounts.csv").write_text("username")
""",
    "management/commands/broken.py": """
from django.core.management.base import BaseCommand
from django.db import connection
class Command(BaseCommand):
    def handle(self, **options):
        connection.cursor().execute("select * from no_such_table")
""",
}


@dataclass
class Site:
    """A folder with the stand-in site and the environment that its commands run in."""

    folder: Path
    port: int

    @property
    def home(self) -> Path:
        return self.folder / "var"

    @property
    def env(self) -> dict[str, str]:
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("ALMENARA_", "DJANGO_"))}
        return kept | {
            "PYTHONPATH": f"{self.folder}:{ROOT}",
            "DJANGO_SETTINGS_MODULE": "standin.settings",
            "ALMENARA_HOME": str(self.home),
            "ALMENARA_PORT": str(self.port),
        }

    def start(self, *command: str, **settings: str) -> subprocess.Popen[str]:
        line = [sys.executable, "-m", "almenara.config.command", *command]
        pipe = subprocess.PIPE
        env = self.env | settings
        return subprocess.Popen(line, env=env, cwd="/", stdout=pipe, stderr=pipe, text=True)

    def run(self, *command: str, **settings: str) -> tuple[int, str, str]:
        process = self.start(*command, **settings)
        out, said = process.communicate(timeout=60)
        return process.returncode, out, said

    def pid(self, name: str) -> int:
        try:
            return int((self.home / "run" / f"{name}.pid").read_text())
        except FileNotFoundError:
            return 0

    def get(self, path: str = "/page", body: bytes | None = None) -> str:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", body, 5) as answer:
                return str(answer.read().decode())
        except urllib.error.HTTPError as refused:
            return str(refused.code)
        except OSError:
            return ""

    def listen(self, session: str, last: str = "") -> socket.socket:
        link = socket.create_connection(("127.0.0.1", self.port), timeout=10)
        head = f"GET /events HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: sessionid={session}\r\n"
        head += f"Last-Event-ID: {last}\r\n" if last else ""
        link.sendall(f"{head}\r\n".encode())
        return link


def until(happens: Callable[[], object], seconds: float) -> None:
    """Looks until it happens, or fails after so many seconds."""
    deadline = time.monotonic() + seconds
    while not happens():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)


def hear(link: socket.socket, word: str) -> str:
    """Reads a stream until a word comes."""
    heard = ""
    while word not in heard:
        piece = link.recv(4096)
        assert piece, f"the stream ended before {word}: {heard}"
        heard += piece.decode()
    return heard


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    folder = Path(tempfile.mkdtemp(prefix="alm-", dir="/tmp"))
    folder.chmod(0o755)
    for name, text in SITE.items():
        file = folder / "standin" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    site = Site(folder, port)
    yield site
    cluster.Cluster(site.home).stop()
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def served(site: Site) -> Iterator[tuple[Site, subprocess.Popen[str]]]:
    process = site.start("serve")
    until(lambda: site.get("/healthz") == "ok" or process.poll() is not None, 60)
    assert process.poll() is None, process.communicate()
    until(addresses.events_socket(site.home).exists, 60)  # they start after the first page
    until(lambda: site.pid("worker"), 60)
    yield site, process
    process.terminate()
    process.communicate(timeout=60)


Served = tuple[Site, subprocess.Popen[str]]


def test_pages_are_answered_with_the_application_login(served: Served) -> None:
    site, _ = served
    assert site.get("/page") == "almenara_app 0"
    assert site.get("/page", b"x" * 2_000_000) == "almenara_app 2000000"
    assert site.get("/stream") == "line 0;line 1;line 2;"
    assert (site.home / "demo-accounts.csv").exists()


def test_live_words_reach_their_audience_only_from_the_pages_own_origin(served: Served) -> None:
    site, _ = served
    with (
        site.listen("ann") as ann,
        site.listen("bob", last="7") as bob,
        site.listen("gone") as gone,
    ):
        assert "401" in hear(gone, "\r\n\r\n")
        assert "text/event-stream" in hear(ann, "retry")
        assert "data: resync" in hear(bob, "resync")
        url = cluster.Cluster(site.home).url("app")
        with psycopg.connect(url, autocommit=True) as link:
            for number, name in ((9, "bob"), (10, "ann")):
                word = f'{{"id": {number}, "topic": "thing:{number}", "audience": ["{name}"]}}'
                link.execute("select pg_notify('almenara_events', %s)", [word])
        heard = hear(ann, "thing:10")
        assert "id: 10\ndata: thing:10" in heard
        assert "thing:9" not in heard
        assert "thing:9" in hear(bob, "thing:9")


@pytest.mark.parametrize(
    "name",
    [
        "worker",
        *(pytest.param(name, marks=whole_only("kills one more")) for name in ("events", "web")),
    ],
)
def test_a_killed_child_is_there_again(served: Served, name: str) -> None:
    site, _ = served
    before = site.pid(name)
    assert before > 0, "nothing runs: 0 would be this very group of processes"
    os.kill(before, signal.SIGKILL)
    until(lambda: site.pid(name) not in (0, before) and site.get() == "almenara_app 0", 60)


@whole_only("waits for a database that was killed")
def test_a_killed_database_is_there_again(served: Served) -> None:
    site, _ = served
    data = cluster.Cluster(site.home).data
    os.kill(int((data / "postmaster.pid").read_text().splitlines()[0]), signal.SIGKILL)
    until(lambda: not cluster.Cluster(site.home).is_running() or site.get() == "500", 60)
    until(lambda: site.get() == "almenara_app 0", 60)


def test_a_port_in_use_and_a_home_in_use_are_one_sentence_each(served: Served) -> None:
    site, _ = served
    for settings, what in (({}, str(site.port)), ({"ALMENARA_PORT": "1024"}, str(site.home))):
        code, out, said = site.run("serve", **settings)
        assert (code, out, said.count("\n")) == (1, "", 1)
        assert what in said


def test_a_stop_is_clean_though_a_browser_listens(served: Served) -> None:
    site, process = served
    with site.listen("ann") as ann:
        hear(ann, "retry")
        process.send_signal(signal.SIGTERM)
        out, said = process.communicate(timeout=60)
    assert process.returncode == 0
    assert f"http://127.0.0.1:{site.port}" in out
    assert "demo-accounts.csv" in out
    assert "Traceback" not in said
    assert not cluster.Cluster(site.home).is_running()
    assert not list((site.home / "run").glob("*.pid"))
    assert site.get("/healthz") == ""


@whole_only("starts everything a second time")
def test_a_second_start_finds_everything_made_and_stops_on_ctrl_c(site: Site) -> None:
    process = site.start("serve")
    pid = site.home / "run" / "serve.pid"
    try:
        until(lambda: pid.exists() and pid.read_text().strip() == str(process.pid), 60)
        until(lambda: site.get("/healthz") == "ok", 60)
    finally:
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=60)
    assert process.returncode == 0
    assert "Traceback" not in said


@whole_only("starts everything a third time")
def test_a_killed_serve_leaves_no_server_on_the_port(site: Site) -> None:
    process = site.start("serve")
    until(lambda: site.get("/healthz") == "ok", 60)
    process.kill()
    process.communicate(timeout=60)
    until(lambda: site.get("/healthz") == "", 60)


def test_commands_start_the_database_and_say_one_document(site: Site) -> None:
    site.run("stop")
    code, out, said = site.run("dburl", "--role", "owner", "--json")
    assert (code, said) == (0, "")
    assert re.fullmatch(r'\{"url": "postgresql://.*"\}\n', out)
    assert cluster.Cluster(site.home).is_running()
    assert site.run("dburl", "--role", "nobody")[0] == 2


@whole_only("starts four commands")
def test_what_a_command_cannot_do_is_one_sentence(site: Site) -> None:
    for command, settings, code, what in (
        (["dburl"], {"ALMENARA_PORT": "x"}, 2, "ALMENARA_PORT"),
        (["migrate"], {"ALMENARA_DATABASE_URL": "postgresql://x@127.0.0.1:1/x"}, 1, "DATABASE_URL"),
        (["broken"], {}, 1, "migrate"),
        (["dburl"], {"ALMENARA_HOME": "/proc/almenara"}, 2, "ALMENARA_HOME"),
    ):
        found, out, said = site.run(*command, **settings)
        assert (found, out, said.count("\n")) == (code, "", 1), said
        assert what in said
