"""What every page of projects and money has: its tabs, the words of stages and kinds."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from almenara.core.parties.actor import Actor
from almenara.funds import queries

Context = dict[str, Any]
PAGE = 30
PROJECTS = {"url": "/projects/", "label": _("Proyectos y fondos")}
PARTNERS = {"url": "/partners/", "label": _("Socios")}
FUNDS = {"url": "/funds/", "label": _("Fondos")}
BUDGET = {"url": "/budget/", "label": _("Presupuesto")}
LEDGER = {"url": "/ledger/", "label": _("Libro de gastos")}
TABS = (
    ("/projects/", _("Proyectos"), False),
    ("/partners/", _("Socios"), False),
    ("/observers/", _("Observadores"), False),
    ("/budget/", _("Presupuesto"), False),
    ("/funds/", _("Fondos"), True),
    ("/ledger/", _("Libro de gastos"), True),
)
KINDS = {
    "state": _("Estado"),
    "observer": _("Observador Permanente"),
    "un": _("Naciones Unidas"),
    "specialised": _("Organismo especializado"),
    "regional": _("Organismo regional"),
    "subregional": _("Organismo subregional"),
    "civil-society": _("Sociedad civil"),
    "private": _("Sector privado"),
    "academia": _("Academia"),
    "other": _("Otro"),
}
STANDINGS = {
    "proposed": ("soft", "clock", _("Propuesto")),
    "signed": ("sea", "tick", _("Firmado")),
    "in-force": ("leaf", "tick", _("En vigor")),
    "expired": ("sand", "clock", _("Vencido")),
    "ended": ("soft", "close", _("Terminado")),
}
PROJECT_STAGES = {
    "idea": ("soft", "clock", _("Idea")),
    "appraised": ("soft", "tick", _("Evaluado antes de aprobar")),
    "approved": ("sea", "tick", _("Aprobado")),
    "running": ("leaf", "tick", _("En ejecución")),
    "closed": ("soft", "tick", _("Cerrado")),
    "evaluated": ("leaf", "tick", _("Evaluado al final")),
    "refused": ("ember", "close", _("Rechazado")),
}
GIVEN_STAGES = {
    "prospect": ("soft", "clock", _("Posible")),
    "proposal": ("soft", "tick", _("Propuesta")),
    "pledge": ("sea", "clock", _("Promesa")),
    "agreement": ("sea", "tick", _("Acordada")),
    "received": ("leaf", "tick", _("Recibida")),
    "reported": ("leaf", "tick", _("Informada al donante")),
    "withdrawn": ("ember", "close", _("Retirada")),
}
BUDGET_STAGES = {
    "formulated": ("soft", "clock", _("Formulado")),
    "approved": ("sea", "tick", _("Aprobado")),
    "executed": ("leaf", "tick", _("Ejecutado")),
    "closed": ("soft", "tick", _("Cerrado")),
}
BATCH_STAGES = {
    "read": ("sand", "clock", _("Leído, todavía no cuenta")),
    "taken": ("leaf", "tick", _("Cuenta")),
    "replaced": ("soft", "close", _("Reemplazado")),
}


def around(viewer: Actor, current: str) -> Context:
    """The tabs that this viewer has, and whether they write."""
    is_desk = viewer.has_role("secretariat")
    gives = is_desk or queries.funds(viewer).exists()
    tabs = [
        {"url": url, "label": label, "current": url == current}
        for url, label, is_closed in TABS
        if not is_closed or is_desk or (gives and url == "/funds/")
    ]
    return {"tabs": tabs, "is_desk": is_desk}
