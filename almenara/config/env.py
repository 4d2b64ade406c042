"""The settings of this installation, read once from the environment (ALMENARA_*)."""

import ipaddress
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

from almenara.config import addresses
from almenara.config.refusal import Refusal
from almenara.core import private

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
T = TypeVar("T")
ANYWHERE = frozenset({"0.0.0.0", "::"})  # noqa: S104 - compared, not bound

SETTINGS = """
HOME DATABASE_URL APP_DATABASE_URL REPLICA_URL PORT HOST MAIL_URL SECRET_KEY BASE_URL DEMO NAME
SECOND_FACTOR OUTBOUND_ALLOW PHONE_URL CLIENT_CERT_HEADER TRUSTED_PROXIES IATI_SCHEMAS
IATI_REPORTER ROLE
"""
NAMES = frozenset(f"ALMENARA_{name}" for name in SETTINGS.split())


@dataclass(frozen=True)
class Env:
    """What differs between installations; "" or () stands for a setting that is not given."""

    home: Path
    role: str
    name: str
    host: str
    port: int
    base_url: str
    demo: bool
    second_factor: bool
    secret: str = field(repr=False)
    database_url: str
    app_database_url: str
    replica_url: str
    mail_url: str
    phone_url: str
    outbound_allow: frozenset[tuple[str, int]]
    client_cert_header: str
    trusted_proxies: tuple[Network, ...]
    iati_schemas: str
    iati_reporter: str
    unknown: tuple[str, ...]

    @property
    def secret_key(self) -> str:
        """The key that signs sessions."""
        return _secret_key(self)

    @property
    def allowed_hosts(self) -> list[str]:
        """The host names under which the pages answer."""
        if self.host in ANYWHERE and self.base_url == f"http://127.0.0.1:{self.port}":
            return ["*"]
        own = str(urlsplit(self.base_url).hostname)
        return sorted({own, self.host.strip("[]"), "127.0.0.1", "localhost", "[::1]"} - ANYWHERE)

    @property
    def embedded(self) -> bool:
        """Is the database our own PostgreSQL under HOME?"""
        return not self.database_url


def read(environ: Mapping[str, str]) -> Env:
    """Reads every setting, or refuses the first bad one by its name."""
    given = {name: value.strip() for name, value in environ.items() if name.startswith("ALMENARA_")}
    home = Path(given.get("ALMENARA_HOME") or "var").absolute()
    host = given.get("ALMENARA_HOST") or "127.0.0.1"
    port = _value(given, "PORT", _port, 8000)
    demo = _value(given, "DEMO", _yes_no, _demo_unless_told(home, given))
    shown = f"[{host}]" if ":" in host else host
    base_url = _value(
        given, "BASE_URL", _web, f"http://{'127.0.0.1' if host in ANYWHERE else shown}:{port}"
    )
    return Env(
        home=home,
        role=_value(given, "ROLE", _role, "app"),
        host=host,
        port=port,
        name=_value(given, "NAME", _name, _own_name(base_url)),
        base_url=base_url,
        demo=demo,
        second_factor=_value(given, "SECOND_FACTOR", _yes_no, not demo),
        secret=_value(given, "SECRET_KEY", _secret, ""),
        database_url=_value(given, "DATABASE_URL", _postgresql, ""),
        app_database_url=_value(given, "APP_DATABASE_URL", _postgresql, ""),
        replica_url=_value(given, "REPLICA_URL", _postgresql, ""),
        mail_url=_value(given, "MAIL_URL", _smtp, ""),
        phone_url=_value(given, "PHONE_URL", _web, ""),
        outbound_allow=_value(given, "OUTBOUND_ALLOW", _places, frozenset()),
        client_cert_header=given.get("ALMENARA_CLIENT_CERT_HEADER", ""),
        trusted_proxies=_value(given, "TRUSTED_PROXIES", _networks, ()),
        iati_schemas=given.get("ALMENARA_IATI_SCHEMAS", ""),
        iati_reporter=_value(given, "IATI_REPORTER", _reporter, "XM-DAC-47079"),
        unknown=tuple(sorted(name for name in given if name not in NAMES)),
    )


def database_url(env: Env, role: str) -> str:
    """The address with which a role (app, owner, superuser) connects; starts nothing."""
    if env.embedded:
        return addresses.embedded(env.home, role)
    return addresses.external(env.home, role, env.database_url, env.app_database_url)


