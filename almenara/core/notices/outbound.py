"""Where the house may call: public addresses over http(s), resolved once, nothing followed.

An address is looked up once and that very address is connected to, so that a name cannot point
elsewhere between the check and the call.
"""

import http.client
import ipaddress
import socket
import ssl
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from django.utils.translation import gettext_noop as _

Leaving = AbstractContextManager[None]
CONNECT, OVERALL = 3.0, 5.0
ANSWER_LIMIT = 64 * 1024


class Refused(Exception):
    """The house does not call there, or the other side did not take it; `words` say why."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


@dataclass(frozen=True)
class Place:
    """One address to call, found once."""

    parts: SplitResult
    host: str
    port: int
    address: str

    @property
    def target(self) -> str:
        path = self.parts.path or "/"
        return f"{path}?{self.parts.query}" if self.parts.query else path


def read(url: str) -> SplitResult:
    """The parts of a URL that may be called at all."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as fault:
        raise Refused(_("dirección mal escrita")) from fault
    if parts.scheme not in ("http", "https") or not parts.hostname or port == 0:
        raise Refused(_("solo direcciones http o https"))
    if parts.username or parts.password:
        raise Refused(_("sin usuario ni clave en la dirección"))
    if not url.isascii() or any(c <= " " for c in url):
        raise Refused(_("dirección mal escrita"))
    return parts


def find(url: str, allowed: frozenset[tuple[str, int]], is_own: bool = False) -> Place:
    """Look the host up once; an address that is not public is refused unless it is allowed.

    `is_own`: the URL is a setting of the installation, not a person's.
    """
    parts = read(url)
    host = str(parts.hostname).lower()
    port = parts.port or (443 if parts.scheme == "https" else 80)
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as fault:
        raise Refused(_("no se encuentra el servidor")) from fault
    addresses = [str(entry[4][0]) for entry in found]
    is_allowed = is_own or (host, port) in allowed
    if not is_allowed and not all(is_public(address) for address in addresses):
        raise Refused(_("dirección privada: no se llama a redes internas"))
    return Place(parts, host, port, addresses[0])


def refuse_private(url: str, allowed: frozenset[tuple[str, int]]) -> None:
    """Refuse an address known to be private; a name that is not found may be there tomorrow."""
    try:
        find(url, allowed)
    except Refused as refusal:
        if not isinstance(refusal.__cause__, OSError):
            raise


def is_public(address: str) -> bool:
    """Is it an address of the open network? IPv4 inside IPv6 counts as what it carries."""
    found = ipaddress.ip_address(address.split("%")[0])
    if isinstance(found, ipaddress.IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour or (found.teredo[1] if found.teredo else None)
        if inner is not None:
            return is_public(str(inner))
        if found in ipaddress.ip_network("64:ff9b::/96") or found in ipaddress.ip_network("::/96"):
            return is_public(str(ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)))
        if found.is_site_local:
            return False
    return found.is_global and not found.is_multicast


def post(place: Place, body: bytes, headers: dict[str, str], leave: Callable[[], Leaving]) -> None:
    """Send one POST to the place; anything but 2xx, and within 5 s, is `Refused`.

    `leave` is the context in which the request is written.
    """
    end = time.monotonic() + OVERALL
    line = http.client.HTTPConnection(place.host, place.port)
    try:
        line.sock = _connect(place, end)
        with leave():
            line.request("POST", place.target, body, {**headers, "Connection": "close"})
        status = _status(line.sock, end)
    except TimeoutError as fault:
        raise Refused(_("no responde en 5 segundos")) from fault
    except (OSError, http.client.HTTPException, ValueError) as fault:
        raise Refused(f"{type(fault).__name__}: {fault}"[:120]) from fault
    finally:
        with suppress(OSError):
            line.close()
    if not 200 <= status < 300:
        raise Refused(f"respondió {status}")


def _connect(place: Place, end: float) -> socket.socket:
    raw = socket.create_connection((place.address, place.port), timeout=CONNECT)
    raw.settimeout(max(end - time.monotonic(), 0.01))
    if place.parts.scheme == "https":
        return ssl.create_default_context().wrap_socket(raw, server_hostname=place.host)
    return raw


def _status(line: socket.socket, end: float) -> int:
    """The status of the final answer; its body is of no interest and never kept."""
    said = b""
    while len(said) < ANSWER_LIMIT:
        head, complete, rest = said.partition(b"\r\n\r\n")
        if complete:
            status = int(head.split(b" ", 2)[1][:3])
            if status >= 200:
                return status
            said = rest
            continue
        line.settimeout(max(end - time.monotonic(), 0.01))
        piece = line.recv(ANSWER_LIMIT)
        if not piece:
            raise http.client.BadStatusLine("se cortó")
        said += piece
    raise http.client.LineTooLong("answer")
