"""What a new database is made from, and the note in the database itself that says so.

One that has it all is not made ready again, which a start would wait for; a restored one knows what
it has.
"""

import hashlib
from collections.abc import Iterator
from pathlib import Path

import psycopg
from psycopg import sql

PACKAGE = Path(__file__).resolve().parent.parent
MADE_OF = ("*/migrations/*.py", "*/types/*.yaml", "*/reference/*.yaml", "factsheets.py")
PACKAGES = "requirements.lock"  # other people's tables are as their packages are
NOTED = "select obj_description(to_regclass('parties_state'), 'pg_class')"
NOTE = sql.SQL("comment on table parties_state is {}")


def digest() -> str:
    """Of every file that decides how a new database looks."""
    said = hashlib.sha256()
    for file in sorted(_files()):
        said.update(str(file).removeprefix(str(PACKAGE)).encode() + b"\0" + file.read_bytes())
    return said.hexdigest()


def are_in(url: str) -> bool:
    """Is all of it in this database already?"""
    try:
        with psycopg.connect(url) as link:
            return link.execute(NOTED).fetchone() == (digest(),)
    except psycopg.Error:  # whoever makes it ready says why it cannot be
        return False


def _files() -> Iterator[Path]:
    for shape in MADE_OF:
        yield from PACKAGE.rglob(shape)
    lock = PACKAGE.parent / PACKAGES
    if lock.exists():
        yield lock
