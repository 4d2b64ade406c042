"""From what a word says to a message: content up to GREEN, above it only that there is one."""

import email.utils
import quopri
import re
from dataclasses import dataclass
from email.header import Header
from functools import lru_cache
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from almenara.core.notices.mail import Letter
from almenara.core.notices.models import Notice
from almenara.core.notices.words import Content
from almenara.formats.tlp import TLP

ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9.\[\]:-]{1,250}")


@dataclass(frozen=True)
class House:
    """Where messages come from: the address of this installation and its host's name."""

    host: str
    sender: str


@lru_cache(maxsize=4)
def house(base_url: str) -> House:
    host = urlsplit(base_url).hostname or "localhost"
    named = host if re.search(r"[a-z]", host) and "." in host else "almenara.localhost"
    return House(named, f"almenara@{named}")


def is_open(marking: str) -> bool:
    """May the content travel in clear?"""
    return TLP(marking) <= TLP.GREEN


def subject(content: Content) -> str:
    """Up to GREEN the title; above it marking, network and reference, in the reader's language."""
    exercise = f"[{_('EJERCICIO')}] " if content.is_exercise else ""
    rest = [content.title] if is_open(content.marking) else [content.network, content.reference]
    return exercise + " · ".join(part for part in [content.marking, *rest] if part)


def text(content: Content, link: str = "") -> str:
    """The words of the mail; `link` (one time, above GREEN) stands instead of the content."""
    head = [_("EJERCICIO: nada de esto ha ocurrido.")] if content.is_exercise else []
    head += [content.marking, content.network, content.reference]
    if is_open(content.marking):
        parts = [*head, "", content.title, "", content.body, ""]
        tail = [_("Léalo y responda aquí:"), content.url]
    else:
        parts = [*head, "", _("Tiene un mensaje cuyo contenido no viaja por correo abierto.")]
        tail = [_("Diga «recibido» aquí, una sola vez:"), link]
        tail += ["", _("Para leerlo y responder, entre en Almenara:"), content.url]
    return "\n".join([*(p for p in parts if p is not None), *tail]) + "\n"


def plain(notice: Notice, content: Content, to: str, link: str, base_url: str) -> Letter:
    """A message in clear; for one content and language only key, reader and link differ."""
    where = house(base_url)
    body = _body(text(content, "\0"))
    filled = body.replace(b"=00", _coded(link)) if link else body
    head = _head(subject(content), str(content.marking))
    own = _own(notice.key, to, where)
    mime = (
        b"MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
        b"Content-Transfer-Encoding: quoted-printable\r\n\r\n"
    )
    return Letter(notice.key, where.sender, to, own + head + mime + filled)


def sealed(notice: Notice, content: Content, to: str, armoured: str, base_url: str) -> Letter:
    """A message whose content is encrypted to the reader's key (PGP/MIME, RFC 3156)."""
    where = house(base_url)
    mark = f"sealed-{notice.key}"
    mime = (
        f'MIME-Version: 1.0\r\nContent-Type: multipart/encrypted; boundary="{mark}";\r\n'
        ' protocol="application/pgp-encrypted"\r\n\r\n'
        f"--{mark}\r\nContent-Type: application/pgp-encrypted\r\n\r\nVersion: 1\r\n\r\n"
        f'--{mark}\r\nContent-Type: application/octet-stream; name="message.asc"\r\n'
        'Content-Disposition: inline; filename="message.asc"\r\n\r\n'
        f"{_lines(armoured)}\r\n--{mark}--\r\n"
    ).encode()
    head = _head(subject(content), str(content.marking))
    return Letter(notice.key, where.sender, to, _own(notice.key, to, where) + head + mime)


def inner(content: Content) -> bytes:
    """What is encrypted: a whole MIME entity with the full content."""
    body = "\n\n".join([content.title, content.body, content.url])
    if content.is_exercise:
        body = _("EJERCICIO: nada de esto ha ocurrido.") + "\n\n" + body
    told = f"{content.marking}\n{content.network}\n{content.reference}\n\n{body}\n"
    return (
        b"Content-Type: text/plain; charset=utf-8\r\n"
        b"Content-Transfer-Encoding: quoted-printable\r\n\r\n" + _body(told)
    )


def is_address(to: str) -> bool:
    return ADDRESS.fullmatch(to) is not None


@lru_cache(maxsize=256)
def _head(subject: str, marking: str) -> bytes:
    """The headers that all readers of one content in one language share."""
    clean = " ".join(subject.split())
    said = clean if clean.isascii() and len(clean) < 70 else Header(clean, "utf-8").encode()
    return (
        f"Subject: {_lines(said)}\r\nX-Almenara-Marking: {marking}\r\n"
        "Auto-Submitted: auto-generated\r\n"
    ).encode()


@lru_cache(maxsize=256)
def _body(words: str) -> bytes:
    """Quoted-printable with CRLF lines."""
    return _coded(words.replace("\r\n", "\n"))


def _coded(words: str) -> bytes:
    return quopri.encodestring(words.encode()).replace(b"\n", b"\r\n")


def _own(key: str, to: str, where: House) -> bytes:
    return (
        f"From: Almenara <{where.sender}>\r\nTo: <{to}>\r\n"
        f"Date: {email.utils.formatdate()}\r\nMessage-ID: <{key}@{where.host}>\r\n"
        f"X-Almenara-Key: {key}\r\n"
    ).encode("ascii")


def _lines(words: str) -> str:
    return "\r\n".join(words.splitlines())
