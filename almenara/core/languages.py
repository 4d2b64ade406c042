"""The language of the page, and what is kept in several of them."""

from collections.abc import Mapping

from django.utils.translation import get_language, gettext, gettext_lazy

TONGUES = {
    "es": gettext_lazy("español"),
    "en": gettext_lazy("inglés"),
    "pt": gettext_lazy("portugués"),
    "fr": gettext_lazy("francés"),
}


def page_language() -> str:
    """«es», «en», «pt» or «fr»: Spanish where nothing asks for a page."""
    return (get_language() or "es")[:2]


def in_page_language(texts: Mapping[str, str], otherwise: str = "") -> str:
    """The text in the language of the page, else the Spanish one."""
    return texts.get(page_language()) or texts.get("es", otherwise)


def in_another(language: str) -> str:
    """That a text stands in another language than the page's; "" where it does not (X3)."""
    if language == page_language():
        return ""
    told = gettext("Texto original en %(language)s; no hay versión en su idioma.")
    return told % {"language": TONGUES[language]}
