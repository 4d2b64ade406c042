"""What people write on the pages of the programmes. The forms read; the services decide."""

from django import forms
from django.utils.translation import gettext_lazy as _

from almenara.core.web.placed import PlacedForm, TitledForm

DAY = forms.DateInput({"type": "date"}, format="%Y-%m-%d")


class ActivityForm(TitledForm):
    """An activity for results of a plan; a title in one language at least."""

    kind = forms.ChoiceField(label=_("Qué es"))
    results = forms.MultipleChoiceField(
        label=_("Resultados del plan a los que sirve"), widget=forms.CheckboxSelectMultiple
    )
    starts = forms.DateField(label=_("Empieza"), widget=DAY)
    ends = forms.DateField(label=_("Termina"), widget=DAY)
    minutes = forms.IntegerField(
        label=_("Duración en minutos"), min_value=1, max_value=1_000_000,
        help_text=_("Asistió quien estuvo al menos el 80 %."),
    )  # fmt: skip
    modality = forms.ChoiceField(label=_("Modalidad"))
    place = forms.CharField(label=_("Lugar"), max_length=200, required=False)
    states = forms.MultipleChoiceField(
        label=_("Estados"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("Donde se realiza, o para los que es."),
    )  # fmt: skip
    topic = forms.CharField(
        label=_("Tema"), max_length=120, required=False,
        help_text=_("Con el mismo tema, Estado y mes se avisa de lo que otros ya planean."),
    )  # fmt: skip
    partner = forms.CharField(label=_("Con quién"), max_length=200, required=False)
    reach = forms.CharField(
        label=_("Alcance estimado"), required=False, widget=forms.Textarea({"rows": 3}),
        help_text=_("De una campaña: en cada línea un Estado y a cuántas personas, «PAN 1200»."),
    )  # fmt: skip
    marking = forms.ChoiceField(label=_("Quién la lee"), initial="TLP:CLEAR")

    def clean_reach(self) -> dict[str, int]:
        """By State, how many it spoke to."""
        lines = [line.split() for line in self.cleaned_data["reach"].splitlines() if line.strip()]
        if not all(len(line) == 2 and line[1].isdecimal() for line in lines):
            raise forms.ValidationError(_("Escriba en cada línea un Estado y una cifra: PAN 1200."))
        return {code.upper(): int(number) for code, number in lines}


class RollForm(PlacedForm):
    """A list of participants."""

    file = forms.FileField(
        label=_("Lista de participantes"),
        help_text=_(
            "CSV en UTF-8 o XLSX con las columnas name, state, institution, sex, mail, document, "
            "minutes; name y state hacen falta."
        ),
    )


class EvidenceForm(PlacedForm):
    """A file and what it proves."""

    file = forms.FileField(label=_("Archivo"))
    kind = forms.CharField(
        label=_("Qué prueba"), max_length=40, help_text=_("Lista firmada, acta, fotografía …")
    )
