"""What a notice says: each app registers the words about its own things.

Content is asked for when a notice is sent, in the reader's language, so that nothing that was
withdrawn or changed in between leaves the house and no row of this table holds a title.
"""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from almenara.core.notices.models import Notice
from almenara.core.parties.actor import Actor


@dataclass(frozen=True)
class File:
    """What goes with a mail whose content may travel in clear or is encrypted."""

    name: str
    type: str
    content: bytes


@dataclass(frozen=True)
class Content:
    """One notice in one language; `url` is absolute, `network` the name of the network.

    `is_answered`: its reader is asked for an answer, there where it is read.
    """

    title: str
    body: str
    marking: str
    network: str = ""
    reference: str = ""
    url: str = ""
    is_exercise: bool = False
    is_answered: bool = False
    files: tuple[File, ...] = ()


def led(lead: object, thing: object) -> str:
    """«Retirada: correos falsos», with the colon as the reader's language sets it."""
    return _("%(lead)s: %(thing)s") % {"lead": lead, "thing": thing}


def always(groups: list[str]) -> set[str]:
    """A word that nothing takes back."""
    return set(groups)


def no_lines(persons: list[UUID]) -> dict[UUID, str]:
    return {}


@dataclass(frozen=True)
class Word:
    """How an app speaks of its things.

    `contents` runs under the reader's language and answers by the notice's id; a notice left out
    has nothing to say any more and is withdrawn. `still_wanted` only reads: what it reads cannot
    change to «no» under it, because who withdraws waits for `post.withdraw`.
    `received` is the act of a person who pressed «received» on a one-time link; a word whose things
    are not received has no such link.
    """

    contents: Callable[[list[Notice]], dict[UUID, Content]]
    still_wanted: Callable[[list[str]], set[str]] = always
    received: Callable[[Actor, Notice], None] | None = None


WORDS: dict[str, Word] = {}


def is_received(notice: Notice) -> bool:
    """Does whoever sent it want to know that it arrived?"""
    return notice.word in WORDS and WORDS[notice.word].received is not None


PHONE_LINES: list[Callable[[list[UUID]], dict[UUID, str]]] = [no_lines]


def phone_lines(persons: list[UUID]) -> dict[UUID, str]:
    """The number of the post that each person holds now, as far as an app knows one."""
    return {person: number for lines in PHONE_LINES for person, number in lines(persons).items()}
