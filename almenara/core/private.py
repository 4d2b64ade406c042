"""Private files: only this user of the operating system reads them (0600)."""

import os
import secrets
from collections.abc import Callable
from pathlib import Path


def keep(path: Path, make: Callable[[], str]) -> str:
    """The text of a file that is made once; of two processes that make it the earlier counts."""
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
    fresh = _beside(path)
    write(fresh, make())
    try:
        os.link(fresh, path)
    except FileExistsError:
        pass
    finally:
        fresh.unlink()
    return path.read_text(encoding="utf-8")


def replace(path: Path, text: str) -> None:
    """Another text in its place; nobody reads half of it."""
    fresh = _beside(path)
    write(fresh, text)
    fresh.replace(path)


def write(path: Path, text: str) -> None:
    """A file on disk when this returns; until then it may be half there."""
    private = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with open(private, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def _beside(path: Path) -> Path:
    return path.with_name(f"{path.name}.{secrets.token_hex(4)}")
