"""Field schemas as people meet them: controls of a form, values to keep, facts to read."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from almenara.core.dates import dated
from almenara.core.forms.schema import Field
from almenara.core.languages import page_language

PREFIX = "field_"


def said(names: Any) -> str:
    """In the reader's language; a name of a type exists in all four."""
    return str(getattr(names, page_language(), "") or names.es)


def form_field(question: Field, states: list[tuple[str, str]]) -> forms.Field:
    """One question as a control; what depends on another answer is not asked for by the form."""
    made = _MAKERS[question.type](question, states)
    made.label = said(question.names)
    made.help_text = said(question.hint) if question.hint else ""
    made.required = question.required and question.relevant is None and question.type != "document"
    made.when = _when(question)  # type: ignore[attr-defined]
    return made


def value(question: Field, given: Any) -> Any:
    """What a form read, as the schema keeps it; None for no answer."""
    if given in (None, "", []):
        return None
    if isinstance(given, Decimal):
        return int(given) if given == int(given) else float(given)
    return given.isoformat() if isinstance(given, date) else given


def facts(
    questions: Iterable[Field],
    values: Mapping[str, Any],
    states: Mapping[str, str],
    files: Mapping[str, Any],
) -> list[dict[str, Any]]:
    """The answers as label and value, in the order of the questions; a document as a link."""
    return [
        {"label": said(question.names)} | _answer(question, values[question.key], states, files)
        for question in questions
        if question.key in values
    ]


def _answer(
    question: Field, given: Any, states: Mapping[str, str], files: Mapping[str, Any]
) -> dict[str, Any]:
    names = {choice.key: said(choice.names) for choice in question.choices}
    match question.type:
        case "choice":
            return {"value": names.get(given, given)}
        case "many":
            return {"value": ", ".join(names.get(one, one) for one in given)}
        case "state":
            return {"value": states.get(given, given)}
        case "date":
            return {"value": dated(date.fromisoformat(given))}
        case "document":
            found = files.get(given)
            return {"value": found["name"], "url": found["url"]} if found else {"value": "—"}
    return {"value": given}


def _when(question: Field) -> str:
    """The condition as the page's script reads it: `field_threat=vulnerability other`."""
    if question.relevant is None:
        return ""
    return f"{PREFIX}{question.relevant.field}={' '.join(question.relevant.is_in)}"


def _choices(question: Field) -> list[tuple[str, str]]:
    return [(choice.key, said(choice.names)) for choice in question.choices]


_MAKERS: dict[str, Any] = {
    "text": lambda q, states: forms.CharField(max_length=500),
    "long": lambda q, states: forms.CharField(
        max_length=20_000, widget=forms.Textarea(attrs={"rows": 3})
    ),
    "number": lambda q, states: forms.DecimalField(widget=forms.NumberInput({"step": "any"})),
    "date": lambda q, states: forms.DateField(widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")),
    "choice": lambda q, states: forms.ChoiceField(choices=[("", _("Elija")), *_choices(q)]),
    "many": lambda q, states: forms.MultipleChoiceField(
        choices=_choices(q), widget=forms.CheckboxSelectMultiple
    ),
    "state": lambda q, states: forms.ChoiceField(choices=[("", _("Elija")), *states]),
    "document": lambda q, states: forms.FileField(),
}
