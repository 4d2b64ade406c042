"""What can be asked about plans, their results, activities and those who took part."""

from collections.abc import Iterable, Mapping
from datetime import date
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from almenara.core.identity import queries as identity
from almenara.core.parties.actor import Actor
from almenara.core.parties.alphabet import ByName
from almenara.core.parties.models import State
from almenara.core.types import queries as types
from almenara.core.types.models import TypeVersion
from almenara.mandates import queries as mandates
from almenara.programmes import activation, standing
from almenara.programmes.frameworks import PlanShape
from almenara.programmes.models import (
    Activity,
    Coverage,
    Evidence,
    Fulfilment,
    Goal,
    Likeness,
    Participant,
    Participation,
    Place,
    Plan,
    Programme,
    Publication,
    Result,
    Roll,
    Serving,
    Strategy,
)
from almenara.programmes.money import MONEY, Money, Purse
from almenara.programmes.stages import COUNTED

__all__ = [
    "MONEY",
    "Activity",
    "Likeness",
    "Money",
    "Plan",
    "Programme",
    "Publication",
    "Purse",
    "Result",
    "Strategy",
]


def plans(viewer: Actor) -> QuerySet[Plan]:
    return Plan.objects.visible_to(viewer).order_by("-starts", "slug")


def plan(viewer: Actor, slug: str) -> Plan:
    return plans(viewer).get(slug=slug)


def programmes(viewer: Actor, plan: Plan) -> QuerySet[Programme]:
    return Programme.objects.visible_to(viewer).filter(plan=plan).order_by("position")


def every_programme(viewer: Actor) -> QuerySet[Programme]:
    """Of all plans, the newest plan first."""
    found = Programme.objects.visible_to(viewer)
    return found.order_by("-plan__starts", "plan", "position")


def results(viewer: Actor, plan: Plan) -> QuerySet[Result]:
    """Those of the version in force, in the order of the plan."""
    found = Result.objects.visible_to(viewer).filter(plan=plan, until_version=None)
    return found.select_related("programme").order_by("position")


def left_out(viewer: Actor, plan: Plan) -> QuerySet[Result]:
    """Results that an amendment took out: they keep their figures."""
    found = Result.objects.visible_to(viewer).filter(plan=plan).exclude(until_version=None)
    return found.select_related("programme").order_by("position")


def versions(viewer: Actor, plan: Plan) -> list[TypeVersion]:
    """Every version that was in force, the newest first."""
    return list(types.versions(viewer, "plan").filter(slug=plan.slug, stage="active"))


def version(viewer: Actor, plan: Plan, number: str) -> TypeVersion | None:
    """Another version than the one in force; "" and the one in force are None."""
    if not number or number == str(plan.version):
        return None
    found = types.versions(viewer, "plan").filter(slug=plan.slug, stage="active")
    wanted = int(number) if number.isascii() and number.isdigit() and len(number) < 9 else 0
    return found.get(version=wanted)


def results_at(viewer: Actor, plan: Plan, version: TypeVersion) -> list[Result]:
    """What that version promised, in its words and order, with today's figures. Not to be saved."""
    shape = PlanShape.model_validate(version.document)
    listed = activation.beneficiaries(shape)
    every = Result.objects.visible_to(viewer).filter(plan=plan).select_related("programme")
    rows = {row.code: row for row in every}
    found = []
    for part in shape.programmes:
        for one in part.results:
            row = rows[one.id]
            row.names, row.unit, row.measure = one.names.model_dump(), one.unit, one.measure
            row.target_kind, row.target_value = one.target.kind, one.target.value
            programme = row.programme
            programme.names = part.names.model_dump()
            programme.purposes = part.purposes.model_dump()
            programme.rule, programme.beneficiaries = part.beneficiaries.rule, listed[part.code]
            found.append(row)
    return found


def strategies(viewer: Actor) -> QuerySet[Strategy]:
    return Strategy.objects.visible_to(viewer).order_by("-starts", "slug")


def strategy(viewer: Actor, slug: str) -> Strategy:
    return strategies(viewer).get(slug=slug)


def goals(viewer: Actor, strategy: Strategy) -> QuerySet[Goal]:
    return Goal.objects.visible_to(viewer).filter(strategy=strategy).order_by("position")


