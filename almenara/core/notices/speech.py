"""What the due notices say, asked from their words in each reader's language."""

import logging
from collections import defaultdict
from uuid import UUID

from django.db import transaction
from django.utils import translation

from almenara.core.notices.models import Notice
from almenara.core.notices.words import WORDS, Content

logger = logging.getLogger(__name__)


def contents(notices: list[Notice]) -> tuple[dict[UUID, Content], dict[UUID, str]]:
    """Content by notice, and the notices whose word is unknown or failed, with the reason.

    A notice in neither has nothing to say any more.
    """
    found: dict[UUID, Content] = {}
    broken: dict[UUID, str] = {}
    for (word, language), group in _grouped(notices).items():
        if word not in WORDS:
            broken |= {notice.pk: f"palabra desconocida: {word}" for notice in group}
            continue
        try:
            with transaction.atomic(), translation.override(language):
                found |= WORDS[word].contents(group)
        except Exception as fault:  # one word that fails must not hold up the others
            logger.exception("the word %s has no content", word)
            broken |= {notice.pk: f"{word}: {type(fault).__name__}" for notice in group}
    return found, broken


def _grouped(notices: list[Notice]) -> dict[tuple[str, str], list[Notice]]:
    groups: dict[tuple[str, str], list[Notice]] = defaultdict(list)
    for notice in notices:
        groups[notice.word, notice.language].append(notice)
    return groups
