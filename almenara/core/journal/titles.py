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
    """How things of one word are called: each by its own title, or all of them «una clave».

    `url` is where one is seen: `/alerts/{id}/`.
    """

    label: str | Promise
    find: Find | None = None
    url: str = ""


@dataclass(frozen=True)
class Called:
    """What a thing is called, and where it is seen ("" when nowhere)."""

    title: str
    url: str = ""


_titles: dict[str, Titles] = {
    "person": Titles(_("una cuenta")),
    "account": Titles(_("una cuenta")),
    "institution": Titles(_("una institución")),
    "token": Titles(_("una clave de acceso")),
    "rolegrant": Titles(_("un papel")),
    "substitution": Titles(_("una sustitución")),
    "list": Titles(_("una lista")),
    "journal": Titles(_("la bitácora"), url="/journal/heads/"),
    "head": Titles(_("una cabeza firmada de la bitácora"), url="/journal/heads/"),
}


def register(word: str, label: str | Promise, find: Find | None = None, url: str = "") -> None:
    """Things named `<word>:<id>`: `find` gives titles by id, `label` stands for one without."""
    _titles[word] = Titles(label, find, url)


def titles(viewer: Actor, things: Iterable[str]) -> dict[str, Called]:
    """For each thing what it is called; the thing's own name when nobody told how."""
    ids: dict[str, list[str]] = defaultdict(list)
    for thing in dict.fromkeys(things):
        word, _colon, pk = thing.partition(":")
        ids[word].append(pk)
    return {
        f"{word}:{pk}": called
        for word, pks in ids.items()
        for pk, called in _of_word(viewer, word, pks).items()
    }


def _of_word(viewer: Actor, word: str, ids: list[str]) -> dict[str, Called]:
    known = _titles.get(word)
    if known is None:
        return {pk: Called(f"{word}:{pk}") for pk in ids}
    found = known.find(viewer, ids) if known.find else {}
    return {
        pk: Called(str(found.get(pk) or known.label), known.url.format(id=pk) if known.url else "")
        for pk in ids
    }
