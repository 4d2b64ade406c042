"""Written papers on a page."""

from collections.abc import Iterable

from django.utils.safestring import SafeString, mark_safe

from almenara.formats.papers import web
from almenara.formats.papers.model import Block


def blocks(found: Iterable[Block], unsourced: str = "") -> SafeString:
    """Blocks are made of our own elements and of texts that were escaped one by one."""
    return mark_safe(web.blocks(found, unsourced))  # noqa: S308
