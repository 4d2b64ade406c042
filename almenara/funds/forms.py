"""What people write on the pages of projects and money. The forms read; the services decide."""

from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from almenara.core.web.placed import ChosenForm, PlacedForm, TitledForm

DAY = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
FEW = forms.Textarea({"rows": 3})


def _money(label: Any, **more: Any) -> forms.DecimalField:
    return forms.DecimalField(
        label=label, min_value=Decimal(0), max_digits=17, decimal_places=2, **more
    )


def _day(label: Any, **more: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=DAY, **more)


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


class ProjectForm(TitledForm):
    """The idea of a project."""

    starts = _day(_("Empieza"))
    ends = _day(_("Termina"))
    logic = forms.CharField(
        label=_("Lógica"), widget=forms.Textarea({"rows": 5}), required=False,
        help_text=_("Qué cambia, para quién y por qué estas actividades lo logran."),
    )  # fmt: skip
    risks = forms.CharField(
        label=_("Riesgos"), widget=FEW, required=False, help_text=_("Uno en cada línea.")
    )
    budget = forms.CharField(
        label=_("Presupuesto por año"), widget=FEW, required=False,
        help_text=_("En cada línea el año, el monto con punto y la moneda: 2026 1250.00 USD."),
    )  # fmt: skip

    def clean_risks(self) -> list[str]:
        return _lines(self.cleaned_data["risks"])

    def clean_budget(self) -> list[dict[str, Any]]:
        parts = [line.split() for line in _lines(self.cleaned_data["budget"])]
        if not all(
            len(line) == 3 and line[0].isdecimal() and _is_amount(line[1]) for line in parts
        ):
            raise forms.ValidationError(_("Escriba en cada línea año, monto y moneda."))
        return [{"year": int(y), "amount": amount, "currency": c} for y, amount, c in parts]


class IndicatorForm(TitledForm):
    """A result of a plan, or a measure of the project's own."""

    result = forms.ChoiceField(label=_("Resultado de un plan"), required=False)
    unit = forms.CharField(
        label=_("O medida propia: unidad"), max_length=60, required=False,
        help_text=_("Familias, hectáreas, personas formadas …"),
    )  # fmt: skip
    target = forms.IntegerField(label=_("Meta"), min_value=0, required=False)

    def clean(self) -> dict[str, Any]:
        said = PlacedForm.clean(self) or self.cleaned_data
        has_title = any(said.get(f"titles_{code}") for code, _name in settings.LANGUAGES)
        if not said.get("result") and not (has_title and said.get("unit")):
            self.add_error(
                "result", _("Elija un resultado, o escriba qué se cuenta y en qué unidad.")
            )
        return said

    def document(self) -> dict[str, Any]:
        said = super().document()
        plan, _colon, result = said.pop("result").partition(":")
        own = {"titles": said["titles"], "unit": said["unit"]} if not result else {}
        return {"plan": plan, "result": result, "target": said["target"], **own}


class TerritoryForm(PlacedForm):
    """What an indicator counts in each territory."""

    figures = forms.CharField(
        label=_("Cifras por territorio"), widget=forms.Textarea({"rows": 6}), required=False,
        help_text=_("En cada línea Estado; territorio; cifra, como PER; Alto Huallaga; 120."),
    )  # fmt: skip

    def clean_figures(self) -> list[dict[str, Any]]:
        parts = [
            [part.strip() for part in line.split(";")]
            for line in _lines(self.cleaned_data["figures"])
        ]
        if not all(len(line) == 3 and line[1] and line[2].isdecimal() for line in parts):
            raise forms.ValidationError(_("Escriba en cada línea Estado; territorio; cifra."))
        return [
            {"state": state.upper(), "territory": place, "value": int(value)}
            for state, place, value in parts
        ]

    def field_of(self, loc: list[str | int]) -> str:
        return "figures"


class PartnerForm(TitledForm):
    """An organisation for the register."""

    slug = forms.SlugField(label=_("Nombre corto"), max_length=60, help_text=_("Por ejemplo: omi."))
    kind = forms.ChoiceField(label=_("Qué es"))
    party = forms.CharField(
        label=_("Parte"), max_length=60, required=False,
        help_text=_("Si es un Estado, un observador o una institución conocida: su código."),
    )  # fmt: skip
    since = _day(_("En el registro desde"))
    interests = forms.CharField(
        label=_("Intereses"), widget=FEW, required=False, help_text=_("Uno en cada línea.")
    )

    def clean_interests(self) -> list[str]:
        return _lines(self.cleaned_data["interests"])


