"""What people write on the pages of early warning. The forms read; the services decide."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from almenara.core.forms.drawing import PREFIX, form_field, value
from almenara.core.web.placed import NamedForm
from almenara.substances import queries
from almenara.substances.drafts import RaiseShape
from almenara.substances.words import ALIASES

DAY = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
LINE, PROSE = 200, 5000
SPARING = _("Sin dosis, sin proveedores y sin datos de personas.")
MARKINGS = ("TLP:GREEN", "TLP:AMBER", "TLP:AMBER+STRICT")
NEW, OTHER = "new", "other"
Choices = Iterable[tuple[str, Any]]


def _prose(label: Any, rows: int = 3, hint: Any = "", *, required: bool = True) -> forms.CharField:
    area = forms.Textarea({"rows": rows})
    return forms.CharField(
        label=label, max_length=PROSE, widget=area, help_text=hint, required=required
    )


class SignalForm(NamedForm):
    """A report: what every signal says, and the questions of its kind."""

    name = "signal_form"
    title = forms.CharField(
        label=_("Título"), max_length=LINE, help_text=_("Lo que pasa, en una línea.")
    )
    substance = forms.CharField(
        label=_("Sustancia"), max_length=LINE, help_text=_("Con el nombre que usan ustedes.")
    )
    inchikey = forms.CharField(
        label="InChIKey", max_length=LINE, required=False,
        help_text=_("Si lo tienen: identifica la sustancia se llame como se llame."),
    )  # fmt: skip
    seen_on = forms.DateField(label=_("Visto por primera vez el"), widget=DAY)
    summary = _prose(_("Qué se observó"), 5, SPARING)
    may_name_state = forms.BooleanField(
        label=_("Un boletín público puede nombrar a nuestro Estado"), required=False
    )

    def __init__(
        self, kind: queries.SignalKind, states: list[tuple[str, str]], language: str, *args: Any
    ) -> None:
        super().__init__(*args)
        self.kind, self.shape, self.language = kind.slug, kind.shape, language
        if self.shape.substance == "none":
            del self.fields["substance"], self.fields["inchikey"]
        elif self.shape.substance == "optional":
            self.fields["substance"].required = False
        for question in self.shape.fields:
            self.fields[PREFIX + question.key] = form_field(question, states)

    @property
    def questions(self) -> list[forms.BoundField]:
        return [self[PREFIX + question.key] for question in self.shape.fields]

    @property
    def heads(self) -> list[forms.BoundField]:
        """What every signal says before the questions of its kind."""
        names = ("title", "substance", "inchikey", "seen_on")
        return [self[name] for name in names if name in self.fields]

    def document(self) -> dict[str, Any]:
        """As the API takes it."""
        said = self.cleaned_data
        answers = {q.key: value(q, said.get(PREFIX + q.key)) for q in self.shape.fields}
        usual = {key: given for key, given in said.items() if not key.startswith(PREFIX)}
        return usual | {
            "kind": self.kind, "language": self.language, "seen_on": said["seen_on"].isoformat(),
            "fields": {key: given for key, given in answers.items() if given is not None},
        }  # fmt: skip


class VerifyForm(NamedForm):
    """Which substance it is, where it is not certain."""

    name = "verify_form"
    substance = forms.ChoiceField(label=_("Qué sustancia es"), widget=forms.RadioSelect)
    called = forms.CharField(
        label=_("El otro archivo"), max_length=LINE, required=False,
        help_text=_("Su InChIKey o su nombre."),
    )  # fmt: skip

    def __init__(self, files: Choices, *args: Any, is_certain: bool) -> None:
        super().__init__(*args)
        if is_certain:
            del self.fields["substance"], self.fields["called"]
        else:
            more = [(OTHER, _("Otro archivo")), (NEW, _("Ninguno: un archivo nuevo"))]
            self.offer("substance", [*files, *more])

    @property
    def other(self) -> str:
        """The file that was named instead of chosen."""
        said = self.cleaned_data
        return said["called"] if said.get("substance") == OTHER else ""

    def document(self) -> dict[str, Any]:
        chosen = self.cleaned_data.get("substance", "")
        if chosen == NEW:
            return {"is_new": True}
        return {"substance": chosen} if chosen and chosen != OTHER else {}


class RaiseForm(NamedForm):
    """How the alert leaves."""

    name = "raise_form"
    marking = forms.ChoiceField(
        label=_("Marca"), widget=forms.RadioSelect, choices=[(one, one) for one in MARKINGS],
        initial=RaiseShape().marking,
    )  # fmt: skip
    urgency = forms.ChoiceField(
        label=_("Urgencia"), choices=[("normal", _("Normal")), ("immediate", _("Inmediata"))]
    )


class CloseForm(NamedForm):
    name = "close_form"
    reason = _prose(_("Por qué se cierra"), 2)


class RetractForm(NamedForm):
    name = "retract_form"
    reason = _prose(_("Por qué se retira"), 2, _("Lo leerá quien haya recibido la alerta."))


class NameForm(NamedForm):
    """One more name of a file."""

    name = "name_form"
    kind = forms.ChoiceField(label=_("Qué es"), choices=list(ALIASES.items()), initial="synonym")
    called = forms.CharField(label=_("Nombre"), max_length=LINE)
    inchikey = forms.CharField(label=_("InChIKey, si es una sal"), max_length=LINE, required=False)

    def document(self) -> dict[str, Any]:
        said = dict(self.cleaned_data)
        return said | {"name": said.pop("called")}

    def field_of(self, loc: list[str | int]) -> str:
        return "called" if loc == ["name"] else super().field_of(loc)


class MergeForm(NamedForm):
    """Into which file this one goes."""

    name = "merge_form"
    into = forms.CharField(
        label=_("Archivo que queda"), max_length=LINE, help_text=_("Su InChIKey o su nombre.")
    )
    reason = _prose(_("Por qué son la misma"), 2)


class SeparateForm(NamedForm):
    name = "separate_form"
    reason = _prose(_("Por qué son dos"), 2)


class BulletinForm(NamedForm):
    """The title and, signal by signal, words for everybody."""

    name = "bulletin_form"

    def __init__(
        self, signals: Sequence[queries.DrugSignal], language: str, *args: Any, **more: Any
    ) -> None:
        super().__init__(*args, **more)
        self.signals, self.language = signals, language
        for code, tongue in settings.LANGUAGES:
            self.fields[f"titles_{code}"] = forms.CharField(
                label=_("Título (%s)") % tongue, max_length=LINE, required=code == language
            )
        for signal in signals:
            for code, tongue in settings.LANGUAGES:
                field = _prose(_("Texto (%s)") % tongue, 3, required=False)
                self.fields[f"text_{signal.pk}_{code}"] = field

    @property
    def titles(self) -> list[forms.BoundField]:
        """That of the original first."""
        return [self[f"titles_{code}"] for code in self._codes()]

    @property
    def pieces(self) -> list[tuple[queries.DrugSignal, list[forms.BoundField], bool]]:
        """Each signal with its texts, that of the original first, and whether it has any."""
        found = []
        for signal in self.signals:
            fields = [self[f"text_{signal.pk}_{code}"] for code in self._codes()]
            found.append((signal, fields, any(field.value() for field in fields)))
        return found

    def document(self) -> dict[str, Any]:
        """As the API takes it: a signal without a text stays out."""
        said = self.cleaned_data
        titles = {code: said[f"titles_{code}"] for code in self._codes()}
        items = []
        for signal in self.signals:
            texts = {code: said[f"text_{signal.pk}_{code}"] for code in self._codes()}
            if kept := {code: text for code, text in texts.items() if text}:
                items.append({"signal": str(signal.pk), "texts": kept})
        return {
            "titles": {code: text for code, text in titles.items() if text},
            "language": self.language,
            "items": items,
        }

    def field_of(self, loc: list[str | int]) -> str:
        if loc[:1] == ["titles"] and len(loc) > 1:
            return f"titles_{loc[1]}"
        if loc[:1] == ["items"] and len(loc) > 2:
            signal = self.document()["items"][int(loc[1])]["signal"]
            return f"text_{signal}_{loc[-1] if loc[2] == 'texts' else self.language}"
        return ""

    def _codes(self) -> list[str]:
        return [self.language, *(code for code, _n in settings.LANGUAGES if code != self.language)]


class ReviewForm(NamedForm):
    """Who read it for health, and what is not in it."""

    name = "review_form"
    reviewer = forms.CharField(
        label=_("Quién hizo la revisión de salud"), max_length=LINE,
        help_text=_("Institución y función, no una persona."),
    )  # fmt: skip
    no_dose = forms.BooleanField(label=_("No dice dosis ni cómo se consume"))
    no_source = forms.BooleanField(label=_("No dice dónde ni de quién se consigue"))
    no_person = forms.BooleanField(label=_("No permite reconocer a nadie"))
    notes = _prose(_("Notas"), 2, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)
