"""What people write about mandates. The forms read; the services decide."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from almenara.core.web.placed import PlacedForm
from almenara.formats.refusal import Unreadable

T = TypeVar("T")
Choices = Iterable[tuple[str, Any]]
DAY = forms.DateInput({"type": "date"}, format="%Y-%m-%d")


def area(rows: int = 4) -> forms.Textarea:
    return forms.Textarea({"rows": rows})


class ShapedForm(PlacedForm):
    """A form whose fields are members of a shape; `words` are said in each language."""

    words = ""

    def __init__(
        self, *args: Any, given: Mapping[str, Choices] | None = None, **kwargs: Any
    ) -> None:
        kwargs.setdefault("auto_id", f"{type(self).__name__.lower()}-%s")
        super().__init__(*args, **kwargs)
        for name, choices in (given or {}).items():
            self.offer(name, choices)
        for code, name in settings.LANGUAGES if self.words else ():
            self.fields[f"{self.words}_{code}"] = forms.CharField(
                label=_("En %s") % name, max_length=500, required=False, widget=area(2)
            )

    def document(self) -> dict[str, Any]:
        """As the API takes it: what was left empty is left out, and the file stands apart."""
        said = {k: v for k, v in self.cleaned_data.items() if v not in (None, "") and k != "file"}
        if not self.words:
            return said
        start = f"{self.words}_"
        texts = {k.removeprefix(start): v for k, v in said.items() if k.startswith(start)}
        return {k: v for k, v in said.items() if not k.startswith(start)} | {self.words: texts}

    def sent(self, act: Callable[[dict[str, Any]], T]) -> T | None:
        """Do it with what the form says; None when its faults stand at their fields."""
        if not self.is_valid():
            return None
        try:
            return act(self.document())
        except Unreadable as refusal:
            self.refuse(refusal)
            return None

    def field_of(self, loc: list[str | int]) -> str:
        named = [part for part in loc if isinstance(part, str)]
        if named[:1] == [self.words] and len(named) == 1:
            return f"{self.words}_es"
        return "_".join(named)


class ResolutionForm(ShapedForm):
    """What a body adopted; its title in one language at least."""

    words = "titles"
    body = forms.ChoiceField(label=_("Órgano"))
    kind = forms.ChoiceField(label=_("Qué es"))
    symbol = forms.CharField(label=_("Signatura"), max_length=60)
    adopted_on = forms.DateField(label=_("Se adoptó"), widget=DAY)
    precision = forms.ChoiceField(label=_("De esa fecha se sabe"), initial="day")
    decision = forms.CharField(required=False, widget=forms.HiddenInput)


class ParagraphForm(ShapedForm):
    """An operative paragraph, in our own words."""

    words = "summaries"
    paragraph = forms.IntegerField(label=_("Párrafo"), min_value=1, max_value=999)
    verb = forms.ChoiceField(label=_("Verbo"))
    addressee = forms.ChoiceField(label=_("A quién se dirige"), required=False)
    report_to = forms.ChoiceField(label=_("A quién se informa"), required=False)
    due = forms.DateField(label=_("Hasta cuándo"), required=False, widget=DAY)
    until = forms.DateField(label=_("Rige hasta"), required=False, widget=DAY)
    supersedes = forms.ChoiceField(label=_("Reemplaza a"), required=False)


class AssignForm(ShapedForm):
    """Who answers for it."""

    owner = forms.ChoiceField(label=_("Oficina responsable"))
    due = forms.DateField(label=_("Hasta cuándo"), required=False, widget=DAY)


class ActionForm(ShapedForm):
    """What was done, with what proves it."""

    kind = forms.ChoiceField(label=_("Qué es"))
    state = forms.ChoiceField(
        label=_("Estado"), required=False, help_text=_("Ninguno: lo hizo la secretaría.")
    )
    text = forms.CharField(label=_("Qué se hizo"), max_length=500, widget=area(3))
    on = forms.DateField(label=_("Cuándo"), widget=DAY)
    file = forms.FileField(label=_("Documento que lo prueba"), required=False)


class TaskForm(ShapedForm):
    """Something to do by a day."""

    title = forms.CharField(label=_("Qué hay que hacer"), max_length=200)
    owner = forms.ChoiceField(label=_("Quién"))
    due = forms.DateField(label=_("Hasta cuándo"), widget=DAY)
    mandate = forms.CharField(required=False, widget=forms.HiddenInput)
    decision = forms.CharField(required=False, widget=forms.HiddenInput)


class NoteForm(ShapedForm):
    """The cover note of a transmission."""

    note = forms.CharField(label=_("Nota de remisión"), widget=area())


class HopForm(ShapedForm):
    """One link of the chain."""

    verb = forms.CharField(widget=forms.HiddenInput)
    post = forms.CharField(label=_("Cargo que lo pasa"), max_length=120)
    on = forms.DateField(label=_("Fecha"), widget=DAY)


class ReceiptForm(ShapedForm):
    """What a Mission records of its own."""

    stage = forms.CharField(widget=forms.HiddenInput)
    on = forms.DateField(label=_("Fecha"), widget=DAY)
    text = forms.CharField(required=False, widget=area(3), max_length=5000)

    def __init__(self, *args: Any, label: Any = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].label = label
        if not label:
            del self.fields["text"]


class ConsultationForm(ShapedForm):
    """Questions to the authorities of some States."""

    title = forms.CharField(label=_("De qué trata"), max_length=200)
    questions = forms.CharField(
        label=_("Preguntas"), widget=area(6), help_text=_("Una en cada línea.")
    )
    due = forms.DateField(label=_("Se responde hasta"), widget=DAY)
    states = forms.MultipleChoiceField(
        label=_("Estados consultados"), widget=forms.CheckboxSelectMultiple
    )

    def clean_questions(self) -> list[str]:
        lines = self.cleaned_data["questions"].splitlines()
        return [line.strip() for line in lines if line.strip()]


class AnswerForm(ShapedForm):
    """A State's answers, a field a question; those answered before are not asked again."""

    def __init__(self, questions: dict[int, str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number, text in questions.items():
            self.fields[f"text_{number}"] = forms.CharField(
                label=text, required=False, widget=area(3), max_length=5000
            )

    def document(self) -> dict[str, Any]:
        """By number of the question what was said."""
        return {
            name.removeprefix("text_"): text for name, text in self.cleaned_data.items() if text
        }


class JudgementForm(ShapedForm):
    """What becomes of an answer, and why."""

    outcome = forms.ChoiceField(label=_("Se acepta"))
    why = forms.CharField(label=_("Por qué"), max_length=500)


class EffectForm(ShapedForm):
    """What a consultation changes."""

    effect = forms.CharField(label=_("Qué cambia en el plan"), widget=area(3))


class LetterForm(ShapedForm):
    """To another office."""

    addressee = forms.ChoiceField(label=_("A qué oficina"))
    subject = forms.CharField(label=_("Asunto"), max_length=200)
    text = forms.CharField(label=_("Texto"), required=False, max_length=5000, widget=area(6))
    sent_on = forms.DateField(label=_("Fecha"), widget=DAY)
    due = forms.DateField(label=_("Se pide respuesta hasta"), required=False, widget=DAY)
    file = forms.FileField(label=_("Documento"), required=False)


class LetterAnswerForm(ShapedForm):
    """The answer to a letter."""

    text = forms.CharField(label=_("Respuesta"), widget=area())
    on = forms.DateField(label=_("Fecha"), widget=DAY)


class JourneyForm(ShapedForm):
    """An official's mission."""

    traveller = forms.ChoiceField(label=_("Quién viaja"))
    purpose = forms.CharField(label=_("Para qué"), max_length=300)
    place = forms.CharField(label=_("Dónde"), max_length=200)
    starts = forms.DateField(label=_("Empieza"), widget=DAY)
    ends = forms.DateField(label=_("Termina"), widget=DAY)


class ReportForm(ShapedForm):
    """What came of a mission."""

    text = forms.CharField(label=_("Informe"), widget=area())
    file = forms.FileField(label=_("Documento"), required=False)


class PeaceForm(ShapedForm):
    """A file for the persons named alone."""

    title = forms.CharField(label=_("Cómo se llama"), max_length=200)
    mandate = forms.CharField(label=_("Por qué mandato"), widget=area(3))
    people = forms.CharField(
        label=_("Personas"), widget=area(3),
        help_text=_("Un nombre de usuario en cada línea, el suyo también. Nadie más lo verá."),
    )  # fmt: skip

    def clean_people(self) -> list[str]:
        return self.cleaned_data["people"].split()


class DeedForm(ShapedForm):
    """Something done under a file."""

    text = forms.CharField(label=_("Qué se hizo"), widget=area())
    on = forms.DateField(label=_("Cuándo"), widget=DAY)
    file = forms.FileField(label=_("Documento"), required=False)


class ClearForm(ShapedForm):
    """The note that may be public."""

    note = forms.CharField(
        label=_("Nota pública"), widget=area(),
        help_text=_("Solo esto se publica y entra en los informes."),
    )  # fmt: skip
