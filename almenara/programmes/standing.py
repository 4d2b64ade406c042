"""Where a result stands: who took part, what was held, what proves it. Counted by the acts on it.

A person in many activities counts once (`participant.one`). The rows are the secretariat's; the
figures are public, so that the system counts and keeps them beside the result.
"""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from almenara.core.access.context import as_system
from almenara.programmes.models import (
    Activity,
    Coverage,
    Goal,
    Participation,
    Place,
    Plan,
    Programme,
    Result,
    Serving,
)
from almenara.programmes.stages import ACTIVITY, AHEAD, COUNTED

WHY = "figures are public, the rows behind them are not"


def recount(results: Iterable[UUID]) -> None:
    """Count these results anew, and the goals to which they roll up.

    Rows are locked before they are counted, kind by kind and in one order: whoever counts the same
    ones meanwhile waits and sees our rows.
    """
    with as_system(WHY):
        rows = Result.objects.unguarded(WHY).filter(pk__in=set(results)).order_by("pk")
        list(rows.select_for_update().values_list("pk"))
        served = _served(rows)
        for result in rows.select_related("programme"):
            figures = _figures(result, *served.get(result.pk, (0, 0)))
            if any(getattr(result, name) != figure for name, figure in figures.items()):
                rows.filter(pk=result.pk).order_by().update(**figures)
        _recount_goals(set(rows.exclude(goal=None).values_list("goal", flat=True)))


def recount_activity(activity: Activity) -> None:
    """Its results, after its people or its proofs became others."""
    recount(activity.servings.values_list("result", flat=True))


def recount_step(activity: Activity, verb: str) -> None:
    """Its results, and the States in which it takes place, unless both stages count alike."""
    sources, target = ACTIVITY.steps[verb]
    if not any({*sources, target} <= set(alike) for alike in (AHEAD, COUNTED)):
        recount_activity(activity)
        cover([activity.pk])


def recount_plan(plan: Plan) -> None:
    """Everything that is counted of a plan, after it was amended or filled from elsewhere."""
    recount(Result.objects.unguarded(WHY).filter(plan=plan).values_list("pk", flat=True))
    with as_system(WHY):
        programmes = Programme.objects.unguarded(WHY).filter(plan=plan)
        _cover(set(programmes.values_list("pk", flat=True)), None)


def cover(activities: Iterable[UUID]) -> None:
    """Count anew what the programmes of these activities have in their States."""
    with as_system(WHY):
        served = Serving.objects.unguarded(WHY).filter(activity__in=activities)
        places = Place.objects.unguarded(WHY).filter(activity__in=activities)
        programmes = set(served.values_list("result__programme", flat=True))
        _cover(programmes, set(places.values_list("state", flat=True)))


def _cover(programmes: set[UUID], states: set[str] | None) -> None:
    """`states`: those counted anew, None for all."""
    rows = Programme.objects.unguarded(WHY).filter(pk__in=programmes).order_by("pk")
    list(rows.select_for_update().values_list("pk"))
    kept = Coverage.objects.unguarded(WHY).filter(programme__in=programmes)
    there = Place.objects.unguarded(WHY).filter(
        activity__servings__result__programme__in=programmes,
        activity__servings__result__until_version=None,
    )
    if states is not None:
        kept, there = kept.filter(state__in=states), there.filter(state__in=states)
    kept.delete()
    place = ("activity__servings__result__programme", "state", "marking")
    counted = there.values_list(*place).order_by().annotate(
        planned=Count("activity", Q(activity__stage__in=AHEAD), distinct=True),
        held=Count("activity", Q(activity__stage__in=COUNTED), distinct=True),
    )  # fmt: skip
    Coverage.objects.bulk_create(
        Coverage(programme_id=programme, state_id=state, marking=marking, planned=planned, held=n)
        for programme, state, marking, planned, n in counted
        if planned or n
    )
    served = Coverage.objects.unguarded(WHY).filter(programme=OuterRef("pk"), held__gt=0)
    each = served.order_by().values("programme").annotate(n=Count("state", distinct=True))
    rows.order_by().update(served=Coalesce(Subquery(each.values("n")), 0))


def recount_goals(goals: Iterable[UUID]) -> None:
    with as_system(WHY):
        _recount_goals(set(goals))


def _recount_goals(goals: set[UUID]) -> None:
    """A person who took part for several results of a goal counts once; so does an activity."""
    rows = Goal.objects.unguarded(WHY).filter(pk__in=goals).order_by("pk")
    list(rows.select_for_update().values_list("pk"))
    for goal in rows:
        results = Result.objects.unguarded(WHY).filter(goal=goal, until_version=None)
        trained = results.filter(measure="people").select_related("programme")
        people = [
            counted(one).filter(beneficiary(one)).values_list("participant__one") for one in trained
        ]
        held = Activity.objects.unguarded(WHY).filter(
            servings__result__in=results, stage__in=COUNTED
        )
        first = people.pop() if people else None
        rows.filter(pk=goal.pk).order_by().update(
            people=first.union(*people).count() if first is not None else 0,
            held=held.distinct().count(),
        )


def counted(result: Result) -> QuerySet[Participation]:
    """Who attended what was held for this result: `beneficiary` rows first make its value."""
    found = Participation.objects.unguarded(WHY).filter(
        activity__servings__result=result, activity__stage__in=COUNTED, is_attended=True
    )
    return found.select_related("participant", "activity")


def beneficiary(result: Result) -> Q:
    """Participations whose people the programme is for; none named: those of any member State.

    Who was no member on the activity's day is no beneficiary, named or not.
    """
    named = result.programme.beneficiaries
    return Q(is_member=True, state__in=named) if named else Q(is_member=True)


def _served(results: QuerySet[Result]) -> dict[UUID, tuple[int, int]]:
    """By result, how many proofs it has, and how many activities were held for it."""
    found = Serving.objects.unguarded(WHY).filter(result__in=results.values("pk").order_by())
    rows = found.values_list("result").order_by().annotate(
        proofs=Count("activity__evidence", ~Q(activity__stage="cancelled"), distinct=True),
        held=Count("activity", Q(activity__stage__in=COUNTED), distinct=True),
    )  # fmt: skip
    return {result: (proofs, held) for result, proofs, held in rows}


def _figures(result: Result, proofs: int, held: int) -> dict[str, int]:
    if result.measure != "people" or not held:
        return {"evidence": proofs, "value": held, "apart": 0}
    one = "participant__one"
    found = counted(result).aggregate(
        everybody=Count(one, distinct=True), value=Count(one, beneficiary(result), distinct=True)
    )
    apart = found["everybody"] - found["value"]
    return {"evidence": proofs, "value": found["value"], "apart": apart}
