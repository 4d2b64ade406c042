"""The database logins: the owner migrates, the application owns nothing and bypasses nothing."""

import secrets
from collections.abc import Callable
from pathlib import Path

import psycopg
from psycopg import conninfo, sql

from almenara.config.addresses import KEPT, ROLES
from almenara.config.refusal import Refusal
from almenara.core import private

OWNER, APP = ROLES["owner"], ROLES["app"]
VERSION = "1"
EXTENSIONS = ("unaccent", "pg_trgm", "btree_gist")

# What the owner makes later, the application may use: in our database and, by template1, in tests'.
FUTURE = """
alter default privileges for role {owner} in schema public
  grant select, insert, update, delete on tables to {app};
alter default privileges for role {owner} in schema public grant usage on sequences to {app};
alter default privileges for role {owner} in schema public grant execute on functions to {app};
"""
PRESENT = """
grant usage on schema public to {app};
grant select, insert, update, delete on all tables in schema public to {app};
grant usage on all sequences in schema public to {app};
grant execute on all functions in schema public to {app};
"""


def set_up(superuser: Callable[[str], str]) -> None:
    """Makes roles, database and extensions of the embedded server; may be repeated."""
    with psycopg.connect(superuser("postgres"), autocommit=True) as link:
        for role, extra in ((OWNER, "createdb"), (APP, "nocreatedb")):
            if not link.execute("select 1 from pg_roles where rolname = %s", [role]).fetchone():
                link.execute(sql.SQL("create role {}").format(sql.Identifier(role)))
            rights = f"alter role {{}} login nosuperuser nobypassrls nocreaterole {extra}"
            link.execute(sql.SQL(rights).format(sql.Identifier(role)))
    with psycopg.connect(superuser("template1"), autocommit=True) as link:
        _furnish(link, OWNER)
    with psycopg.connect(superuser("postgres"), autocommit=True) as link:
        if not link.execute("select 1 from pg_database where datname = 'almenara'").fetchone():
            link.execute(_named("create database almenara owner {owner}", OWNER))
    with psycopg.connect(superuser("almenara"), autocommit=True) as link:
        _furnish(link, OWNER)


def provide_app_role(owner_url: str, home: Path) -> str:
    """The address of almenara_app on an external server; its password is kept in HOME (0600)."""
    kept = home / KEPT
    try:
        with psycopg.connect(owner_url, autocommit=True) as link:
            _refuse_old(link)
            known = link.execute("select 1 from pg_roles where rolname = %s", [APP]).fetchone()
            if known and kept.exists() and _opens(kept.read_text(encoding="utf-8")):
                return kept.read_text(encoding="utf-8")
            return _make_app_role(link, owner_url, kept, bool(known))
    except psycopg.OperationalError as why:
        raise Refusal(f"No se llega a ALMENARA_DATABASE_URL: {_said(why)}") from why
    except psycopg.errors.InsufficientPrivilege as why:
        raise Refusal(
            f"El dueño de ALMENARA_DATABASE_URL no puede crear el rol {APP} o sus extensiones "
            f"({_said(why)}): délle CREATEROLE, o cree el rol y ponga ALMENARA_APP_DATABASE_URL."
        ) from why


def empty(owner_url: str) -> None:
    """Take away everything that the owner has in its database, and furnish it as at first."""
    with psycopg.connect(owner_url) as link:
        link.execute("set local lock_timeout = '10s'")
        owner = str(link.execute("select current_user").fetchone()[0])  # type: ignore[index]
        link.execute("drop owned by current_user cascade")
        _furnish(link, owner)


def _make_app_role(link: psycopg.Connection, owner_url: str, kept: Path, known: bool) -> str:
    password = secrets.token_urlsafe(32)
    url = _as_app(owner_url, password)
    private.write(kept, url)
    verb = "alter" if known else "create"
    rights = f"{verb} role {{app}} login password {{password}}"
    link.execute(sql.SQL(rights).format(app=sql.Identifier(APP), password=sql.Literal(password)))
    owner = str(link.execute("select current_user").fetchone()[0])  # type: ignore[index]
    _furnish(link, owner)
    if not known:
        link.execute(_named(PRESENT, owner))
    return url


def _furnish(link: psycopg.Connection, owner: str) -> None:
    """Extensions and standing grants of one database."""
    for extension in EXTENSIONS:
        create = sql.SQL("create extension if not exists {}")
        link.execute(create.format(sql.Identifier(extension)))
    link.execute(_named("grant usage on schema public to {app}", owner))
    if _owns_public(link):
        link.execute("revoke create on schema public from public")
    link.execute(_named(FUTURE, owner))


def _owns_public(link: psycopg.Connection) -> bool:
    question = """select pg_has_role(current_user, nspowner, 'member') from pg_namespace
                  where nspname = 'public'"""
    row = link.execute(question).fetchone()
    return bool(row and row[0])


def _refuse_old(link: psycopg.Connection) -> None:
    if link.info.server_version < 150000:
        raise Refusal("La base de datos externa es anterior a PostgreSQL 15: use una más nueva.")


def _opens(url: str) -> bool:
    try:
        with psycopg.connect(url, connect_timeout=5):
            return True
    except psycopg.OperationalError:
        return False


def _as_app(owner_url: str, password: str) -> str:
    """The owner's address with the application's login."""
    parts = {k: str(v) for k, v in conninfo.conninfo_to_dict(owner_url).items() if v is not None}
    parts |= {"user": APP, "password": password}
    return conninfo.make_conninfo(**parts)


def _named(text: str, owner: str) -> sql.Composed:
    return sql.SQL(text).format(owner=sql.Identifier(owner), app=sql.Identifier(APP))


def _said(why: psycopg.Error) -> str:
    return " ".join(str(why).split())[:300]
