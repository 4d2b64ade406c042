"""The inbox as people read it: each network with its words, said in the language of the page."""

from collections import defaultdict
from dataclasses import dataclass

from almenara.core.notices.models import Notice
from almenara.core.notices.words import WORDS, Content


@dataclass(frozen=True)
class Entry:
    """One word; `content` is missing when its thing is out of the reader's reach now."""

    notice: Notice
    content: Content | None


def entries(notices: list[Notice]) -> list[tuple[str, list[Entry]]]:
    """Entries by network, in the order in which they came; one question a word."""
    by_word: dict[str, list[Notice]] = defaultdict(list)
    for notice in notices:
        by_word[notice.word].append(notice)
    contents = {
        pk: content
        for word, group in by_word.items()
        if word in WORDS
        for pk, content in WORDS[word].contents(group).items()
    }
    found: dict[str, list[Entry]] = defaultdict(list)
    for notice in notices:
        content = contents.get(notice.pk)
        found[content.network if content else ""].append(Entry(notice, content))
    return list(found.items())


def said(notice: Notice) -> Content | None:
    """What one notice says now."""
    return entries([notice])[0][1][0].content
