"""From a bare Python to an environment that runs: `python3 tools/prepare.py [browser] [clients]`.

Only the standard library; each step may be repeated; the stamp that says "done" comes last.
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - this is what tells the owner of an older one
    sys.exit(
        f"almenara: hace falta Python 3.11 o posterior y este es {sys.version.split()[0]}: "
        "instálelo y diga, por ejemplo, make run PYTHON=python3.12"
    )

import errno
import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import sysconfig
import time
from collections.abc import Callable, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
LOCK = ROOT / "requirements.lock"
GROUPS = {name: ROOT / f"requirements-{name}.lock" for name in ("browser", "clients")}
ROOM = 1300 << 20  # bytes: the environment takes 870 MB, and packages are unpacked on the way
SCRIPT = """#!{python}
import os
import sys

os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # else every start compiles all of it again
sys.dont_write_bytecode = False

from almenara.config.command import main

sys.exit(main())
"""
NO_NETWORK = re.compile(
    r"dns error|name resolution|error sending request|Connection(Error| refused| reset| timed out)|"
    r"Network is unreachable|NewConnectionError|Could not connect|Failed to fetch|Max retries",
    re.IGNORECASE,
)
NO_SPACE = re.compile(r"No space left on device|os error 28|Disk quota exceeded", re.IGNORECASE)


class Refusal(Exception):
    """One sentence that says what to do."""


class Unreachable(Refusal):
    """The registry of packages does not answer."""


def main(groups: Sequence[str]) -> int:
    """Prepares what is asked for; 0 done, 1 not."""
    try:
        if set(groups) - set(GROUPS):
            raise Refusal("uso: python3 tools/prepare.py [browser] [clients]")
        prepare(groups)
    except Refusal as why:
        return refuse(str(why))
    except KeyboardInterrupt:
        return refuse("interrumpido; la próxima vez continúa.")
    except OSError as why:
        if why.errno in (errno.ENOSPC, errno.EDQUOT):
            return refuse(no_space())
        if why.errno in (errno.EACCES, errno.EROFS, errno.EPERM):
            return refuse(f"no se puede escribir en {why.filename}: use una copia que sea suya.")
        raise
    return 0


def prepare(groups: Sequence[str]) -> None:
    """The environment, its packages, the command, the translations."""
    wanted = stamp(LOCK)
    if read(VENV / "prepared") != wanted:
        began = time.monotonic()
        for old in ("prepared", *(f"prepared-{name}" for name in GROUPS)):
            (VENV / old).unlink(missing_ok=True)
        make_environment()
        install_uv()
        step("paquetes de requirements.lock", install, LOCK)
        make_command()
        (VENV / "prepared").write_text(wanted, encoding="utf-8")
        say(f"entorno listo en {time.monotonic() - began:.0f} s")
    for name in groups:
        done, lock = VENV / f"prepared-{name}", GROUPS[name]
        if read(done) != stamp(lock):
            step(f"paquetes de {lock.name}", install, lock)
            done.write_text(stamp(lock), encoding="utf-8")
    translate()


def stamp(lock: Path) -> str:
    """What an environment is made of: lock, project, this program, Python and place."""
    parts = [file.read_bytes() for file in (lock, ROOT / "pyproject.toml", Path(__file__))]
    parts += [sys.version.encode(), str(ROOT).encode()]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def make_environment() -> None:
    """An environment; one that was left half-made is made anew."""
    whole = f"import sys; sys.exit(sys.prefix != {str(VENV)!r})"
    if PYTHON.exists() and succeeds([PYTHON, "-c", whole]):
        return
    missing = [name for name in ("venv", "ensurepip") if not importlib.util.find_spec(name)]
    if missing:
        raise Refusal(
            f"a este Python le falta el módulo {missing[0]}; en Debian instale el paquete "
            "python3-venv (apt-get install python3-venv) y repita la orden."
        )
    free = shutil.disk_usage(ROOT).free
    if free < ROOM:
        raise Refusal(f"{no_space()} Quedan {free >> 20} MB y hacen falta {ROOM >> 20} MB.")
    bare = ["--without-pip"] if bundled_pip() else []  # pip takes longer than all the rest
    step("entorno .venv", run, [sys.executable, "-m", "venv", "--clear", *bare, str(VENV)])


def bundled_pip() -> Path | None:
    """The wheel of pip that this Python brings along: it runs without being installed."""
    brought = importlib.util.find_spec("ensurepip")
    places = [Path(brought.origin).parent / "_bundled"] if brought and brought.origin else []
    places += map(Path, filter(None, [sysconfig.get_config_var("WHEEL_PKG_DIR")]))
    return next((wheel for place in places for wheel in place.glob("pip-*.whl")), None)


def pip(*what: str) -> None:
    """Installs exactly the packages of a lock."""
    wheel = bundled_pip()
    program = [f"{wheel}/pip"] if wheel else ["-m", "pip"]
    asked = ["install", "-q", "--disable-pip-version-check", "--no-deps", "--require-hashes"]
    run([str(PYTHON), *program, *asked, *what])


def install_uv() -> None:
    """The installer, with the hashes of the lock; without it pip does the work, more slowly."""
    found = re.search(r"^uv==(\S+)(?:.*\\\n)(?:    --hash=.*\n)+", LOCK.read_text("utf-8"), re.M)
    if not found or succeeds([VENV / "bin" / "uv", "--version"], saying=found[1]):
        return
    part = VENV / "uv.lock"
    part.write_text(found[0], encoding="utf-8")
    try:
        step("instalador uv", pip, "-r", str(part))
    except Refusal as why:
        say(f"sin uv ({why}) sigue pip")
    part.unlink()


def install(lock: Path) -> None:
    """Exactly the packages of a lock; those of a group come on top of the others."""
    uv = VENV / "bin" / "uv"
    if succeeds([uv, "--version"]):
        verb, which = ("sync", [str(lock)]) if lock == LOCK else ("install", ["-r", str(lock)])
        try:
            run([str(uv), "pip", verb, "-q", "--require-hashes", "-p", str(PYTHON), *which])
            return
        except Unreachable:  # pip may know a mirror or a certificate that uv does not
            sys.stderr.write("uv no llega al registro, sigue pip… ")
    pip("-r", str(lock))


def make_command() -> None:
    """The console script `almenara`, and our folder on the environment's path."""
    where = [str(PYTHON), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"]
    site = subprocess.run(where, capture_output=True, text=True, check=True).stdout.strip()
    Path(site, "almenara.pth").write_text(f"{ROOT}\n", encoding="utf-8")
    script = VENV / "bin" / "almenara"
    script.write_text(SCRIPT.format(python=PYTHON), encoding="utf-8")
    script.chmod(0o755)


def translate() -> None:
    """Compiles the translations that are newer than what was compiled of them."""
    stale = [po for po in sorted(ROOT.glob("locale/*/LC_MESSAGES/*.po")) if is_stale(po)]
    if stale:
        program = (
            "import os, polib, sys\n"
            "for po in sys.argv[1:]:\n"
            "    polib.pofile(po).save_as_mofile(po[:-2] + 'half')\n"
            "    os.replace(po[:-2] + 'half', po[:-2] + 'mo')\n"
        )
        step("traducciones", run, [str(PYTHON), "-c", program, *map(str, stale)])


def is_stale(po: Path) -> bool:
    """Is there no newer .mo beside it?"""
    mo = po.with_suffix(".mo")
    return not mo.exists() or mo.stat().st_mtime < po.stat().st_mtime


def run(command: Sequence[str]) -> None:
    """Runs a program silently; its failure becomes one sentence."""
    env = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "PYTHONHOME")}
    env.setdefault("UV_SYSTEM_CERTS", "1")  # a network's own certificate counts, as for pip
    ended = subprocess.run(
        command, cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    if ended.returncode:
        said = ended.stdout.strip()
        if NO_SPACE.search(said):
            raise Refusal(no_space())
        if NO_NETWORK.search(said):
            raise Unreachable(
                "no se llega al registro de paquetes: compruebe la red (o PIP_INDEX_URL y "
                "UV_DEFAULT_INDEX si usa un espejo) y repita la orden."
            )
        if "ensurepip" in said:
            raise Refusal("falta el paquete python3-venv: apt-get install python3-venv.")
        raise Refusal(f"falló {Path(command[0]).name}: {said.splitlines()[-1] if said else '?'}")


def succeeds(command: Sequence[object], saying: str = "") -> bool:
    """Does this program run, and say that?"""
    try:
        ended = subprocess.run([str(part) for part in command], capture_output=True, text=True)
    except OSError:
        return False
    return ended.returncode == 0 and saying in ended.stdout


def step(what: str, do: Callable[..., None], *about: object) -> None:
    """Does one step and says how long it took."""
    sys.stderr.write(f"· {what}… ")
    sys.stderr.flush()
    began = time.monotonic()
    try:
        do(*about)
    except BaseException:
        sys.stderr.write("no\n")
        raise
    sys.stderr.write(f"{time.monotonic() - began:.1f} s\n")


def no_space() -> str:
    """The sentence of a full disk."""
    return f"no hay espacio en el disco de {ROOT}: libere espacio y repita la orden."


def read(path: Path) -> str:
    """A file's text, empty without one."""
    try:
        return path.read_text(encoding="utf-8")
    except OSError:
        return ""


def say(what: str) -> None:
    """A line for the person who waits."""
    sys.stderr.write(f"· {what}\n")


def refuse(sentence: str) -> int:
    """The last line, and the exit code."""
    sys.stderr.write(f"almenara: {sentence}\n")
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
