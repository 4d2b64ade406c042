"""From what a word says to a message: content up to GREEN, above it only that there is one."""

import re
from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from almenara.core.notices.mail import Mail
from almenara.core.notices.models import Notice
from almenara.core.notices.words import Content
from almenara.formats import mailmessage
from almenara.formats.mailmessage import Attachment, Envelope, Letter
from almenara.formats.tlp import TLP


@lru_cache(maxsize=16)
def is_open(marking: str) -> bool:
    """May the content travel in clear?"""
    return TLP(marking) <= TLP.GREEN


def subject(content: Content) -> str:
    """Up to GREEN the title; above it marking, network and reference, in the reader's language."""
    exercise = f"[{_('EJERCICIO')}] " if content.is_exercise else ""
    told = [content.network, content.reference]
    rest = [content.title] if is_open(content.marking) else told if any(told) else ["Almenara"]
    return exercise + " · ".join(part for part in [content.marking, *rest] if part)


def full(content: Content) -> str:
    """The whole content, for mail up to GREEN and for what is encrypted."""
    has_page = content.url not in ("", f"{settings.BASE_URL}/")
    way = _("Léalo y responda aquí:") if content.is_answered else _("Véalo aquí:")
    tail = [way, content.url] if has_page else []
    return _lines([*_head(content), "", content.title, "", content.body, "", *tail])


def empty(content: Content, link: str = "") -> str:
    """That there is a message: reference and marking; a link that says «received», where asked."""
    told = _("Tiene un mensaje cuyo contenido no viaja por correo abierto.")
    way = _("Para leerlo, entre en Almenara:")
    if content.is_answered:
        way = _("Para leerlo y responder, entre en Almenara:")
    received = [_("Para decir «recibido», una sola vez:"), link, ""] if link else []
    return _lines([*_head(content), "", told, "", *received, way, content.url])


def mail(
    notice: Notice, content: Content, to: str, text: str, at: datetime, keys: Sequence[str] = ()
) -> Mail:
    """The message ready to leave; with keys its content is encrypted to them."""
    sender = house(settings.BASE_URL)
    files = tuple(Attachment(file.name, file.type, file.content) for file in content.files)
    letter = Letter(subject(content), text, get_language() or "es", files)
    envelope = Envelope(sender, "Almenara", to, notice.key, at)
    return Mail(notice.key, sender, to, mailmessage.message(letter, envelope, keys))


@lru_cache(maxsize=4)
def house(base_url: str) -> str:
    """The address from which this installation writes."""
    host = urlsplit(base_url).hostname or ""
    return f"almenara@{host if re.search(r'[a-z]', host) else 'almenara.localhost'}"


def _head(content: Content) -> list[str]:
    exercise = [_("EJERCICIO: nada de esto ha ocurrido."), ""] if content.is_exercise else []
    facts = [content.marking, content.network, content.reference]
    return exercise + [fact for fact in facts if fact]


def _lines(lines: list[str]) -> str:
    return "\n".join(lines) + "\n"
