"""How things of money are called in the journal."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from almenara.core.journal import titles
from almenara.core.parties.actor import Actor
from almenara.funds import publishing, queries
from almenara.funds.models import Fund, Partner, Project
from almenara.mandates import queries as mandates
from almenara.programmes import queries as programmes


def register() -> None:
    titles.register("project", _("un proyecto"), _projects, "/projects/{id}/")
    titles.register("partner", _("un socio"), _partners, "/partners/{id}/")
    titles.register("agreement", _("un acuerdo"), url="/partners/")
    titles.register("contribution", _("una contribución"), url="/funds/")
    titles.register("fund", _("un fondo"), _funds, "/funds/{id}/")
    titles.register("budgetline", _("una línea del presupuesto"), url="/budget/")
    titles.register("batch", _("un archivo del libro"), url="/ledger/{id}/")
    mandates.LINKS["money"] = queries.money_of
    programmes.MONEY[:] = [publishing.money]


def _projects(viewer: Actor, ids: list[str]) -> dict[str, str]:
    found = Project.objects.visible_to(viewer).filter(pk__in=[UUID(pk) for pk in ids])
    return {str(row.pk): row.name for row in found}


def _partners(viewer: Actor, ids: list[str]) -> dict[str, str]:
    return {row.pk: row.name for row in Partner.objects.visible_to(viewer).filter(pk__in=ids)}


def _funds(viewer: Actor, ids: list[str]) -> dict[str, str]:
    return {row.pk: row.name for row in Fund.objects.visible_to(viewer).filter(pk__in=ids)}
