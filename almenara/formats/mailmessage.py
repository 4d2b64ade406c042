"""Mail as bytes: the text is rendered once a language, each person gets only headers of its own."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from functools import lru_cache

from almenara.formats import openpgp
from almenara.formats.refusal import Loc, Unreadable
from almenara.formats.refusal import Said as _

_ADDRESS = re.compile(
    r"(?=.{3,254}\Z)[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*"
)
_KEY = re.compile(r"[A-Za-z0-9=_+-]+(\.[A-Za-z0-9=_+-]+)*")


@dataclass(frozen=True)
class Attachment:
    """A file that goes with a letter."""

    name: str
    type: str
    content: bytes


@dataclass(frozen=True)
class Letter:
    """What all readers of one language get alike."""

    subject: str
    text: str
    language: str
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True)
class Envelope:
    """What is one person's own; `key` is the notice's and never changes between attempts."""

    sender: str
    sender_name: str
    to: str
    key: str
    at: datetime


def address(value: object, loc: Loc) -> str:
    """A bare mail address in ASCII, or Unreadable."""
    if not isinstance(value, str) or not _ADDRESS.fullmatch(value):
        raise Unreadable(loc, _("No es una dirección de correo."))
    return value


def message(letter: Letter, envelope: Envelope, keys: Sequence[str] = ()) -> bytes:
    """The message (RFC 5322, CRLF); with keys its content is encrypted to them, its subject never.

    ValueError for a key with other than letters, digits and `.=_+-`; Unreadable for an address.
    """
    if not _KEY.fullmatch(envelope.key):
        raise ValueError(f"not the key of a notice: {envelope.key!r}")
    sender = address(envelope.sender, ["sender"])
    own = (
        f"To: {address(envelope.to, ['to'])}\r\n"
        f"Date: {format_datetime(envelope.at)}\r\n"
        f"Message-ID: <{envelope.key}@{sender.partition('@')[2]}>\r\n"
        f"X-Almenara-Key: {envelope.key}\r\n"
    )
    content = _content(letter)
    if keys:
        content = openpgp.sealed(content, keys, envelope.at)
    return _common(sender, envelope.sender_name, letter.subject) + own.encode() + content


@lru_cache(maxsize=256)
def _common(sender: str, name: str, subject: str) -> bytes:
    """The headers that many messages share; line ends in a name or subject become spaces.

    A subject beyond ASCII is encoded as a whole: `EmailMessage` encodes it by words and loses the
    space between two of them (bpo-35547).
    """
    headers = EmailMessage(policy=SMTP)
    headers["From"] = Address(_one_line(name), addr_spec=sender)
    headers["Auto-Submitted"] = "auto-generated"
    said = Header(_one_line(subject), header_name="Subject").encode(linesep="\r\n")
    return f"Subject: {said}\r\n".encode() + headers.as_bytes().removesuffix(b"\r\n")


@lru_cache(maxsize=256)
def _content(letter: Letter) -> bytes:
    """The text and files as a MIME entity with its headers, in 7 bits for any relay."""
    entity = EmailMessage(policy=SMTP.clone(cte_type="7bit"))
    entity.set_content(letter.text)
    entity["Content-Language"] = _one_line(letter.language)
    for file in letter.attachments:
        kind, _slash, subkind = file.type.partition("/")
        name = _one_line(file.name)
        entity.add_attachment(file.content, maintype=kind, subtype=subkind, filename=name)
    return entity.as_bytes()


def _one_line(text: str) -> str:
    return re.sub(r"[\x00-\x20\x7f-\x9f\u2028\u2029]+", " ", text).strip()
