"""Projects from idea to evaluation, how they are measured, and the programme-budget."""

from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _

from almenara.core.access.rules import require
from almenara.core.journal.acts import act, record
from almenara.core.parties.actor import Actor
from almenara.core.parties.refusals import WrongStage
from almenara.formats.refusal import Unreadable
from almenara.funds import disclosure, queries
from almenara.funds.drafts import BudgetShape, FigureShape, IndicatorShape, ProjectShape
from almenara.funds.models import BudgetLine, Figure, Indicator, Project
from almenara.funds.stages import BUDGET, PROJECT
from almenara.programmes import queries as programmes

STEPS = {target: verb for verb, (_sources, target) in PROJECT.steps.items()}


@act
def submit(actor: Actor, shape: ProjectShape) -> Project:
    """Write down the idea of a project."""
    project = Project(
        names=shape.titles.said,
        starts=shape.starts,
        ends=shape.ends,
        logic=shape.logic.strip(),
        risks=[text.strip() for text in shape.risks if text.strip()],
        budget=[year.model_dump(mode="json") for year in shape.budget],
        institution_id=actor.institution or None,
        author_id=actor.person or None,
        made_at=timezone.now(),
    )
    require(actor, "submit", project)
    project.save(force_insert=True)
    record(actor, "submit", project)
    return project


@act
def step(actor: Actor, project: Project, stage: str) -> Project:
    """Move a project on; approving one asks for an indicator and for a budget by year."""
    if stage not in STEPS:
        raise Unreadable(["stage"], _("Etapa desconocida."))
    verb = STEPS[stage]
    require(actor, verb, project)
    try:
        PROJECT.step(project, verb)
    except WrongStage:
        raise WrongStage(_("Desde «%s» no se llega ahí.") % project.stage) from None
    record(actor, verb, project)
    return project


@act
def measure(actor: Actor, project: Project, shape: IndicatorShape) -> Indicator:
    """Say how a project is measured: by a result of a plan, or by a measure of its own."""
    require(actor, "measure", project)
    indicator = Indicator(project=project, target=shape.target)
    if shape.result:
        plan = programmes.plans(actor).filter(slug=shape.plan).first()
        result = plan and programmes.results(actor, plan).filter(code=shape.result).first()
        if not result:
            raise Unreadable(["result"], _("Ese resultado no está en el plan."))
        if queries.indicators(actor, project).filter(result=result).exists():
            raise Unreadable(["result"], _("El proyecto ya se mide por ese resultado."))
        indicator.result = result
    elif shape.titles is None or not shape.unit.strip():
        raise Unreadable(["unit"], _("Diga qué se cuenta y en qué unidad, o elija un resultado."))
    else:
        indicator.names, indicator.unit = shape.titles.said, shape.unit.strip()
    indicator.save(force_insert=True)
    record(actor, "measure", project)
    return indicator


@act
def territories(actor: Actor, indicator: Indicator, rows: list[FigureShape]) -> Indicator:
    """What an indicator counts in each territory, all of it anew; small figures are not shown."""
    require(actor, "measure", indicator.project)
    known = programmes.codes(actor, indicator.project.starts)
    faults: list[tuple[list[str | int], str]] = [
        ([i, "state"], _("Estado desconocido.")) for i, row in enumerate(rows)
        if row.state not in known
    ]  # fmt: skip
    if len({(row.state, row.territory) for row in rows}) < len(rows):
        faults.append((["figures"], _("Un territorio está dos veces.")))
    if faults:
        raise Unreadable.many(faults)
    Figure.objects.visible_to(actor).filter(indicator=indicator).delete()
    made = [
        Figure(
            indicator=indicator, territory=row.territory.strip(), state_id=row.state,
            value=row.value, is_shown=disclosure.is_shown(row.value),
        )
        for row in rows
    ]  # fmt: skip
    Figure.objects.bulk_create(made)
    indicator.hides = not all(row.is_shown for row in made)
    indicator.save(update_fields=["hides"])
    record(actor, "measure", indicator.project, territories=len(made))
    return indicator


@act
def budget(actor: Actor, shape: BudgetShape) -> BudgetLine:
    """Formulate a line of the programme-budget, in the currency of the fund that pays it."""
    line = BudgetLine(
        names=shape.titles.said, chapter=shape.chapter.strip(), programme=shape.programme.strip(),
        year=shape.year, code=shape.code, approved=shape.approved,
    )  # fmt: skip
    require(actor, "submit", line)
    fund = queries.funds(actor).filter(code=shape.fund).first()
    if fund is None:
        raise Unreadable(["fund"], _("Fondo desconocido."))
    if shape.code not in {one.code for one in queries.codes(actor, [fund]).get(fund.pk, [])}:
        raise Unreadable(["code"], _("Código desconocido en ese fondo."))
    line.fund, line.currency = fund, fund.currency
    twice = queries.budget(actor, shape.year).filter(fund=fund, code=shape.code)
    if twice.exists():
        raise Unreadable(["code"], _("Ese código ya está presupuestado en ese año."))
    line.save(force_insert=True)
    record(actor, "submit", line)
    return line


@act
def step_budget(actor: Actor, line: BudgetLine, verb: str) -> BudgetLine:
    """Approve it, say that it is executed, close it."""
    if verb not in BUDGET.steps:
        raise Unreadable(["stage"], _("Etapa desconocida."))
    require(actor, verb, line)
    BUDGET.step(line, verb)
    record(actor, verb, line)
    return line


@act
def revise(actor: Actor, line: BudgetLine, revised: Decimal) -> BudgetLine:
    """What may be spent is another amount from now on; what was approved stays beside it."""
    require(actor, "update", line)
    if line.stage == "closed":
        raise WrongStage(_("El presupuesto de ese año está cerrado."))
    line.revised = revised
    line.save(update_fields=["revised"])
    record(actor, "update", line)
    return line
