"""Short titles of things, such as an alert's reference: each app tells those of its own words."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from almenara.core.parties.actor import Actor

Find = Callable[[Actor, list[str]], dict[str, str]]


@dataclass(frozen=True)
class Titles:
    """How things of one word are called: each by its own title, or all of them «una clave»."""

    label: str | Promise
    find: Find | None = None


_titles: dict[str, Titles] = {
    "person": Titles(_("una cuenta")),
    "account": Titles(_("una cuenta")),
    "token": Titles(_("una clave de acceso")),
    "rolegrant": Titles(_("un papel")),
    "substitution": Titles(_("una sustitución")),
    "journal": Titles(_("el diario")),
}


def register(word: str, label: str | Promise, find: Find | None = None) -> None:
    """Things named `<word>:<id>`: `find` gives titles by id, `label` stands for one without."""
    _titles[word] = Titles(label, find)


def titles(viewer: Actor, things: Iterable[str]) -> dict[str, str]:
    """For each thing what it is called; the thing's own name when nobody told how."""
    ids: dict[str, list[str]] = defaultdict(list)
    for thing in dict.fromkeys(things):
        word, _colon, pk = thing.partition(":")
        ids[word].append(pk)
    return {
        f"{word}:{pk}": title
        for word, pks in ids.items()
        for pk, title in _of_word(viewer, word, pks).items()
    }


def _of_word(viewer: Actor, word: str, ids: list[str]) -> dict[str, str]:
    known = _titles.get(word)
    if known is None:
        return {pk: f"{word}:{pk}" for pk in ids}
    found = known.find(viewer, ids) if known.find else {}
    return {pk: str(found.get(pk) or known.label) for pk in ids}
