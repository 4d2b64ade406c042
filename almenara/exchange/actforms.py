"""What people write about an alert that is there, and what a State enables for its own (R6)."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from almenara.core.forms.drawing import form_field, said, value
from almenara.core.forms.schema import Field
from almenara.exchange.forms import ABOUT, Choices, PlacedForm


class AnswerForm(PlacedForm):
    """A word in the thread."""

    body = forms.CharField(
        label=_("Su respuesta"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 3})
    )
    to = forms.ChoiceField(label=_("Para quién"), widget=forms.RadioSelect, initial="origin")

    def __init__(self, is_origin: bool, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.use_required_attribute = False
        both = [("origin", _("Solo para quien la envió")), ("all", _("Para todos los que la leen"))]
        self.offer("to", both[1:] if is_origin else both)
        if is_origin:
            self.fields["to"].initial = "all"


class RetractForm(PlacedForm):
    """Why it does not hold any more."""

    reason = forms.CharField(
        label=_("Por qué la retira"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Lo leerá quien la tenga."),
    )  # fmt: skip


class HandOnForm(PlacedForm):
    """To whom a reader passes it on."""

    institutions = forms.MultipleChoiceField(
        label=_("A qué instituciones"), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, institutions: Choices, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("institutions", institutions)


class EnableForm(PlacedForm):
    """What a State lets its alerts of a kind say about persons, and on what ground."""

    about = forms.MultipleChoiceField(
        label=_("Qué habilita"), widget=forms.CheckboxSelectMultiple,
        help_text=_("Solo lo que haga falta. Cada dato se borra a los 30 días."),
    )  # fmt: skip
    legal_basis = forms.CharField(
        label=_("Base jurídica"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("La norma de su Estado que lo permite. Es pública y la ve cada lector."),
    )  # fmt: skip
    use_required_attribute = False

    def __init__(self, questions: Sequence[Field], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("about", [(one.key, said(one.names)) for one in questions])

    def field_of(self, loc: list[str | int]) -> str:
        return "about" if loc[:1] == ["fields"] else super().field_of(loc)

    def document(self) -> dict[str, Any]:
        return {"fields": self.said("about"), "legal_basis": self.said("legal_basis")}


class CorrectForm(PlacedForm):
    """What an alert says about persons, to be put right."""

    use_required_attribute = False

    def __init__(
        self, questions: Sequence[Field], states: Choices, *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.questions = questions
        for one in questions:
            self.fields[ABOUT + one.key] = form_field(one, states)

    def values(self) -> dict[str, Any]:
        """Those that are not as they were; an emptied one is refused at its place."""
        changed = [one for one in self.questions if ABOUT + one.key in self.changed_data]
        return {one.key: value(one, self.said(ABOUT + one.key)) for one in changed}


class RetractPersonsForm(PlacedForm):
    """Which of them are erased now."""

    persons = forms.MultipleChoiceField(
        label=_("Qué se borra"), widget=forms.CheckboxSelectMultiple
    )
    use_required_attribute = False

    def __init__(self, questions: Sequence[Field], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("persons", [(one.key, said(one.names)) for one in questions])

    def field_of(self, loc: list[str | int]) -> str:
        return "persons"


def said_of(verb: str) -> tuple[str, str, str]:
    """What an act is called, what follows from it, and its button."""
    return {
        "update": (
            gettext("Actualizar"),
            gettext("Se avisará a todas las instituciones que la tienen. Los acuses quedan."),
            gettext("Actualizar y avisar"),
        ),
        "retract": (
            gettext("Retirar"),
            gettext("Lo enviado no se borra: queda como retirado, y quien lo tenga sabrá por qué."),
            gettext("Retirar y avisar"),
        ),
        "widen": (
            gettext("Ampliar la audiencia"),
            gettext("Solo usted puede hacerlo. La marca no cambia."),
            gettext("Enviar a estas también"),
        ),
        "hand-on": (
            gettext("Pasar a otra institución"),
            gettext("Dentro de la marca. Quien la envió verá a quién la pasó."),
            gettext("Pasarla"),
        ),
        "correct-persons": (
            gettext("Corregir datos de personas"),
            gettext("Del dato anterior no queda nada. El plazo de 30 días no cambia."),
            gettext("Corregir y avisar"),
        ),
        "retract-persons": (
            gettext("Borrar datos de personas"),
            gettext("Se borran ahora y no vuelven. Lo sabrán quienes los tenían."),
            gettext("Borrar y avisar"),
        ),
    }[verb]
