"""The language of the page, and what is kept in several of them."""

from collections.abc import Mapping

from django.utils.translation import get_language


def page_language() -> str:
    """«es», «en», «pt» or «fr»: Spanish where nothing asks for a page."""
    return (get_language() or "es")[:2]


def in_page_language(texts: Mapping[str, str], otherwise: str = "") -> str:
    """The text in the language of the page, else the Spanish one."""
    return texts.get(page_language()) or texts.get("es", otherwise)
