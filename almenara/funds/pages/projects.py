"""Projects: what was thought, what it may cost, how it is measured, where it reaches."""

from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from almenara.core import paging
from almenara.core.access.rules import reasons
from almenara.core.parties.actor import Actor
from almenara.formats import amounts
from almenara.funds import disclosure, queries
from almenara.funds.forms import TerritoryForm
from almenara.funds.models import Figure, Indicator, Project
from almenara.funds.pages.around import PAGE, PROJECT_STAGES, PROJECTS, Context, around
from almenara.funds.stages import PROJECT
from almenara.programmes import queries as programmes

Bound = dict[UUID, TerritoryForm]
VERBS = {
    "appraise": _("Ya se evaluó la idea"),
    "approve": _("Aprobar"),
    "run": _("Empezar"),
    "close": _("Cerrar"),
    "evaluate": _("Ya se evaluó el resultado"),
    "refuse": _("Rechazar"),
}


def list_page(viewer: Actor, asked: dict[str, str]) -> Context:
    """Projects by stage."""
    found = queries.projects(viewer).order_by("-starts", "id")
    stage = asked.get("stage", "")
    found = found.filter(stage=stage) if stage else found
    shown = paging.page(found, PAGE, asked.get("page"))
    return around(viewer, "/projects/") | {
        "page": shown,
        "projects": [_row(row) for row in shown],
        "chosen": stage,
        "stages": [(key, word) for key, (_tone, _icon, word) in PROJECT_STAGES.items()],
    }


def project_page(viewer: Actor, project: Project, bound: Bound | None = None) -> Context:
    """One project; for the secretariat also what to do next and what was set aside for it.

    `bound`: by indicator, the form of its territories that came back.
    """
    figures = queries.figures(viewer, project)
    indicators = list(queries.indicators(viewer, project))
    steps = [verb for verb in PROJECT.steps if PROJECT.may(project, verb)]
    why = reasons(viewer, project, "measure", *steps)
    shown = [_indicator(viewer, one, figures.get(one.pk, [])) for one in indicators]
    for one in shown:
        one["form"] = (bound or {}).get(one["row"].pk) or _territories(one)
    return {
        "project": project,
        "row": _row(project),
        "crumbs": [PROJECTS],
        "indicators": shown,
        "budget": [
            (one["year"], Decimal(one["amount"]), one["currency"]) for one in project.budget
        ],
        "is_desk": not why["measure"],
        "steps": [(PROJECT.steps[verb][1], VERBS[verb], why[verb]) for verb in steps],
        "allocations": list(queries.allocations(viewer, project=project)),
        "threshold": disclosure.THRESHOLD,
    }


def results(viewer: Actor) -> list[tuple[str, str]]:
    """Every result of the plans, to choose from."""
    return [("", "—")] + [
        (f"{plan.slug}:{row.code}", f"{row.code} · {row.name}")
        for plan in programmes.plans(viewer)
        for row in programmes.results(viewer, plan)
    ]


def _row(row: Project) -> Context:
    sums = amounts.totals(
        amounts.Amount(Decimal(one["amount"]), one["currency"]) for one in row.budget
    )
    return {
        "url": f"/projects/{row.pk}/",
        "names": row.names,
        "starts": row.starts,
        "ends": row.ends,
        "stage": PROJECT_STAGES[row.stage],
        "budget": list(sums.items()),
    }


def _indicator(viewer: Actor, row: Indicator, figures: list[Figure]) -> Context:
    """An indicator; no total is said where one of its figures is hidden from the public."""
    hides = row.hides and not viewer.has_role("secretariat")
    return {
        "row": row,
        "result": row.result,
        "figures": figures,
        "hides": row.hides,
        "total": disclosure.total((one.value for one in figures), hides=hides),
    }


def _territories(one: Context) -> TerritoryForm:
    """The form of an indicator's territories, with what it says now."""
    said = (f"{row.state_id}; {row.territory}; {row.value}" for row in one["figures"])
    pk = one["row"].pk
    return TerritoryForm(initial={"figures": "\n".join(said)}, auto_id=f"t-{pk}-%s")
