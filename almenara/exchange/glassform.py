"""What is written to ask for the glass to be broken, and to refuse it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from almenara.exchange.drafts import MOST_HOURS
from almenara.exchange.forms import PlacedForm


class GlassForm(PlacedForm):
    """Which alert, why, by which rule, for how long (R3)."""

    reference = forms.CharField(
        label=_("Referencia"), max_length=20,
        help_text=_("La que le dio una de las partes, como PAN-7K3F9Q. Aquí no hay lista."),
    )  # fmt: skip
    reason = forms.CharField(
        label=_("Motivo"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Lo leerán las partes de la alerta. No escriba datos de personas."),
    )  # fmt: skip
    legal_basis = forms.CharField(
        label=_("Base jurídica"),
        max_length=500,
        help_text=_("La norma o el mandato que lo permite."),
    )
    hours = forms.IntegerField(
        label=_("Horas"), min_value=1, max_value=MOST_HOURS, initial=4,
        help_text=_("Termina por sí mismo; cualquiera de los dos puede terminarlo antes."),
    )  # fmt: skip
    use_required_attribute = False


class RefuseForm(PlacedForm):
    """Why not."""

    answer = forms.CharField(
        label=_("Por qué no"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    use_required_attribute = False
