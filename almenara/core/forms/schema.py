"""Field schemas as data: one reading of values for message kinds, registers and instruments."""

from collections.abc import Callable
from datetime import date
from typing import Any, Literal

from django.utils.translation import gettext as _
from pydantic import Field as Constrained
from pydantic import model_validator

from almenara.core.types.heads import Names, Strict
from almenara.formats.refusal import Unreadable

SHORT, LONG, MANY = 500, 20_000, 100
FieldType = Literal["text", "long", "number", "date", "choice", "many", "state", "document"]


class Choice(Strict):
    key: str = Constrained(pattern=r"^[a-z0-9_-]{1,60}$")
    names: Names


class Relevance(Strict):
    """The field is asked only when another one has one of these values."""

    field: str
    is_in: list[str] = Constrained(alias="in")


class Field(Strict):
    """One question of a form; `choices` belong to `choice` and `many` only."""

    key: str = Constrained(pattern=r"^[a-z][a-z0-9_]{0,39}$")
    names: Names
    type: FieldType
    required: bool = False
    choices: list[Choice] = []
    relevant: Relevance | None = None
    hint: Names | None = None

    @model_validator(mode="after")
    def choices_where_needed(self) -> "Field":
        if bool(self.choices) != (self.type in ("choice", "many")):
            raise ValueError(_("Llevan opciones «choice» y «many», y solo ellas."))
        return self

    @property
    def keys(self) -> list[str]:
        return [choice.key for choice in self.choices]


def is_relevant(field: Field, values: dict[str, Any]) -> bool:
    """Is the field asked at all, given the other values?"""
    if field.relevant is None:
        return True
    given = values.get(field.relevant.field)
    wanted = set(field.relevant.is_in)
    return bool(wanted & set(given)) if isinstance(given, list) else given in wanted


def read(fields: list[Field], values: Any, loc: list[str | int]) -> dict[str, Any]:
    """The values of a form, each as its field says, or every place that is wrong."""
    if not isinstance(values, dict):
        raise Unreadable(loc, _("Se espera un objeto con los campos."))
    known = {field.key: field for field in fields}
    faults = [([*loc, key], _("Campo desconocido.")) for key in sorted(set(values) - set(known))]
    found: dict[str, Any] = {}
    for key, field in known.items():
        given = values.get(key)
        if given in (None, "", []):
            if field.required and is_relevant(field, values):
                faults.append(([*loc, key], _("Falta este campo.")))
        elif fault := READERS[field.type](field, given):
            faults.append(([*loc, key], fault))
        else:
            found[key] = given
    if faults:
        raise Unreadable.many(faults)
    return found


def _text(most: int) -> Callable[[Field, Any], str]:
    def check(field: Field, value: Any) -> str:
        if not isinstance(value, str) or "\x00" in value:
            return _("Se espera un texto.")
        return "" if len(value) <= most else _("Pasa de %d caracteres.") % most

    return check


def _number(field: Field, value: Any) -> str:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return "" if is_number and abs(value) < 10**15 else _("Se espera un número.")


def _date(field: Field, value: Any) -> str:
    try:
        date.fromisoformat(value)
    except (TypeError, ValueError):
        return _("Se espera una fecha AAAA-MM-DD.")
    return ""


def _choice(field: Field, value: Any) -> str:
    return "" if value in field.keys else _("Se espera una de: ") + ", ".join(field.keys)


def _many(field: Field, value: Any) -> str:
    if isinstance(value, list) and len(value) <= MANY and set(map(str, value)) <= set(field.keys):
        return ""
    return _("Se espera una lista de: ") + ", ".join(field.keys)


def _code(field: Field, value: Any) -> str:
    is_code = isinstance(value, str) and len(value) == 3 and value.isascii() and value.isupper()
    return "" if is_code else _("Se espera el código de un Estado (tres letras).")


READERS: dict[str, Callable[[Field, Any], str]] = {
    "text": _text(SHORT),
    "long": _text(LONG),
    "number": _number,
    "date": _date,
    "choice": _choice,
    "many": _many,
    "state": _code,
    "document": _text(64),
}
