"""Who sees and does what with money: a donor its own, the public what was approved and agreed."""

from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from almenara.core.access.rules import Owners, Policy, anybody, desk, is_desk, nothing, register
from almenara.core.parties.actor import Actor
from almenara.funds.models import (
    Agreement,
    Allocation,
    Batch,
    BudgetCode,
    BudgetLine,
    Contribution,
    Figure,
    Fund,
    Indicator,
    LedgerLine,
    Partner,
    Project,
    Subtotal,
)
from almenara.funds.stages import INTERNAL


def own_partners(viewer: Actor) -> Q:
    """The partner that the viewer speaks for: institution, observer, or its State."""
    found = nothing()
    if viewer.institution:
        found |= Q(institution=viewer.institution)
    if viewer.state and viewer.has_role("mission", "ncp"):
        found |= Q(state=viewer.state)
    if viewer.observer:
        found |= Q(observer=viewer.observer)
    return found


def of_own_partner(viewer: Actor) -> Q:
    return Q(partner__in=Partner.objects.filter(own_partners(viewer)))


def agreements(viewer: Actor) -> Q:
    """Once signed they are public; proposed ones are known to both sides."""
    return Q() if is_desk(viewer) else ~Q(stage="proposed") | of_own_partner(viewer)


def contributions(viewer: Actor) -> Q:
    """A donor's own, from the proposal that it was sent."""
    return Q() if is_desk(viewer) else of_own_partner(viewer) & ~Q(stage="prospect")


def funds(viewer: Actor) -> Q:
    """Those into which the viewer's partner gives."""
    if is_desk(viewer):
        return Q()
    given = Contribution.objects.filter(contributions(viewer), fund=OuterRef("pk"))
    return Q(Exists(given))


def of_fund(viewer: Actor) -> Q:
    if is_desk(viewer):
        return Q()
    return Q(Exists(Fund.objects.filter(funds(viewer), pk=OuterRef("fund_id"))))


def projects(viewer: Actor) -> Q:
    """Public once approved."""
    return Q() if is_desk(viewer) else ~Q(stage__in=INTERNAL)


def of_project(viewer: Actor) -> Q:
    return Q() if is_desk(viewer) else ~Q(project__stage__in=INTERNAL)


def figures(viewer: Actor) -> Q:
    """Those that reach the threshold; the secretariat reads all (S68)."""
    if is_desk(viewer):
        return Q()
    return Q(is_shown=True) & ~Q(indicator__project__stage__in=INTERNAL)


def budget(viewer: Actor) -> Q:
    """Public once approved."""
    return Q() if is_desk(viewer) else ~Q(stage="formulated")


def secretariat(actor: Actor, thing: Any) -> str:
    if is_desk(actor):
        return ""
    return _("Solo la secretaría lleva los proyectos y los fondos.")


def approval(actor: Actor, project: Project) -> str:
    """What is not measured is not approved (S54)."""
    if reason := secretariat(actor, project):
        return reason
    if not Indicator.objects.filter(project=project).exists():
        return _("Falta un indicador: un proyecto que no se mide no se aprueba.")
    if not project.budget:
        return _("Falta el presupuesto por año.")
    return ""


def owners(thing: Project) -> Owners:
    return Owners(institutions=frozenset({thing.institution_id}))


def may(*verbs: str) -> dict[str, Any]:
    return dict.fromkeys(verbs, secretariat)


register(Partner, Policy(anybody, may("enrol", "update", "end")))
register(Agreement, Policy(agreements, may("propose", "sign", "end")))
STEPS = ("propose", "pledge", "agree", "receive", "report", "withdraw")
register(Contribution, Policy(contributions, may("submit", "consent", *STEPS)))
register(Fund, Policy(funds, may("open", "allocate", "dedicate")))
register(BudgetCode, Policy(of_fund))
LIFE = may("submit", "update", "appraise", "run", "close", "evaluate", "refuse", "measure")
register(Project, Policy(projects, LIFE | {"approve": approval}, owners))
register(Indicator, Policy(of_project))
register(Figure, Policy(figures))
register(Allocation, Policy(desk))
register(BudgetLine, Policy(budget, may("submit", "approve", "update", "execute", "close")))
register(Batch, Policy(desk, may("read", "accept", "withdraw")))
register(LedgerLine, Policy(desk))
register(Subtotal, Policy(desk))
