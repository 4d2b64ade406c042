"""`almenara serve`: prepares, starts web, worker and events, keeps them alive, stops cleanly."""

import argparse
import contextlib
import fcntl
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from types import FrameType
from typing import IO

from almenara.config import cluster, contents, env, lifeline
from almenara.config.env import Env
from almenara.config.refusal import Refusal

WEB_PROCESSES = 2
GRACE = 6.0  # seconds for the children to end by themselves; the whole stop takes at most 10
LOOK = 0.2  # seconds between two looks at the children
FIRST_ANSWER = 60.0  # seconds until the first page must have come
AGAIN = (0.0, 0.5, 1.0, 2.0, 4.0)  # seconds before each new start in a row
PROVEN = 20.0  # seconds of life after which a child starts afresh at once
HOPELESS = 5  # starts in a row without a page ever served
COMMAND = (sys.executable, "-m", "almenara.config.command")


@dataclass
class Child:
    """One process that `serve` keeps alive, with its own group, so that nothing of it remains."""

    name: str
    command: Sequence[str]
    run: Path
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    starts: int = 0
    not_before: float = field(default=0.0)

    def start(self) -> None:
        """Starts it, and writes its number where others look for it."""
        self.process = _spawn(self.command)
        self.started, self.starts = time.monotonic(), self.starts + 1
        _write_pid(self.run / f"{self.name}.pid", self.process.pid)

    def look_after(self) -> None:
        """Starts it again when it has ended."""
        now = time.monotonic()
        if self.process and self.process.poll() is not None:
            _say(f"{self.name} terminó ({self.process.returncode}); se inicia de nuevo")
            self.bury()
            self.starts = 0 if now - self.started > PROVEN else self.starts
            self.not_before = now + AGAIN[min(self.starts, len(AGAIN) - 1)]
        if not self.process and now >= self.not_before:
            self.start()

    def bury(self) -> None:
        """Ends whatever is left of its group: a web server's workers would keep the port."""
        if self.process:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None
        (self.run / f"{self.name}.pid").unlink(missing_ok=True)


@dataclass
class Watch:
    """The signals that end the watch."""

    over: bool = False

    def end(self, number: int, frame: FrameType | None) -> None:
        """The handler of SIGTERM and SIGINT."""
        self.over = True


def main(here: Env, argv: Sequence[str]) -> int:
    """Serves until SIGTERM or Ctrl-C."""
    parser = argparse.ArgumentParser(
        "almenara serve",
        description="Prepara y sirve: web, trabajos y avisos en vivo, hasta SIGTERM o Ctrl-C.",
    )
    parser.parse_args(argv)
    watch = Watch()
    signal.signal(signal.SIGTERM, watch.end)
    signal.signal(signal.SIGINT, watch.end)
    began = time.monotonic()
    _refuse_busy_port(here.host, here.port)
    _ = here.secret_key
    env.settle_purpose(here)
    with _only_one(here.home), _database(here):
        children = [] if watch.over else _begin(here, watch, began)
        try:
            while not watch.over:
                _look_around(here, children)
                time.sleep(LOOK)
        finally:
            _say("terminando…")
            _end(children)
    _say("terminado")
    return 0


def _begin(here: Env, watch: Watch, began: float) -> list[Child]:
    """Prepares the database, starts the children and waits for the first page."""
    _prepare(here, watch)
    web, *others = _children(here)
    try:
        _await_first_page(here, web, watch)  # the others start after it: they would make it late
    except Refusal:
        _end([web])
        raise
    if not watch.over:
        _announce(here, time.monotonic() - began)
    return [web, *others]


def _prepare(here: Env, watch: Watch) -> None:
    """Makes what is missing; a database that has all is only asked, which takes no second."""
    if here.demo and not (here.home / "demo-accounts.csv").exists():
        _say("tablas, datos de referencia y mundo de demostración: la primera vez, medio minuto")
        _step("mundo de demostración", [*COMMAND, "demo"], watch)
    elif not (here.embedded and contents.are_in(env.database_url(here, "owner"))):
        _step("tablas y datos de referencia", [*COMMAND, "prepare"], watch)


def _children(here: Env) -> list[Child]:
    run = here.home / "run"
    python = sys.executable
    web = (
        f"{python} -m granian --interface asgi --host {here.host} --port {here.port} --http 1 "
        f"--workers {WEB_PROCESSES} --workers-kill-timeout 3 --respawn-failed-workers "
        "--respawn-interval 0.5 --backlog 2048 --backpressure 1024 --no-ws --log-level warning "
        "almenara.config.asgi:application"
    )
    return [
        Child("web", web.split(), run),
        Child("events", [python, "-m", "almenara.config.events"], run),
        Child("worker", [*COMMAND, "worker"], run),
    ]


