"""Answers in the form that was asked for."""

import json
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _

from almenara.formats.refusal import Unreadable
from almenara.formats.sdmx import (
    accepting,
    csvdata,
    jsondata,
    jsonnames,
    jsonstructure,
    mldata,
    mlnames,
    mlstructure,
)
from almenara.formats.sdmx.accepting import Form
from almenara.formats.sdmx.dataset import Message
from almenara.formats.sdmx.model import Structures

PIECE = 64 * 1024  # signs of a piece of a stream
_DATA: dict[str, Callable[[Message, bool], Iterator[str]]] = {
    accepting.ML: lambda message, names: mldata.specific(message),
    accepting.TIMED: lambda message, names: mldata.specific(message, is_timed=True),
    accepting.ML3: lambda message, names: mldata.specific(message, mlnames.NEW),
    accepting.GENERIC: lambda message, names: mldata.generic(message),
    accepting.CSV1: csvdata.first,
    accepting.CSV2: csvdata.second,
    accepting.JSON: lambda message, names: jsondata.write(message),
}


def data(message: Message, form: Form) -> Iterator[bytes]:
    """A data message in pieces; Unreadable for a history that this form cannot tell."""
    if form.name in (accepting.CSV1, accepting.CSV2) and any(
        one.valid_from for one in message.sets
    ):
        said = _("Un CSV no puede decir qué valía cuándo: pida otra forma.")
        raise Unreadable(["includeHistory"], said)
    return _pieces(_DATA[form.name](message, form.has_names))


def structures(found: Structures, at: datetime, form: Form, language: str) -> bytes:
    """A structure message."""
    number, is_test = f"STR_{at:%Y%m%dT%H%M%S}", settings.DEMONSTRATION
    if form.name == accepting.JSON:
        return jsonstructure.write(found, number, at, language, is_test)
    version = mlnames.NEW if form.name == accepting.ML3 else mlnames.OLD
    return mlstructure.write(found, number, at, version, is_test)


def error(accept: str, code: int, detail: str, language: str) -> tuple[str, str]:
    """A refusal as SDMX says it: content type and text, as JSON for who reads JSON."""
    try:
        is_json = accepting.structure(accept).name == accepting.JSON
    except Unreadable:
        is_json = "json" in accept
    if is_json:
        said = jsonnames.error(code, detail, language)
        return "application/json", json.dumps(said, ensure_ascii=False)
    return "application/xml; charset=utf-8", mlnames.error(code, detail, language)


def _pieces(said: Iterable[str]) -> Iterator[bytes]:
    held: list[str] = []
    size = 0
    for one in said:
        held.append(one)
        size += len(one)
        if size > PIECE:
            yield "".join(held).encode()
            held, size = [], 0
    yield "".join(held).encode()
