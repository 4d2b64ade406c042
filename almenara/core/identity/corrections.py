"""What is read about a correction: the administration, that one is asked; who asked, the answer.

The words themselves are read on the page, never in a message.
"""

from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _

from almenara.core.notices.models import Notice
from almenara.core.notices.words import WORDS, Content, Word

ASKED, ANSWERED = "correction-asked", "correction-answered"


def asked(notices: list[Notice]) -> dict[UUID, Content]:
    title = _("Piden corregir algo")
    return {notice.pk: _content(notice, title, "/people/corrections/") for notice in notices}


def answered(notices: list[Notice]) -> dict[UUID, Content]:
    title = _("Respondieron a su petición de corrección")
    return {notice.pk: _content(notice, title, "/account/correction/") for notice in notices}


def _content(notice: Notice, title: str, path: str) -> Content:
    body = _("Las palabras se leen en la página.")
    return Content(title, body, notice.marking, url=f"{settings.BASE_URL}{path}")


WORDS[ASKED] = Word(asked)
WORDS[ANSWERED] = Word(answered)
