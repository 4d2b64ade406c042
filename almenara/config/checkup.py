"""Is this installation sound? Each question with its answer, for `almenara check`."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _

from almenara.core.access import replica

HEAD_AGE = timedelta(hours=25)
HEARTBEAT = timedelta(seconds=90)
WITHOUT_STATES = {"identity_session"}  # sessions and accounts: read before anybody is known
_ROLE = """select current_user, rolsuper, rolbypassrls, exists (
    select from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relowner = r.oid and n.nspname = 'public')
from pg_roles r where rolname = current_user"""
_OPEN = """select relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
where n.nspname = 'public' and relkind in ('r', 'p') and not relrowsecurity"""
_HEAD = "select max(at), max(at) > now() - make_interval(secs => %s) from journal_head"
_WAITS = """select current_setting('synchronous_commit') = 'remote_apply'
    and current_setting('synchronous_standby_names') <> ''"""
_WORKER = """select max(last_heartbeat), max(last_heartbeat) > now() - make_interval(secs => %s)
from procrastinate_workers"""


@dataclass(frozen=True)
class Check:
    """One question; `detail` says what was found, or what to do."""

    name: str
    ok: bool
    detail: str


def checks() -> dict[str, Any]:
    """All of them, in the shape of `almenara check --json`."""
    asked = [*QUESTIONS, _replica] if settings.ENV.replica_url else QUESTIONS
    found = [question() for question in asked]
    return {"ok": all(check.ok for check in found), "checks": [asdict(check) for check in found]}


def _settings() -> Check:
    unknown = settings.ENV.unknown
    detail = _("Ajustes desconocidos: ") + ", ".join(unknown) if unknown else ""
    return Check("settings", not unknown, detail)


def _database() -> Check:
    with connection.cursor() as cursor:
        cursor.execute("show server_version")
        version = cursor.fetchone()[0]
    is_supported = int(version.split(".")[0]) >= 15
    return Check("database", is_supported, f"PostgreSQL {version}")


def _migrations() -> Check:
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    detail = _("Faltan %d migraciones: ejecute almenara migrate.") % len(plan) if plan else ""
    return Check("migrations", not plan, detail)


def _roles() -> Check:
    """The web's login owns nothing and no policy is waived for it."""
    with connection.cursor() as cursor:
        cursor.execute(_ROLE)
        name, is_superuser, is_bypassing, is_owner = cursor.fetchone()
    faults = [
        word
        for word, wrong in (
            ("superuser", is_superuser),
            ("bypassrls", is_bypassing),
            ("owner", is_owner),
        )
        if wrong
    ]
    return Check("roles", not faults, f"{name} {' '.join(faults)}".strip())


def _row_level_security() -> Check:
    ours = {
        model._meta.db_table
        for model in apps.get_models()
        if model.__module__.startswith("almenara.")
    } | {"search_entry", "search_key"}
    ours -= WITHOUT_STATES
    with connection.cursor() as cursor:
        cursor.execute(_OPEN)
        unguarded = sorted(ours & {name for (name,) in cursor.fetchall()})
    return Check("row-level-security", not unguarded, ", ".join(unguarded) or f"{len(ours)}")


def _head() -> Check:
    with connection.cursor() as cursor:
        cursor.execute(_HEAD, [HEAD_AGE.total_seconds()])
        at, is_young = cursor.fetchone()
    detail = f"{at:%Y-%m-%dT%H:%MZ}" if at else _("Ninguna cabeza: ejecute almenara journal sign.")
    return Check("journal-head", bool(is_young), detail)


def _mail() -> Check:
    if settings.MAIL_URL:
        return Check("mail", True, settings.MAIL_URL.rpartition("@")[2])
    detail = _("Los mensajes son archivos en %s.") % settings.MAIL_FOLDER
    return Check("mail", settings.DEMONSTRATION, detail)


def _worker() -> Check:
    with connection.cursor() as cursor:
        cursor.execute(_WORKER, [HEARTBEAT.total_seconds()])
        at, is_alive = cursor.fetchone()
    return Check("worker", bool(is_alive), f"{at:%H:%M:%SZ}" if at else "")


def _replica() -> Check:
    """Is the standby near, and does a commit wait until it shows there (`docs/operations.md`)?"""
    try:
        behind = replica.lag()
    except replica.LOST as why:
        return Check("replica", False, " ".join(str(why).split()))
    if behind is None:
        return Check("replica", False, _("ALMENARA_REPLICA_URL no es una réplica."))
    with connection.cursor() as cursor:
        cursor.execute(_WAITS)
        waits = cursor.fetchone()[0]
    detail = "" if waits else _("Una escritura no espera a la réplica: ponga remote_apply.")
    return Check("replica", waits and behind <= replica.BEHIND, f"{behind} bytes. {detail}".strip())


QUESTIONS: list[Callable[[], Check]] = [
    _settings,
    _database,
    _migrations,
    _roles,
    _row_level_security,
    _head,
    _mail,
    _worker,
]
