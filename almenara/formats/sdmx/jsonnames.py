"""What every SDMX-JSON 2.0 message begins with, and how it names things."""

from datetime import datetime
from typing import Any

from almenara.formats.sdmx.dataset import best, moment
from almenara.formats.sdmx.model import AGENCY, Texts

_SCHEMA = (
    "https://raw.githubusercontent.com/sdmx-twg/sdmx-json/master/{kind}-message/"
    "tools/schemas/2.0.0/sdmx-json-{kind}-schema.json"
)


def meta(kind: str, number: str, at: datetime, language: str, is_test: bool) -> dict[str, Any]:
    """The head of a message; `kind` is data or structure."""
    return {
        "schema": _SCHEMA.format(kind=kind),
        "id": number,
        "test": is_test,
        "prepared": moment(at),
        "contentLanguages": [language],
        "sender": {"id": AGENCY},
    }


def named(names: Texts, language: str, otherwise: str) -> dict[str, Any]:
    """The best name for a reader, and all names."""
    said: dict[str, Any] = {"name": best(names, language, otherwise)}
    return said | ({"names": dict(names)} if names else {})


def error(code: int, detail: str, language: str) -> dict[str, Any]:
    """A refusal; `code` is one of SDMX's own."""
    return {"errors": [{"code": code, "title": detail, "titles": {language: detail}}]}
