"""Where a result stands: who took part, what was held, what proves it. Counted by the acts on it.

A person in many activities counts once (`participant.one`). The rows are the secretariat's; the
figures are public, so that the system counts and keeps them beside the result.
"""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q, QuerySet

from almenara.core.access.context import as_system
from almenara.programmes.models import Activity, Evidence, Participation, Result
from almenara.programmes.stages import COUNTED

WHY = "figures are public, the rows behind them are not"


def recount(results: Iterable[UUID]) -> None:
    """Count these results anew; whoever counts the same ones meanwhile waits and sees our rows."""
    with as_system(WHY):
        rows = Result.objects.unguarded(WHY).filter(pk__in=set(results)).order_by("pk")
        list(rows.select_for_update().values_list("pk"))
        for result in rows.select_related("programme"):
            figures = _figures(result)
            rows.filter(pk=result.pk).order_by().update(**figures)


def recount_activity(activity: Activity) -> None:
    recount(activity.servings.values_list("result", flat=True))


def counted(result: Result) -> QuerySet[Participation]:
    """Who attended what was held for this result: `beneficiary` rows first make its value."""
    found = Participation.objects.unguarded(WHY).filter(
        activity__servings__result=result, activity__stage__in=COUNTED, is_attended=True
    )
    return found.select_related("participant", "activity")


def beneficiary(result: Result) -> Q:
    """Participations whose people the programme is for; none named: those of any member State."""
    named = result.programme.beneficiaries
    return Q(state__in=named) if named else Q(is_member=True)


def held(result: Result) -> QuerySet[Activity]:
    found = Activity.objects.unguarded(WHY)
    return found.filter(servings__result=result, stage__in=COUNTED)


def _figures(result: Result) -> dict[str, int]:
    evidence = Evidence.objects.unguarded(WHY).filter(activity__servings__result=result)
    return {
        "evidence": evidence.exclude(activity__stage="cancelled").count(),
        **(_people(result) if result.measure == "people" else {"value": held(result).count()}),
    }


def _people(result: Result) -> dict[str, int]:
    everybody, mine = counted(result), counted(result).filter(beneficiary(result))
    value = mine.values("participant__one").distinct().count()
    return {
        "value": value,
        "apart": everybody.values("participant__one").distinct().count() - value,
    }