def rolled_up(viewer: Actor, strategy: Strategy) -> QuerySet[Result]:
    """The results of its goals, goal by goal, in the order of their plans."""
    found = Result.objects.visible_to(viewer).filter(goal__strategy=strategy, until_version=None)
    return found.select_related("programme", "plan").order_by(
        "goal__position", "plan", "position"
    )  # fmt: skip


def coverages(viewer: Actor, plan: Plan) -> QuerySet[Coverage]:
    """What each programme has in each State, for officials of States (S1)."""
    found = Coverage.objects.visible_to(viewer).filter(programme__plan=plan)
    return found.order_by("programme__position", ByName("state"))


def publication(viewer: Actor, plan: Plan) -> Publication | None:
    """What was last made for IATI."""
    return Publication.objects.visible_to(viewer).filter(plan=plan).defer("file").first()


def published(viewer: Actor, plan: Plan) -> Publication:
    """The file, or DoesNotExist."""
    return Publication.objects.visible_to(viewer).exclude(file=None).get(plan=plan)


def activities(viewer: Actor, plan: Plan | None = None) -> QuerySet[Activity]:
    """The newest first."""
    found = Activity.objects.visible_to(viewer).select_related("plan")
    found = found.filter(plan=plan) if plan else found
    return found.order_by("-starts", "id")


def activities_in(
    viewer: Actor, plan: Plan, year: int, chosen: Mapping[str, str]
) -> QuerySet[Activity]:
    """Those of a year, the first first; `chosen` may name a programme, a State and a stage."""
    found = Activity.objects.visible_to(viewer).filter(
        plan=plan, starts__lte=date(year, 12, 31), ends__gte=date(year, 1, 1)
    )
    if "stage" in chosen:
        found = found.filter(stage=chosen["stage"])
    if "state" in chosen:
        there = Place.objects.visible_to(viewer).filter(state=chosen["state"])
        found = found.filter(pk__in=there.values("activity"))
    if "programme" in chosen:
        serves = Serving.objects.visible_to(viewer).filter(
            result__programme__plan=plan, result__programme__code=chosen["programme"]
        )
        found = found.filter(pk__in=serves.values("activity"))
    return found.order_by("starts", "id")


def activity(viewer: Actor, pk: UUID | str) -> Activity:
    return activities(viewer).get(pk=pk)


def states_of(viewer: Actor, rows: Iterable[Activity]) -> dict[UUID, list[Place]]:
    """By activity, where it takes place."""
    found = Place.objects.visible_to(viewer).filter(activity__in=list(rows))
    by_activity: dict[UUID, list[Place]] = {}
    for place in found.select_related("state").order_by(ByName("state")):
        by_activity.setdefault(place.activity_id, []).append(place)
    return by_activity


def of_state(viewer: Actor, state: str) -> QuerySet[Place]:
    """Where a State takes part, the first first."""
    found = Place.objects.visible_to(viewer).filter(state=state)
    return found.order_by("activity__starts", "activity_id")


def codes_served(viewer: Actor, rows: Iterable[Activity]) -> dict[UUID, list[str]]:
    """By activity, the codes of the results that it serves, in the order of the plan."""
    found = Serving.objects.visible_to(viewer).filter(activity__in=list(rows))
    by_activity: dict[UUID, list[str]] = {}
    pairs = found.order_by("result__position").values_list("activity", "result__code")
    for activity, code in pairs:
        by_activity.setdefault(activity, []).append(code)
    return by_activity


def programmes_served(viewer: Actor, rows: Iterable[Activity]) -> dict[UUID, list[UUID]]:
    """By activity, the programmes whose results it serves, each once, in the order of the plan."""
    found = Serving.objects.visible_to(viewer).filter(activity__in=list(rows))
    by_activity: dict[UUID, list[UUID]] = {}
    pairs = found.order_by("result__position").values_list("activity", "result__programme")
    for activity, programme in pairs:
        served = by_activity.setdefault(activity, [])
        if programme not in served:
            served.append(programme)
    return by_activity


def owner_names(viewer: Actor, plan: Plan) -> dict[str, str]:
    """How the institution that answers for a plan is called."""
    found = identity.institutions(viewer).filter(slug=plan.owner).first()
    return found.names if found else {"es": plan.owner}


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


