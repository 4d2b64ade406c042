"""What can be asked about plans, their results, activities and those who took part."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from almenara.core.identity import queries as identity
from almenara.core.parties.actor import Actor
from almenara.core.parties.models import State
from almenara.programmes.models import (
    Activity,
    Evidence,
    Likeness,
    Participant,
    Participation,
    Place,
    Plan,
    Programme,
    Result,
    Roll,
    Serving,
)

__all__ = ["Activity", "Likeness", "Plan", "Result"]


def plans(viewer: Actor) -> QuerySet[Plan]:
    return Plan.objects.visible_to(viewer).order_by("-starts", "slug")


def plan(viewer: Actor, slug: str) -> Plan:
    return plans(viewer).get(slug=slug)


def programmes(viewer: Actor, plan: Plan) -> QuerySet[Programme]:
    return Programme.objects.visible_to(viewer).filter(plan=plan).order_by("position")


def results(viewer: Actor, plan: Plan) -> QuerySet[Result]:
    """Those of the version in force, in the order of the plan."""
    found = Result.objects.visible_to(viewer).filter(plan=plan, until_version=None)
    return found.select_related("programme").order_by("position")


def activities(viewer: Actor, plan: Plan | None = None) -> QuerySet[Activity]:
    """The newest first."""
    found = Activity.objects.visible_to(viewer).select_related("plan")
    found = found.filter(plan=plan) if plan else found
    return found.order_by("-starts", "id")


def activity(viewer: Actor, pk: UUID | str) -> Activity:
    return activities(viewer).get(pk=pk)


def states_of(viewer: Actor, rows: Iterable[Activity]) -> dict[UUID, list[Place]]:
    """By activity, where it takes place."""
    found = Place.objects.visible_to(viewer).filter(activity__in=list(rows))
    by_activity: dict[UUID, list[Place]] = {}
    for place in found.select_related("state").order_by("state__sort_key"):
        by_activity.setdefault(place.activity_id, []).append(place)
    return by_activity


def codes_served(viewer: Actor, rows: Iterable[Activity]) -> dict[UUID, list[str]]:
    """By activity, the codes of the results that it serves, in the order of the plan."""
    found = Serving.objects.visible_to(viewer).filter(activity__in=list(rows))
    by_activity: dict[UUID, list[str]] = {}
    pairs = found.order_by("result__position").values_list("activity", "result__code")
    for activity, code in pairs:
        by_activity.setdefault(activity, []).append(code)
    return by_activity


def results_of(viewer: Actor, activity: Activity) -> QuerySet[Result]:
    served = activity.servings.values("result")
    return Result.objects.visible_to(viewer).filter(pk__in=served).order_by("position")


def evidence_of(viewer: Actor, activity: Activity) -> QuerySet[Evidence]:
    found = Evidence.objects.visible_to(viewer).filter(activity=activity)
    return found.select_related("document").order_by("at")


def enrolled(viewer: Actor, activity: Activity) -> QuerySet[Participation]:
    """Who took part: rows for the secretariat, nobody for others."""
    found = Participation.objects.visible_to(viewer).filter(activity=activity)
    return found.select_related("participant").order_by("participant__name_key")


def known(viewer: Actor, states: set[str], mails: set[str]) -> QuerySet[Participant]:
    """Those with whom a list is compared: of its States, or with one of its addresses."""
    return Participant.objects.visible_to(viewer).filter(Q(state__in=states) | Q(mail__in=mails))


def roll(viewer: Actor, activity: Activity, sha256: str) -> Roll | None:
    return Roll.objects.visible_to(viewer).filter(activity=activity, sha256=sha256).first()


def proposals(viewer: Actor, stage: str = "") -> QuerySet[Likeness]:
    found = Likeness.objects.visible_to(viewer).select_related("first", "second")
    found = found.filter(stage=stage) if stage else found
    return found.order_by("made_at", "id")


def proposal(viewer: Actor, pk: UUID | str) -> Likeness:
    return proposals(viewer).get(pk=pk)


def by_stage(viewer: Actor, plan: Plan) -> dict[str, int]:
    """How many activities the viewer may see at each stage."""
    rows = Activity.objects.visible_to(viewer).filter(plan=plan).values("stage")
    return {row["stage"]: row["n"] for row in rows.annotate(n=Count("pk")).order_by()}


def overlapping(
    viewer: Actor, topic: str, states: Iterable[str], starts: date
) -> QuerySet[Activity]:
    """What somebody else plans on the same topic in the same State and month (S4)."""
    found = Activity.objects.visible_to(viewer).filter(
        topic__iexact=topic, starts__year=starts.year, starts__month=starts.month,
        places__state__in=list(states),
    )  # fmt: skip
    return found.exclude(stage__in=("cancelled", "postponed")).distinct().order_by("starts")


def states(viewer: Actor) -> list[State]:
    """Every State there is a record of, in the order in which people read them."""
    return list(identity.states(viewer, timezone.now().date()))


def members(viewer: Actor, on: date) -> set[str]:
    """Codes of the member States of a day."""
    return identity.members(viewer, on)


def codes(viewer: Actor, on: date) -> set[str]:
    """Every State there is a record of and every observer, by alpha-3 where it has one."""
    states = set(identity.states(viewer, on).values_list("code", flat=True))
    observers = {row.facts.get("iso3") or row.code for row in identity.observers(viewer)}
    return states | observers
