"""The page that shows every piece of the pages with made-up values, to be judged by eye."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

DAY = 100 / 7


class SampleForm(forms.Form):
    """Every kind of control once, with its hint and its error."""

    title = forms.CharField(label=_("Título"), help_text=_("Lo que pasa, en una línea."))
    body = forms.CharField(label=_("Texto"), widget=forms.Textarea(attrs={"rows": 4}))
    network = forms.ChoiceField(label=_("Red"), choices=[("", _("Elija")), ("csirt", "CSIRT")])
    marking = forms.ChoiceField(
        label=_("Marca"),
        widget=forms.RadioSelect,
        choices=[(marking, marking) for marking in ("TLP:CLEAR", "TLP:GREEN", "TLP:AMBER")],
    )
    states = forms.MultipleChoiceField(
        label=_("Estados"),
        widget=forms.CheckboxSelectMultiple,
        choices=[("CRI", "Costa Rica"), ("JAM", "Jamaica"), ("PAN", "Panamá")],
    )
    exercise = forms.BooleanField(label=_("Es un ejercicio"), required=False)


def sample(now: datetime) -> dict[str, Any]:
    """What the style page shows."""
    return {
        "now": now,
        "markings": ["TLP:CLEAR", "TLP:GREEN", "TLP:AMBER", "TLP:AMBER+STRICT", "TLP:RED"],
        "state": {"code": "CRI", "names": {"es": "Costa Rica"}},
        "soon": now + timedelta(minutes=11),
        "before": now - timedelta(minutes=12),
        "form": SampleForm(),
        "wrong_form": SampleForm({"title": "", "marking": "TLP:AMBER", "body": "Sin título."}),
        "tabs": [
            {"url": "?", "label": _("Recibidas"), "current": True, "count": 3},
            {"url": "?", "label": _("Enviadas"), "current": False},
        ],
        "days": days(),
        "bands": [band()],
    }


def days() -> list[dict[str, Any]]:
    """Seven columns of a week."""
    names = ["lun 23", "mar 24", "mié 25", "jue 26", "vie 27", "sáb 28", "dom 29"]
    return [{"name": n, "start": i * DAY, "today": i == 1} for i, n in enumerate(names)]


def band() -> dict[str, Any]:
    """A week of one post with a gap in it."""
    plan = [
        (0, 1, "one", "A. Castillo"),
        (1, 1, "two", "M. Ríos"),
        (2, 1, "one", "A. Castillo"),
        (3, 0.5, "two", "M. Ríos"),
        (3.5, 0.5, "gap", _("sin guardia")),
        (4, 1.5, "one", "A. Castillo"),
        (5.5, 1.5, "three", "L. Batista"),
    ]
    return {
        "title": _("Guardia"),
        "note": _("12 h sin guardia el jueves"),
        "gaps": True,
        "now": 1.32 * DAY,
        "segments": [
            {
                "start": start * DAY,
                "width": width * DAY,
                "tone": tone,
                "who": who,
                "short": "!" if tone == "gap" else "",
                "words": "07:00 – 19:00 · 12:00 – 00:00 UTC",
                "is_gap": tone == "gap",
                "url": "?swap",
                "act": _("Cubrir") if tone == "gap" else _("Cambiar"),
            }
            for start, width, tone, who in plan
        ],
    }