def _step(what: str, command: Sequence[str], watch: Watch) -> None:
    """Runs one preparation to its end; its own words were on standard error."""
    if watch.over:
        return
    began = time.monotonic()
    process = _spawn(command, stdout=sys.stderr)
    while process.poll() is None:
        if watch.over:
            process.terminate()
        time.sleep(0.05)
    if process.returncode and not watch.over:
        raise Refusal(f"No se pudo preparar: {what}.", max(process.returncode, 1))
    _say(f"{what} ({time.monotonic() - began:.1f} s)")


def _look_around(here: Env, children: Sequence[Child]) -> None:
    """One look: the database first, since all others need it."""
    if here.embedded and not cluster.Cluster(here.home).is_running():
        _say("PostgreSQL terminó; se inicia de nuevo")
        with contextlib.suppress(Refusal):
            cluster.ensure(here.home)
    for child in children:
        child.look_after()
    with contextlib.suppress(ChildProcessError):  # orphans of killed children come to us
        while _reap(children):
            pass


def _reap(children: Sequence[Child]) -> bool:
    """Takes one dead orphan away; our own children are Popen's to take."""
    dead = os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
    own = {child.process.pid for child in children if child.process}
    if dead is None or dead.si_pid in own:
        return False
    os.waitpid(dead.si_pid, os.WNOHANG)
    return True


def _await_first_page(here: Env, web: Child, watch: Watch) -> None:
    deadline = time.monotonic() + FIRST_ANSWER
    while not watch.over and not _answers(here):
        _look_around(here, [web])
        if web.starts > HOPELESS or time.monotonic() > deadline:
            raise Refusal("El servidor no llega a responder: el motivo está más arriba.")
        time.sleep(LOOK / 2)


def _answers(here: Env) -> bool:
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(here.host, here.host)  # noqa: S104
    link = http.client.HTTPConnection(host, here.port, timeout=5)
    try:
        link.request("GET", "/healthz")
        return link.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        link.close()


def _announce(here: Env, seconds: float) -> None:
    _say(f"listo en {seconds:.1f} s")
    sys.stdout.write(f"\n  Almenara: {here.base_url}\n")
    accounts = here.home / "demo-accounts.csv"
    if accounts.exists():
        sys.stdout.write(f"  Cuentas de demostración: {accounts}\n")
    sys.stdout.write("  Ctrl-C para terminar.\n\n")
    sys.stdout.flush()


def _end(children: Sequence[Child]) -> None:
    """Asks all to end, waits for a while, and ends what remains."""
    for child in children:
        if child.process and child.process.poll() is None:
            child.process.terminate()
    deadline = time.monotonic() + GRACE
    for child in children:
        if child.process:
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.process.wait(max(0.0, deadline - time.monotonic()))
        child.bury()


@contextlib.contextmanager
def _database(here: Env) -> Iterator[None]:
    """The embedded server, up while we serve; stopped after us unless another process holds it."""
    if not here.embedded:
        yield
        return
    began = time.monotonic()
    with cluster.in_use(here.home):
        cluster.ensure(here.home)
        _say(f"PostgreSQL ({time.monotonic() - began:.1f} s)")
        yield


@contextlib.contextmanager
def _only_one(home: Path) -> Iterator[None]:
    """One `serve` per HOME."""
    run = home / "run"
    run.mkdir(parents=True, exist_ok=True)
    with open(run / "serve.lock", "w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Refusal(f"Ya hay un almenara serve con {home}: termínelo primero.") from None
        _write_pid(run / "serve.pid", os.getpid())
        lifeline.adopt_orphans()
        try:
            yield
        finally:
            (run / "serve.pid").unlink(missing_ok=True)


def _refuse_busy_port(host: str, port: int) -> None:
    """Binds first: nothing is prepared for an address that cannot be served."""
    try:
        found: Sequence[tuple[int, int, int, str, tuple[object, ...]]]
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        family, kind, _, _, place = found[0]
        with socket.socket(family, kind) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(place)
    except OSError as why:
        raise Refusal(
            f"No se puede servir en {host}:{port} ({why.strerror}): el puerto está ocupado o no se "
            "permite. Termine el otro programa o elija otro, por ejemplo ALMENARA_PORT=8001."
        ) from None


def _spawn(command: Sequence[str], stdout: IO[str] | None = None) -> subprocess.Popen[bytes]:
    """Starts a process in a session of its own, so that Ctrl-C comes to us alone."""
    tie = partial(lifeline.tie, parent=os.getpid())
    return subprocess.Popen(  # noqa: S603 - our own command line
        command,
        stdin=subprocess.DEVNULL,
        stdout=stdout,
        start_new_session=True,
        preexec_fn=tie,  # safe: serve has one thread
    )


def _write_pid(path: Path, number: int) -> None:
    half = path.with_suffix(".half")
    half.write_text(f"{number}\n", encoding="utf-8")
    half.replace(path)


def _say(what: str, to: IO[str] = sys.stderr) -> None:
    to.write(f"· {what}\n")
    to.flush()
