"""Where the database is reached: addresses only, nothing is started or asked."""

from pathlib import Path
from urllib.parse import quote

from psycopg import conninfo

from almenara.config.refusal import Refusal

ROLES = {"superuser": "postgres", "owner": "almenara_owner", "app": "almenara_app"}
KEPT = "app-database-url"


def socket_folder(home: Path) -> Path:
    """Where this installation's sockets are; `short-run` names the folder of a deep HOME."""
    try:
        return Path((home / "run" / "short-run").read_text(encoding="utf-8"))
    except FileNotFoundError:
        return home / "run"


def database_sockets(home: Path) -> Path:
    """The folder of the embedded server's socket."""
    return socket_folder(home) / "pg"


def events_socket(home: Path) -> Path:
    """The socket of the events hub, which the web server passes on."""
    return socket_folder(home) / "events.sock"


def embedded(home: Path, role: str, database: str = "almenara") -> str:
    """The libpq address of a role (superuser, owner, app) on the embedded server."""
    return f"postgresql://{ROLES[role]}@/{database}?host={quote(str(database_sockets(home)))}"


def external(home: Path, role: str, owner_url: str, app_url: str) -> str:
    """The libpq address of a role on an external server."""
    if role == "superuser":
        raise Refusal("El superusuario solo existe en la base de datos propia (embebida).")
    if role == "owner":
        return owner_url
    if app_url:
        return app_url
    try:
        return (home / KEPT).read_text(encoding="utf-8")
    except FileNotFoundError:
        raise Refusal(
            "Aún no existe el rol de la aplicación en la base de datos externa: "
            "ejecute primero almenara migrate."
        ) from None


def for_django(url: str) -> dict[str, object]:
    """An address as Django's DATABASES wants it; connections live an hour and are checked.

    Values travel beside the text of a statement, so that one asked for the third time is planned
    once a connection: under policies the plan costs more than the rows, and a connection must be
    asked for a page eight times before its plans are ready.
    """
    parts = {k: v for k, v in conninfo.conninfo_to_dict(url).items() if v is not None}
    return {
        "ENGINE": "almenara.core.access.postgresql",
        "NAME": parts.pop("dbname", "almenara"),
        "USER": parts.pop("user", ""),
        "PASSWORD": parts.pop("password", ""),
        "HOST": parts.pop("host", ""),
        "PORT": str(parts.pop("port", "")),
        "CONN_MAX_AGE": 3600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {**parts, "server_side_binding": True, "prepare_threshold": 2},
    }


def for_reading(url: str) -> dict[str, object]:
    """The address of a standby; a page does not wait long for one that has gone."""
    patience = {"connect_timeout": "2", "tcp_user_timeout": "5000"}
    parts = {key: str(value) for key, value in conninfo.conninfo_to_dict(url).items()}
    return for_django(conninfo.make_conninfo(**{**patience, **parts}))
