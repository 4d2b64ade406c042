"""The one refusal of what cannot be read: a place and words for the person who sent it."""

from collections.abc import Callable, Iterable, Sequence
from typing import Self

Loc = Sequence[str | int]


class Said(str):
    """Words with holes, filled already, that can still be said in another language.

    Imported as `_`, so that the tools that collect msgids find the template.
    """

    __slots__ = ("template", "values")
    template: str
    values: dict[str, object]

    def __new__(cls, template: str, **values: object) -> Self:
        """Fill the holes of the template; only its own words are read as a template."""
        said = super().__new__(cls, template.format(**values) if values else template)
        said.template, said.values = template, values
        return said

    def translated(self, gettext: Callable[[str], str]) -> str:
        """The same words in the language of `gettext`."""
        template = gettext(self.template)
        return template.format(**self.values) if self.values else template


class Unreadable(Exception):
    """What was sent cannot be read; `errors` are the places with the reason of each (422)."""

    def __init__(self, loc: Loc, message: str) -> None:
        super().__init__(message)
        self.errors: list[tuple[list[str | int], str]] = [(list(loc), message)]

    @classmethod
    def many(cls, errors: Iterable[tuple[Loc, str]]) -> Self:
        """One refusal for several faults, at least one."""
        first, *rest = errors
        refusal = cls(*first)
        refusal.errors += [(list(loc), message) for loc, message in rest]
        return refusal

    def places(self, gettext: Callable[[str], str]) -> list[tuple[list[str | int], str]]:
        """Where and why, in the language of `gettext`."""
        return [
            (loc, m.translated(gettext) if isinstance(m, Said) else m) for loc, m in self.errors
        ]

    def under(self, *place: str | int) -> Self:
        """The same refusal, its places seen from one level further out."""
        return type(self).many(((*place, *loc), message) for loc, message in self.errors)

    def __str__(self) -> str:
        return "; ".join(f"{'.'.join(map(str, loc))}: {message}" for loc, message in self.errors)
