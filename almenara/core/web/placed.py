"""Forms to which a refusal of the services comes back at its fields."""

from collections.abc import Iterable
from typing import Any, cast

from django import forms

from almenara.core.web import refusals
from almenara.formats.refusal import Unreadable


class PlacedForm(forms.Form):
    """A form whose fields stand for places of a document."""

    def offer(self, name: str, choices: Iterable[tuple[Any, Any]]) -> None:
        """What a person may choose here is known only when the form is made."""
        cast(forms.ChoiceField, self.fields[name]).choices = list(choices)

    def refuse(self, refusal: Unreadable) -> None:
        """Put each fault at the field where the person can mend it."""
        for loc, words in refusals.places(refusal):
            name = self.field_of(loc)
            self.add_error(name if name in self.fields else None, words)

    def field_of(self, loc: list[str | int]) -> str:
        """The field that stands for a place: its names, joined."""
        return "_".join(part for part in loc if isinstance(part, str))