def taken_part(viewer: Actor, people: Iterable[Participant]) -> dict[UUID, list[Activity]]:
    """By participant, where they took part, the latest first."""
    found = Participation.objects.visible_to(viewer).filter(participant__in=list(people))
    by_person: dict[UUID, list[Activity]] = {}
    for row in found.select_related("activity").order_by("-activity__starts", "activity_id"):
        by_person.setdefault(row.participant_id, []).append(row.activity)
    return by_person


def known(viewer: Actor, states: set[str], mails: set[str]) -> QuerySet[Participant]:
    """Those with whom a list is compared: of its States, or with one of its addresses."""
    return Participant.objects.visible_to(viewer).filter(Q(state__in=states) | Q(mail__in=mails))


def roll(viewer: Actor, activity: Activity, sha256: str) -> Roll | None:
    return Roll.objects.visible_to(viewer).filter(activity=activity, sha256=sha256).first()


def rolls(viewer: Actor, activity: Activity) -> QuerySet[Roll]:
    """The lists that were taken in, the newest first."""
    found = Roll.objects.visible_to(viewer).filter(activity=activity)
    return found.select_related("activity").order_by("-at")


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


def held(viewer: Actor, rows: Iterable[Result]) -> QuerySet[Activity]:
    """What was held for any of these results."""
    found = Activity.objects.visible_to(viewer).filter(stage__in=COUNTED)
    return found.filter(pk__in=_serving(viewer, rows)).order_by()


def attended(viewer: Actor, rows: Iterable[Result]) -> QuerySet[Participation]:
    """Who attended what was held for any of these results, of those for whom its programme is."""
    meant: dict[tuple[str, ...], list[Result]] = {}
    for row in rows:
        meant.setdefault(tuple(row.programme.beneficiaries), []).append(row)
    wanted = Q(pk__in=[])
    for same in meant.values():
        wanted |= Q(activity__in=_serving(viewer, same)) & standing.beneficiary(same[0])
    found = Participation.objects.visible_to(viewer).filter(
        wanted, activity__stage__in=COUNTED, is_attended=True
    )
    return found.order_by()


def participations(viewer: Actor, ids: Iterable[str]) -> QuerySet[Participation]:
    """Those of some rows that this viewer may see."""
    return Participation.objects.visible_to(viewer).filter(pk__in=list(ids))


def known_results(viewer: Actor, ids: Iterable[UUID]) -> list[UUID]:
    """Those of some keys that are results."""
    found = Result.objects.visible_to(viewer).filter(pk__in=list(ids), until_version=None)
    return list(found.values_list("pk", flat=True))


def fulfilments(viewer: Actor, ids: Iterable[UUID]) -> list[tuple[UUID, Result]]:
    """Of some mandates, each with a result that serves it, in the order of the plan."""
    found = Fulfilment.objects.visible_to(viewer).filter(mandate__in=list(ids))
    return [(row.mandate_id, row.result) for row in found.select_related("result__programme")]


def mandates_of(viewer: Actor, rows: Iterable[Result]) -> dict[UUID, list[mandates.Mandate]]:
    """By result the mandates that it serves."""
    found = Fulfilment.objects.visible_to(viewer).filter(result__in=list(rows))
    by_result: dict[UUID, list[mandates.Mandate]] = {}
    for row in found.select_related("mandate__resolution"):
        by_result.setdefault(row.result_id, []).append(row.mandate)
    return by_result


def activities_by_result(viewer: Actor, ids: Iterable[UUID]) -> dict[UUID, list[Activity]]:
    """By result what is planned or was done for it, the newest first; nothing cancelled."""
    found = Serving.objects.visible_to(viewer).filter(
        result__in=list(ids), activity__in=activities(viewer).exclude(stage="cancelled")
    )
    by_result: dict[UUID, list[Activity]] = {}
    for row in found.select_related("activity").order_by("-activity__starts", "activity_id"):
        by_result.setdefault(row.result_id, []).append(row.activity)
    return by_result


def _serving(viewer: Actor, rows: Iterable[Result]) -> QuerySet[Serving, UUID]:
    """The activities for these results, as part of another question."""
    served = Serving.objects.visible_to(viewer).filter(result__in=[row.pk for row in rows])
    return served.values_list("activity", flat=True)