class AgreementForm(TitledForm):
    """An agreement with a partner."""

    reference = forms.CharField(label=_("Referencia"), max_length=60)
    starts = _day(_("Rige desde"))
    ends = _day(_("Rige hasta"), required=False)


class ContributionForm(ChosenForm):
    """What a partner may give."""

    purpose = forms.CharField(label=_("Para qué"), max_length=300)
    fund = forms.ChoiceField(label=_("Fondo"), required=False)
    agreement = forms.ChoiceField(label=_("Acuerdo"), required=False)
    amount = _money(_("Monto"))
    currency = forms.CharField(label=_("Moneda"), max_length=3, help_text=_("ISO 4217, como USD."))


class ReceiptForm(ChosenForm):
    """What arrived."""

    fund = forms.ChoiceField(label=_("Fondo al que entra"))
    received = _money(_("Monto recibido, en la moneda del fondo"))
    received_on = _day(_("Recibido el"))


class FundForm(TitledForm):
    """A fund with its codes."""

    code = forms.CharField(label=_("Código"), max_length=40)
    currency = forms.CharField(label=_("Moneda"), max_length=3, help_text=_("ISO 4217, como USD."))
    starts = _day(_("Se gasta desde"))
    ends = _day(_("Se gasta hasta"))
    restrictions = forms.CharField(label=_("Restricciones"), widget=FEW, required=False)
    codes = forms.CharField(
        label=_("Códigos de presupuesto"), widget=forms.Textarea({"rows": 5}),
        help_text=_("En cada línea: código; nombre; y, si hay tope, el monto con punto."),
    )  # fmt: skip

    def clean_codes(self) -> list[dict[str, Any]]:
        parts = [
            [part.strip() for part in line.split(";")]
            for line in _lines(self.cleaned_data["codes"])
        ]
        if not all(len(line) in (2, 3) and all(map(_is_amount, line[2:])) for line in parts):
            raise forms.ValidationError(_("Escriba en cada línea código; nombre; tope."))
        return [
            {"code": code, "titles": {"es": name}, "most": next(iter(most), None)}
            for code, name, *most in parts
        ]


class AllocationForm(ChosenForm):
    """Money of a fund for a project, or for an activity of a plan."""

    project = forms.ChoiceField(label=_("Proyecto"), required=False)
    activity = forms.ChoiceField(label=_("O una actividad"), required=False)
    amount = _money(_("Monto"))


class DedicationForm(ChosenForm):
    """The programme of a plan with which a fund is published."""

    programme = forms.ChoiceField(label=_("Programa de un plan"), required=False)

    def document(self) -> dict[str, str]:
        plan, _colon, programme = self.cleaned_data["programme"].partition(":")
        return {"plan": plan, "programme": programme}


class BudgetForm(TitledForm):
    """A line of the programme-budget."""

    chapter = forms.CharField(label=_("Capítulo"), max_length=40)
    programme = forms.CharField(label=_("Programa"), max_length=80)
    year = forms.IntegerField(label=_("Año"), min_value=2000, max_value=2100)
    pays = forms.ChoiceField(label=_("Fondo y código que lo pagan"))
    approved = _money(_("Monto"))

    def document(self) -> dict[str, Any]:
        said = super().document()
        fund, _colon, code = said.pop("pays").partition(":")
        return {**said, "fund": fund, "code": code}


class LedgerForm(PlacedForm):
    """A file of the books, and the sign before its cents."""

    file = forms.FileField(
        label=_("Libro de gastos"),
        help_text=_("CSV o XLSX con las columnas line, date, fund, code, amount, currency, text."),
    )
    decimal = forms.ChoiceField(
        label=_("Los montos están escritos así"), widget=forms.RadioSelect, initial="point",
        choices=[("point", "1,234.56"), ("comma", "1.234,56")],
    )  # fmt: skip


class RevisedForm(PlacedForm):
    """What may be spent from now on."""

    revised = _money(_("Monto revisado"))


def _is_amount(text: str) -> bool:
    try:
        return Decimal(text) >= 0
    except InvalidOperation:
        return False
