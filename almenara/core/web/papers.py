"""Written papers on a page."""

from collections.abc import Iterable
from datetime import UTC, datetime

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from almenara.core.dates import dated
from almenara.formats.papers import web
from almenara.formats.papers.model import Block, Words


def paper_words(at: datetime) -> Words:
    """What a paper of that moment says by itself, in the language that is active."""
    there = at.astimezone(UTC)
    as_of = f"{_('Datos del')} {dated(there)} {there:%H:%M} UTC"
    return Words(as_of, _("Página"), _("cifra sin fuente"))


def blocks(found: Iterable[Block], unsourced: str = "") -> SafeString:
    """Blocks are made of our own elements and of texts that were escaped one by one."""
    return mark_safe(web.blocks(found, unsourced))  # noqa: S308