def databases(env: Env) -> dict[str, dict[str, object]]:
    """Django's DATABASES, for the role of this process; `replica` only where there is one."""
    primary = addresses.for_django(database_url(env, env.role))
    if not env.replica_url:
        return {"default": primary}
    return {"default": primary, "replica": addresses.for_reading(env.replica_url)}


def _secret_key(env: Env) -> str:
    """Given; or in the demonstration made once and kept in HOME (0600)."""
    if env.secret:
        return env.secret
    if not env.demo:
        raise Refusal(
            "Falta ALMENARA_SECRET_KEY: fuera de la demostración ponga una clave de al menos "
            "32 caracteres (o ALMENARA_DEMO=1 para la demostración).",
            2,
        )
    return private.keep(env.home / "secret-key", lambda: secrets.token_urlsafe(48)).strip()


def settle_purpose(env: Env) -> None:
    """Writes down what this HOME is for, so that a lost setting cannot change it later."""
    try:
        env.home.mkdir(parents=True, exist_ok=True)
    except OSError as why:
        raise Refusal(f"ALMENARA_HOME no se puede crear: {env.home}: {why.strerror}.", 2) from None
    purpose = "demonstration" if env.demo else "service"
    found = private.keep(env.home / "purpose", lambda: purpose)
    if found.strip() == "service" and env.demo:
        raise Refusal(
            f"{env.home} es una instalación en servicio: quite ALMENARA_DEMO=1 o use otro "
            "ALMENARA_HOME para la demostración.",
            2,
        )


def _demo_unless_told(home: Path, given: Mapping[str, str]) -> bool:
    """Without ALMENARA_DEMO: what HOME was first used for; a given secret key says a service."""
    try:
        return (home / "purpose").read_text(encoding="utf-8").strip() != "service"
    except OSError:
        return not given.get("ALMENARA_SECRET_KEY")


def _value(given: Mapping[str, str], name: str, parse: Callable[[str], T], default: T) -> T:
    text = given.get(f"ALMENARA_{name}", "")
    if not text:
        return default
    try:
        return parse(text)
    except ValueError as why:
        raise Refusal(f"ALMENARA_{name} no se entiende: {why}.", 2) from None


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 65536):
        raise ValueError("debe ser un número de puerto entre 1 y 65535")
    return int(text)


def _name(text: str) -> str:
    if "+" in text or len(text.split()) != 1:
        raise ValueError("debe ser un nombre sin espacios ni signo +")
    return text


def _own_name(base_url: str) -> str:
    """The host's name; an installation known by a number only is called almenara."""
    host = str(urlsplit(base_url).hostname)
    is_number = ":" in host or host.replace(".", "").isdigit()
    return "almenara" if is_number or host == "localhost" else host


def _role(text: str) -> str:
    if text not in ("app", "owner"):
        raise ValueError("debe ser app u owner")
    return text


def _reporter(text: str) -> str:
    """The identifier of who reports to IATI; the first is the channel code of the Organization."""
    if len(text.split()) != 1 or set(text) & set("/&|?") or "-" not in text:
        raise ValueError("debe ser como XM-DAC-47079: el registro, un guion y el código")
    return text


def _yes_no(text: str) -> bool:
    if text not in ("0", "1"):
        raise ValueError("debe ser 1 o 0")
    return text == "1"


def _secret(text: str) -> str:
    if len(text) < 32:
        raise ValueError("debe tener al menos 32 caracteres")
    return text


def _address(text: str, schemes: tuple[str, ...], example: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in schemes or (not parts.hostname and parts.scheme[:8] != "postgres"):
        raise ValueError(f"debe ser como {example}")
    _ = parts.port  # raises when it is no number
    return text


def _web(text: str) -> str:
    return _address(text, ("http", "https"), "https://almenara.example").rstrip("/")


def _smtp(text: str) -> str:
    return _address(text, ("smtp", "smtps"), "smtp://usuario:clave@servidor:25")


def _postgresql(text: str) -> str:
    return _address(text, ("postgresql", "postgres"), "postgresql://usuario@servidor:5432/almenara")


def _places(text: str) -> frozenset[tuple[str, int]]:
    pairs = [item.strip().rpartition(":") for item in text.split(",") if item.strip()]
    if not all(host for host, _, _ in pairs):
        raise ValueError("debe ser una lista de servidor:puerto separada por comas")
    return frozenset((host.strip("[]").lower(), _port(port)) for host, _, port in pairs)


def _networks(text: str) -> tuple[Network, ...]:
    try:
        return tuple(ipaddress.ip_network(item.strip()) for item in text.split(",") if item.strip())
    except ValueError:
        raise ValueError("debe ser una lista de direcciones o redes separada por comas") from None
