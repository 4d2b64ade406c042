"""What people write on the pages of the desk. The forms read; the services decide."""

from collections.abc import Iterable
from typing import Any, Self

from django import forms
from django.utils.translation import gettext_lazy as _

from almenara.assistance.topics import TopicShape
from almenara.core.forms.drawing import PREFIX, form_field, value
from almenara.core.web.placed import NamedForm

Choices = Iterable[tuple[str, Any]]
DAY = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
LINE, PROSE = 200, 20_000


def _prose(label: Any, rows: int = 4, hint: Any = "", *, required: bool = True) -> forms.CharField:
    area = forms.Textarea({"rows": rows})
    return forms.CharField(
        label=label, max_length=PROSE, widget=area, help_text=hint, required=required
    )


class ActForm(NamedForm):
    """A form of one act on a case."""

    def renewed(self, version: int) -> Self:
        """What was written, about the version that stands now."""
        if "version" in self.fields:
            self.data = {name: self.data[name] for name in self.data} | {"version": str(version)}
        return self


class CaseForm(ActForm):
    """What a State asks for, with the questions of the topic."""

    name = "case_form"
    title = forms.CharField(
        label=_("Título"), max_length=LINE, help_text=_("Qué necesita, en una línea.")
    )
    request = _prose(
        _("Su petición"), 6, _("Para qué, para quién y para cuándo. No escriba datos de personas.")
    )

    def __init__(self, shape: TopicShape, states: list[tuple[str, str]], *args: Any) -> None:
        super().__init__(*args)
        self.shape = shape
        for question in shape.fields:
            self.fields[PREFIX + question.key] = form_field(question, states)

    @property
    def questions(self) -> list[forms.BoundField]:
        return [self[PREFIX + question.key] for question in self.shape.fields]

    def document(self) -> dict[str, Any]:
        """As the API takes it."""
        said = self.cleaned_data
        answers = {q.key: value(q, said.get(PREFIX + q.key)) for q in self.shape.fields}
        return {
            "topic": self.shape.slug, "title": said["title"], "request": said["request"],
            "fields": {key: given for key, given in answers.items() if given is not None},
        }  # fmt: skip


class AssignForm(ActForm):
    """Who answers for the case; `seen` is who did when the page was made."""

    name = "assign_form"
    owner = forms.ChoiceField(label=_("Quién lo lleva"))
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, officers: Choices, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("owner", officers)


class MeetingForm(ActForm):
    """The call for the meeting before the assistance."""

    name = "meeting_form"
    held_on = forms.DateField(label=_("Día"), widget=DAY)
    hour = forms.CharField(
        label=_("Hora"),
        max_length=LINE,
        required=False,
        help_text=_("Con su zona: 10:00 de Panamá."),
    )
    link = forms.CharField(label=_("Enlace o sala"), max_length=LINE, required=False)
    agenda = _prose(_("Temario"), 3)


class MinutesForm(ActForm):
    """Notes and terms of a meeting."""

    name = "minutes_form"
    notes = _prose(_("Notas"), 3)
    terms = _prose(
        _("Términos acordados"), 4, _("Qué se hará, quién, cuándo y qué pone cada parte.")
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class VersionForm(ActForm):
    """What was read is what is confirmed."""

    name = "version_form"
    version = forms.IntegerField(widget=forms.HiddenInput)


class DisputeForm(VersionForm):
    name = "dispute_form"
    reason = _prose(_("Qué no corresponde a lo acordado"), 2)


class ReasonForm(ActForm):
    name = "reason_form"
    reason = _prose(_("Por qué no se acepta"), 2, _("Lo leerá el Estado."))


class ErrandForm(ActForm):
    """A dated task."""

    name = "errand_form"
    title = forms.CharField(label=_("Qué hay que hacer"), max_length=LINE)
    area = forms.ChoiceField(label=_("Área"), required=False)
    owner = forms.CharField(
        label=_("Quién la hace"), max_length=LINE, help_text=_("Una función, no una persona.")
    )
    due = forms.DateField(label=_("Para cuándo"), widget=DAY)

    def __init__(self, areas: Choices, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("area", [("", "—"), *areas])


class OutcomeForm(ActForm):
    """Something that was given."""

    name = "outcome_form"
    text = _prose(_("Qué se entregó"), 3)
    activity = forms.ChoiceField(label=_("Actividad de un plan"), required=False)

    def __init__(self, activities: Choices, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("activity", [("", "—"), *activities])


class EvaluationForm(ActForm):
    """What the State says of it."""

    name = "evaluation_form"
    met = forms.ChoiceField(
        label=_("¿Recibió lo que necesitaba?"), widget=forms.RadioSelect,
        choices=[("yes", _("Sí")), ("in-part", _("En parte")), ("no", _("No"))],
    )  # fmt: skip
    words = _prose(_("Qué sirvió y qué faltó"), 3, required=False)


class RemarkForm(ActForm):
    name = "remark_form"
    text = _prose(_("Su mensaje"), 3)


class FileForm(ActForm):
    name = "file_form"
    file = forms.FileField(
        label=_("Documento"), help_text=_("Lo leen las personas del caso y su propia institución.")
    )
