"""What people write on the pages of studies. The forms read; the services decide."""

from collections.abc import Iterable, Mapping
from typing import Any, cast

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from almenara.core.forms.clocks import WallClockField
from almenara.core.web.placed import PlacedForm
from almenara.studies.models import MARKINGS

Choices = Iterable[tuple[str, Any]]
TOKENS = _(
    "Markdown: títulos, listas, énfasis. Una cifra citada se escribe {{figure nombre}}, o "
    "{{figure nombre?REF_AREA=MEX&TIME_PERIOD=2023}} si la cita tiene varias; una tabla, sola en "
    "su línea, {{table nombre}}, y dos series juntas {{table oferta+demanda}}."
)


def _ticks(label: Any) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label, required=False, widget=forms.CheckboxSelectMultiple
    )


def _many(label: Any, hint: Any = "", size: int = 8) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label, required=False, widget=forms.SelectMultiple({"size": size}), help_text=hint
    )


class ChosenForm(PlacedForm):
    """A form with `given` choices by the name of their field."""

    def __init__(self, *args: Any, given: Mapping[str, Choices] | None = None, **more: Any) -> None:
        super().__init__(*args, **more)
        for name, choices in (given or {}).items():
            if name in self.fields:
                self.offer(name, choices)

    def field_of(self, loc: list[str | int]) -> str:
        """A place inside a list is the list's field."""
        return str(loc[0]) if loc else ""


class TextForm(ChosenForm):
    """The words of an edition in one language."""

    language = forms.ChoiceField(label=_("Idioma"), choices=settings.LANGUAGES)
    title = forms.CharField(label=_("Título"), max_length=200)
    summary = forms.CharField(
        label=_("Resumen"), required=False, max_length=2_000, widget=forms.Textarea({"rows": 3})
    )
    body = forms.CharField(
        label=_("Texto"), required=False, max_length=60_000, help_text=TOKENS,
        widget=forms.Textarea({"rows": 16}),
    )  # fmt: skip


class HeadForm(ChosenForm):
    """Who signs it besides one's own unit."""

    units = _ticks(_("Unidades que firman, además de la suya"))


class BriefForm(HeadForm):
    """Besides, what a brief says of itself."""

    threat = forms.ChoiceField(label=_("Amenaza"))
    confidence = forms.ChoiceField(
        label=_("Confianza"), help_text=_("Cuán seguros están sus autores, y no cuán grave es.")
    )
    marking = forms.ChoiceField(
        label=_("Marcación"), choices=[(one, one) for one in MARKINGS], widget=forms.RadioSelect
    )
    audience = _many(
        _("Instituciones que la leen"), _("Además de la secretaría. Nadie más sabe que existe.")
    )
    alerts = forms.CharField(
        label=_("Alertas en que se apoya"), required=False, max_length=1_000,
        help_text=_("Referencias como PAN-7K3F9Q, separadas por espacios. Cada lector ve solo las "
                    "que ya podía ver."),
    )  # fmt: skip

    def clean_alerts(self) -> list[str]:
        return str(self.cleaned_data["alerts"]).split()


class StudyForm(HeadForm, TextForm):
    """A study begins with its original text."""

    field_order = ["language", "title", "summary", "body", "units"]


class NewBriefForm(BriefForm, TextForm):
    """A brief begins with its original text."""

    field_order = ["language", "title", "summary", "body", "threat", "confidence", "units"]


class CitationForm(ChosenForm):
    """Figures of one dataflow: codes of each dimension, and the periods."""

    name = forms.SlugField(
        label=_("Nombre en el texto"), max_length=40,
        help_text=_("Minúsculas, cifras y guiones: homicidios-2023."),
    )  # fmt: skip
    start = forms.CharField(label=_("Desde"), required=False, max_length=10)
    end = forms.CharField(label=_("Hasta"), required=False, max_length=10)
    as_of = WallClockField(
        label=_("Como estaba publicado en"), required=False,
        help_text=_("Vacío: como está publicado ahora."),
    )  # fmt: skip

    def __init__(
        self, dimensions: Mapping[str, tuple[str, list[Any]]], *args: Any, **more: Any
    ) -> None:
        super().__init__(*args, **more)
        self.dimensions = dimensions
        cast(WallClockField, self.fields["as_of"]).place = timezone.get_current_timezone()
        for name, (label, choices) in dimensions.items():
            field = _many(label, _("Ninguno marcado: todos."), min(len(choices), 8))
            self.fields[f"where_{name}"] = field
            self.offer(f"where_{name}", choices)
        self.order_fields(["name", *(f"where_{name}" for name in dimensions), "start", "end"])

    def document(self, dataflow: str) -> dict[str, Any]:
        """As the API takes it."""
        said = self.cleaned_data
        where = {name: said[f"where_{name}"] for name in self.dimensions}
        return {
            "name": said["name"], "dataflow": dataflow, "start": said["start"], "end": said["end"],
            "where": {name: codes for name, codes in where.items() if codes},
            "as_of": said["as_of"],
        }  # fmt: skip

    def field_of(self, loc: list[str | int]) -> str:
        place = [str(part) for part in loc]
        return "_".join(place[:2]) if place[:1] == ["where"] else super().field_of(loc)
