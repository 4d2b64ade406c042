"""What people write on the pages of the observatory. The forms read; the services decide."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from almenara.core.forms.clocks import WallClockField
from almenara.core.web.placed import PlacedForm


class ScheduleForm(PlacedForm):
    """Which agreed deliveries go out together, and not before when."""

    submissions = forms.MultipleChoiceField(
        label=_("Entregas"), widget=forms.CheckboxSelectMultiple
    )
    embargo_until = WallClockField(
        label=_("Embargo hasta, hora UTC"),
        help_text=_("Antes de esa hora nadie las lee; después salen solas."),
    )
    note = forms.CharField(
        label=_("Nota"),
        max_length=2000,
        required=False,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("Qué trae esta publicación; se lee con ella."),
    )

    def __init__(self, waiting: list[tuple[str, Any]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("submissions", waiting)


class WithdrawForm(PlacedForm):
    """Why what is out, or would be, is taken back."""

    reason = forms.CharField(
        label=_("Por qué se retira"), max_length=2000, widget=forms.Textarea({"rows": 2})
    )


class DeliveryForm(PlacedForm):
    """A file of figures of the person's own State."""

    dataflow = forms.ChoiceField(label=_("Flujo de datos"))
    vintage = forms.DateField(
        label=_("Cifras al"),
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        help_text=_("El día en que estas cifras eran las últimas conocidas."),
    )
    file = forms.FileField(
        label=_("Archivo"),
        help_text=_("La plantilla de Excel, CSV, SDMX-CSV o la publicación nacional conocida."),
    )

    def __init__(self, flows: Iterable[tuple[str, Any]], *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.offer("dataflow", flows)


class PrefillForm(PlacedForm):
    """What was sent to the United Nations, to fill a template with it."""

    dataflow = forms.ChoiceField(label=_("Flujo de datos"))
    file = forms.FileField(label=_("Archivo enviado a las Naciones Unidas"))

    def __init__(self, flows: Iterable[tuple[str, Any]], *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.offer("dataflow", flows)


class FillForm(PlacedForm):
    """What a file said already, the codes that it does not say, and the State's consent (R19)."""

    said = forms.CharField(widget=forms.HiddenInput)
    consent = forms.BooleanField(
        label=_("Mi Estado consiente en que estas cifras se usen también aquí"),
        help_text=_("Vale para esta vez y consta en la bitácora. Nada se entrega todavía."),
        error_messages={"required": _("Sin el consentimiento de su Estado no se reutilizan.")},
    )

    def __init__(self, asked: Iterable[Any], *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        for name, label, choices in asked:
            self.fields[name] = forms.ChoiceField(
                label=label, choices=[("", "—"), *choices],
                help_text=_("El archivo no lo dice: elija de qué son sus cifras."),
            )  # fmt: skip


class CommentForm(PlacedForm):
    """What a State says of figures that others publish of it."""

    text = forms.CharField(
        label=_("Comentario"), max_length=2000, widget=forms.Textarea({"rows": 4}),
        help_text=_("Lo lee quien lea estas cifras, con el nombre de su Estado y el día."),
    )  # fmt: skip
    language = forms.ChoiceField(label=_("Idioma del comentario"), choices=settings.LANGUAGES)
    period = forms.CharField(
        label=_("Período"), max_length=10, required=False,
        help_text=_("Si es sobre uno solo, como 2023."),
    )  # fmt: skip


class AnswerForm(PlacedForm):
    """Why one or more findings are so."""

    answer = forms.CharField(
        label=_("Explicación"), max_length=2000, widget=forms.Textarea({"rows": 3})
    )


class ReasonForm(PlacedForm):
    """Why a delivery goes back."""

    reason = forms.CharField(label=_("Motivo"), max_length=2000, widget=forms.Textarea({"rows": 2}))


class MapForm(PlacedForm):
    """National codes of one dimension, and the common ones."""

    dataflow = forms.ChoiceField(label=_("Flujo de datos"))
    dimension = forms.CharField(
        label=_("Dimensión"), max_length=60, help_text=_("Su nombre en SDMX, como ICCS.")
    )
    coverage = forms.CharField(
        label=_("Qué cubre"), max_length=2000, required=False, widget=forms.Textarea({"rows": 2}),
        help_text=_("Qué parte de lo que dice el código común cuenta el país, y qué queda fuera."),
    )  # fmt: skip
    file = forms.FileField(
        label=_("Archivo"), help_text=_("CSV o XLSX con national, code y exact; o YAML.")
    )

    def __init__(self, flows: Iterable[tuple[str, Any]], *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.offer("dataflow", flows)


class ProvisionForm(PlacedForm):
    """Which institution delivers which flow, from when."""

    dataflow = forms.ChoiceField(label=_("Flujo de datos"))
    institution = forms.ChoiceField(label=_("Institución"))
    starts = forms.DateField(
        label=_("Desde"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        help_text=_("El primer período es el de este día."),
    )  # fmt: skip

    def __init__(
        self, flows: Iterable[tuple[str, Any]], homes: Iterable[tuple[str, Any]], *args: Any
    ) -> None:
        super().__init__(*args)
        self.offer("dataflow", flows)
        self.offer("institution", homes)
