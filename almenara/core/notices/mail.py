"""Handing mail over: kept SMTP connections, or files in a folder where there is no server.

Threads come here; nothing here touches the database.
"""

import os
import re
import smtplib
import ssl
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

from almenara.core.notices.gate import Closed

TIMEOUT = 10.0
Leave = Callable[[], AbstractContextManager[None]]  # around what cannot be taken back
_DOTS = re.compile(rb"(?m)^\.")


@dataclass(frozen=True)
class Mail:
    """One message, ready to leave: CRLF lines, and the key under which it is known."""

    key: str
    sender: str
    to: str
    text: bytes


class NotTaken(Exception):
    """The server did not take the letter; the message says what it answered."""


class Carrier(Protocol):
    def send(self, letter: Mail, leave: Leave) -> None: ...

    def prepare(self) -> str: ...


class Folder:
    """One RFC 5322 file a message, complete when it appears."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def prepare(self) -> str:
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as fault:
            return str(fault)
        return ""

    def send(self, letter: Mail, leave: Leave) -> None:
        moment = datetime.now(UTC).strftime("%Y%m%dT%H%M%S.%fZ")
        begun = self.folder / f".{letter.key}.{threading.get_ident()}"
        try:
            begun.touch(mode=0o600)
            begun.write_bytes(letter.text)
            with leave():
                begun.replace(self.folder / f"{moment}-{letter.key}.eml")
        except OSError as fault:
            raise NotTaken(str(fault)) from fault
        finally:
            begun.unlink(missing_ok=True)


class Server:
    """Connections to one mail server, kept between letters and batches; threads share them."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self.host, self.port = parts.hostname or "localhost", parts.port or 25
        self.is_tls = parts.scheme == "smtps"
        self.user = unquote(parts.username or "")
        self.word = unquote(parts.password or "")
        self._idle: list[smtplib.SMTP] = []
        self._turn = threading.Lock()

    def prepare(self) -> str:
        """Why no connection can be had now; asked before anything is locked."""
        try:
            line, is_kept = self._take()
            if is_kept and not _answers(line):
                self._forget()
                line = self._connect()
            self._give(line)
        except (OSError, smtplib.SMTPException) as fault:
            return said(fault)
        return ""

    def send(self, letter: Mail, leave: Leave) -> None:
        """Hand the letter over, on a fresh connection where a kept one was closed meanwhile."""
        try:
            line, is_kept = self._take()
            try:
                self._post(line, letter, leave)
            except smtplib.SMTPServerDisconnected:
                _drop(line)
                if not is_kept:
                    raise
                line = self._connect()
                self._post(line, letter, leave)
        except (OSError, smtplib.SMTPException) as fault:
            raise NotTaken(said(fault)) from fault
        self._give(line)

    def _post(self, line: smtplib.SMTP, letter: Mail, leave: Leave) -> None:
        """MAIL, RCPT, DATA; the words of `smtplib.sendmail` with a door before the text."""
        try:
            _expect(line.mail(letter.sender), 250)
            _expect(line.rcpt(letter.to), 250, 251)
            _expect(line.docmd("DATA"), 354)
            with leave():
                line.send(_DOTS.sub(b"..", letter.text) + b".\r\n")
            _expect(line.getreply(), 250)
        except Closed:
            _drop(line)  # after DATA there is no way back on this connection
            raise
        except smtplib.SMTPResponseException as fault:
            self._recover(line, fault.smtp_code)
            raise
        except (OSError, smtplib.SMTPServerDisconnected):
            _drop(line)
            raise

    def _recover(self, line: smtplib.SMTP, code: int) -> None:
        """After a refusal the connection goes on; after 421 the server has left."""
        if code == 421:
            _drop(line)
            raise smtplib.SMTPServerDisconnected("421")
        try:
            line.rset()
        except (OSError, smtplib.SMTPException):
            _drop(line)
        else:
            self._give(line)

    def _take(self) -> tuple[smtplib.SMTP, bool]:
        with self._turn:
            if self._idle:
                return self._idle.pop(), True
        return self._connect(), False

    def _give(self, line: smtplib.SMTP) -> None:
        if line.sock is not None:
            with self._turn:
                self._idle.append(line)

    def _forget(self) -> None:
        """The server went away: none of the kept connections is worth a try."""
        with self._turn:
            lines, self._idle = self._idle, []
        for line in lines:
            _drop(line)

    def _connect(self) -> smtplib.SMTP:
        if self.is_tls:
            secure = ssl.create_default_context()
            line: smtplib.SMTP = smtplib.SMTP_SSL(
                self.host, self.port, timeout=TIMEOUT, context=secure
            )
        else:
            line = smtplib.SMTP(self.host, self.port, timeout=TIMEOUT)
        line.ehlo_or_helo_if_needed()
        if self.user:
            self._enter(line)
        return line

    def _enter(self, line: smtplib.SMTP) -> None:
        """A password travels only inside TLS, unless the server is this machine."""
        if not self.is_tls and line.has_extn("starttls"):
            line.starttls(context=ssl.create_default_context())
            line.ehlo()
        line.login(self.user, self.word)


def _expect(reply: tuple[int, bytes], *codes: int) -> None:
    if reply[0] not in codes:
        raise smtplib.SMTPResponseException(reply[0], reply[1])


def _answers(line: smtplib.SMTP) -> bool:
    try:
        return line.noop()[0] == 250
    except (OSError, smtplib.SMTPException):
        _drop(line)
        return False


def _drop(line: smtplib.SMTP) -> None:
    with suppress(OSError):
        line.close()


def said(fault: Exception) -> str:
    """What the other side answered, short and on one line."""
    if isinstance(fault, smtplib.SMTPResponseException):
        words = fault.smtp_error
        text = words.decode("utf-8", "replace") if isinstance(words, bytes) else str(words)
        return " ".join(f"{fault.smtp_code} {text}".split())[:200]
    return " ".join((str(fault) or type(fault).__name__).split())[:200]


@lru_cache(maxsize=8)
def carrier(url: str, folder: Path, process: int = 0) -> Carrier:
    """The way mail leaves this installation; one a process."""
    return Server(url) if url else Folder(folder)


def here(url: str, folder: Path) -> Carrier:
    """The carrier of this process (a forked one must not share the connections)."""
    return carrier(url, folder, os.getpid())
