"""Forms to which a refusal of the services comes back at its fields."""

from collections.abc import Iterable, Mapping
from typing import Any, cast

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from almenara.core.forms.drawing import PREFIX
from almenara.core.web import refusals
from almenara.formats import text
from almenara.formats.refusal import Unreadable

Choices = Iterable[tuple[Any, Any]]


class PlacedForm(forms.Form):
    """A form whose fields stand for places of a document."""

    def offer(self, name: str, choices: Choices) -> None:
        """What a person may choose here is known only when the form is made."""
        cast(forms.ChoiceField, self.fields[name]).choices = list(choices)

    def clean(self) -> dict[str, Any]:
        """No text holds what no reader could trust, whatever its service makes of it."""
        said = super().clean() or self.cleaned_data
        for name, value in [*said.items()]:
            try:
                if isinstance(value, str):
                    text.readable(value, [name])
            except Unreadable as refusal:
                self.add_error(name, refusals.places(refusal)[0][1])
        return said

    def refuse(self, refusal: Unreadable) -> None:
        """Put each fault at the field where the person can mend it."""
        for loc, words in refusals.places(refusal):
            name = self.field_of(loc)
            self.add_error(name if name in self.fields else None, self.told(loc, words))

    def field_of(self, loc: list[str | int]) -> str:
        """The field that stands for a place: its names, joined."""
        return "_".join(part for part in loc if isinstance(part, str))

    def told(self, loc: list[str | int], words: str) -> str:
        """What stands at the field; of a whole file that is one field also where in the file."""
        return words


class NamedForm(PlacedForm):
    """One act of a page with several forms, by its `name`; it may hold the questions of a type."""

    name = ""
    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": f"id_{self.name}_%s"} | kwargs)

    def field_of(self, loc: list[str | int]) -> str:
        """The field that stands for a place: its head, or the question by its key."""
        head, *rest = [str(part) for part in loc] or [""]
        return PREFIX + rest[0] if head == "fields" and rest else head


class ChosenForm(PlacedForm):
    """A form with `choices` by the name of their field."""

    def __init__(
        self, *args: Any, choices: Mapping[str, Choices] | None = None, **more: Any
    ) -> None:
        super().__init__(*args, **more)
        for field, known in (choices or {}).items():
            self.offer(field, known)


class TitledForm(ChosenForm):
    """A form with a title in one language at least."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        for code, name in settings.LANGUAGES:
            self.fields[f"titles_{code}"] = forms.CharField(
                label=_("Título (%s)") % name, max_length=200, required=False
            )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if not any(said.get(f"titles_{code}") for code, _name in settings.LANGUAGES):
            self.add_error("titles_es", _("Escriba el título en al menos un idioma."))
        return said

    @property
    def titles(self) -> list[forms.BoundField]:
        return [self[f"titles_{code}"] for code, _name in settings.LANGUAGES]

    def document(self) -> dict[str, Any]:
        """As the API takes it."""
        said = self.cleaned_data
        titles = {code: said[f"titles_{code}"] for code, _name in settings.LANGUAGES}
        plain = {name: value for name, value in said.items() if not name.startswith("titles_")}
        return {**plain, "titles": titles}
