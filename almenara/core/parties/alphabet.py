"""The order in which people read lists of States: by their names in the language of the page."""

import re
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from django.db.models import F, Func, TextField

from almenara.core.languages import page_language
from almenara.formats.names import folded

T = TypeVar("T")
_ARTICLE = re.compile(r"^(the|les|las) ")


class Spelt(Func):
    """A name as one looks it up: without accents, capitals and the article before it.

    In SQL, because not every PostgreSQL has the collations of ICU; without parameters, because
    DISTINCT asks for the same words twice.
    """

    template = (
        "regexp_replace(lower(translate(coalesce(%(expressions)s),"
        " 'ÁÀÂÃÄÇÉÈÊËÍÌÎÏÑÓÒÔÕÖÚÙÛÜáàâãäçéèêëíìîïñóòôõöúùûü',"
        " 'AAAAACEEEEIIIINOOOOOUUUUaaaaaceeeeiiiinooooouuuu')), '^(the|les) ', '')"
    )
    output_field = TextField()


class ByName(F):
    """Orders by the name of a State or observer, `of` being the way to it («state»).

    The key of its Spanish name is a fact of its own; those of other languages are computed.
    """

    def __init__(self, of: str = "") -> None:
        self.way = f"{of}__" if of else ""
        super().__init__(f"{self.way}sort_key")

    def resolve_expression(self, *given: Any, **named: Any) -> Any:
        language = page_language()
        key = F(f"{self.way}sort_key")
        if language not in ("en", "pt", "fr"):
            return key.resolve_expression(*given, **named)
        told = Spelt(F(f"{self.way}names"), key, arg_joiner=f" ->> '{language}', ")
        return told.resolve_expression(*given, **named)


def alphabetical(rows: Iterable[T], name: Callable[[T], str]) -> list[T]:
    """The same order of rows whose names no table has."""
    return sorted(rows, key=lambda row: _ARTICLE.sub("", folded(name(row))))
