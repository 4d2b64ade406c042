"""What can be done with activities. Each function is one act."""

from pathlib import Path
from typing import BinaryIO
from uuid import UUID

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from almenara.core.access.context import as_system
from almenara.core.access.rules import require
from almenara.core.documents import hanging
from almenara.core.documents import services as documents
from almenara.core.journal.acts import act, record
from almenara.core.parties.actor import Actor
from almenara.core.parties.refusals import WrongStage
from almenara.formats.refusal import Unreadable
from almenara.mandates import queries as mandates
from almenara.programmes import enrolling, publishing, queries, standing, uniting
from almenara.programmes.drafts import ActivityShape
from almenara.programmes.models import (
    Activity,
    Evidence,
    Fulfilment,
    Likeness,
    Place,
    Plan,
    Publication,
    Roll,
    Serving,
)
from almenara.programmes.stages import ACTIVITY, LIKENESS

STEPS = {target: verb for verb, (_sources, target) in ACTIVITY.steps.items()}


@act
def submit(actor: Actor, shape: ActivityShape) -> Activity:
    """Plan an activity for results of one plan."""
    activity = Activity(
        kind=shape.kind,
        titles=shape.titles.said,
        language=_language(actor, shape.titles.said),
        starts=shape.starts,
        ends=shape.ends,
        modality=shape.modality,
        place=shape.place,
        minutes=shape.minutes,
        topic=shape.topic.strip(),
        partner=shape.partner.strip(),
        marking=shape.marking,
        institution_id=actor.institution or None,
        author_id=actor.person or None,
        made_at=timezone.now(),
    )
    require(actor, "submit", activity)
    results = _readable(actor, activity, shape)
    activity.save(force_insert=True)
    Serving.objects.bulk_create(Serving(activity=activity, result_id=pk) for pk in results)
    Place.objects.bulk_create(
        Place(activity=activity, state_id=code, marking=shape.marking, reach=shape.reach.get(code))
        for code in sorted({*shape.states, *shape.reach})
    )
    standing.cover([activity.pk])
    record(actor, "submit", activity, plan=activity.plan_id, kind=activity.kind)
    return activity


@act
def step(actor: Actor, activity: Activity, stage: str) -> Activity:
    """Move an activity to its next stage; only what was held or reported counts."""
    if stage not in ACTIVITY.stages:
        raise Unreadable(["stage"], _("Etapa desconocida."))
    verb = STEPS.get(stage, "confirm")
    require(actor, verb, activity)
    try:
        if stage == ACTIVITY.start:  # nothing goes back there
            raise WrongStage(stage)
        ACTIVITY.step(activity, verb)
    except WrongStage:
        raise WrongStage(_("Desde «%s» no se llega ahí.") % activity.stage) from None
    standing.recount_step(activity, verb)
    record(actor, verb, activity)
    return activity


@act
def attest(actor: Actor, activity: Activity, file: BinaryIO, name: str, kind: str) -> Evidence:
    """Hang a file on an activity that shows that it happened."""
    require(actor, "attest", activity)
    if not kind.strip():
        raise Unreadable(["kind"], _("Diga qué prueba."))
    document = documents.keep(actor, file, name, activity.marking)
    hanging.hang_all(actor, [str(document.pk)], activity, ["file"])
    evidence = Evidence(
        activity=activity, document=document, kind=kind.strip()[:40], at=timezone.now()
    )
    evidence.save(force_insert=True)
    standing.recount_activity(activity)
    record(actor, "attest", activity, document=str(document.pk))
    return evidence


@act
def enrol(actor: Actor, activity: Activity, raw: bytes) -> Roll:
    """Take a list of participants in, whole or not at all; the same bytes again add nothing."""
    require(actor, "enrol", activity)
    sheet = enrolling.read(raw)
    enrolling.wait(activity)
    if kept := queries.roll(actor, activity, sheet.sha256):
        record(actor, "enrol", activity, rows=0)
        return kept
    roll = enrolling.enrol(actor, activity, sheet)
    standing.recount_activity(activity)
    record(actor, "enrol", activity, rows=roll.answer["rows"])
    return roll


@act
def withdraw(actor: Actor, roll: Roll) -> None:
    """Take back a list that was of another activity; who came by it counts no more."""
    require(actor, "withdraw", roll)
    enrolling.wait(roll.activity)
    record(actor, "withdraw", roll.activity, rows=roll.answer["rows"])
    enrolling.withdraw(actor, roll)
    standing.recount_activity(roll.activity)


@act
def decide(actor: Actor, proposal: Likeness, stage: str) -> Likeness:
    """Say that two are one person, or two; either decision can be taken back by the other."""
    verb = "join" if stage == "one" else "part"
    require(actor, verb, proposal)
    LIKENESS.step(proposal, verb, decided_at=timezone.now())
    touched = uniting.unite(actor, proposal)
    standing.recount(touched)
    record(actor, verb, proposal)
    return proposal


@act
def publish(actor: Actor, plan: Plan) -> Publication:
    """Make the plan's file for IATI; when anything of it is not valid, the reasons and no file."""
    made = Publication(plan=plan, at=timezone.now(), activities=0)
    require(actor, "publish", made)
    folder = Path(settings.IATI_SCHEMAS) if settings.IATI_SCHEMAS else None
    try:
        made.file, made.activities = publishing.export(plan, made.at, folder)
    except Unreadable as refusal:
        made.faults = publishing.faults(refusal)
    with as_system("one row a plan, the newest"):
        Publication.objects.unguarded("the one before").filter(plan=plan).delete()
        made.save(force_insert=True)
    record(actor, "publish", made, valid=not made.faults)
    return made


@act
def serve(actor: Actor, mandate: mandates.Mandate, results: list[UUID]) -> mandates.Mandate:
    """Say which results serve a mandate: these, and no others."""
    require(actor, "serve", Fulfilment(mandate=mandate))
    known = queries.known_results(actor, results)
    if len(known) < len(set(results)):
        raise Unreadable(["results"], _("Ese resultado no está en el plan."))
    kept = Fulfilment.objects.visible_to(actor).filter(mandate=mandate)
    kept.exclude(result__in=known).delete()
    Fulfilment.objects.bulk_create(
        (Fulfilment(mandate=mandate, result_id=pk) for pk in known), ignore_conflicts=True
    )
    record(actor, "serve", mandate, results=len(known))
    return mandate


def _language(actor: Actor, titles: dict[str, str]) -> str:
    return actor.language if actor.language in titles else next(iter(titles))


def _readable(actor: Actor, activity: Activity, shape: ActivityShape) -> list[UUID]:
    """Everything that this activity names, or every place where it names what is not there."""
    faults: list[tuple[list[str | int], str]] = []
    if shape.ends < shape.starts:
        faults.append((["ends"], _("Termina antes de empezar.")))
    known = queries.codes(actor, shape.starts)
    faults += [
        (["states", i], _("Estado desconocido."))
        for i, code in enumerate(shape.states)
        if code not in known
    ]
    faults += [
        (["reach", code], _("Estado desconocido.")) for code in shape.reach if code not in known
    ]
    plan = queries.plans(actor).filter(slug=shape.plan).first()
    found = dict(queries.results(actor, plan).values_list("code", "pk")) if plan is not None else {}
    if plan is None:
        faults.append((["plan"], _("Plan desconocido.")))
    else:
        activity.plan = plan
        faults += [
            (["results", i], _("Ese resultado no está en el plan."))
            for i, code in enumerate(shape.results)
            if code not in found
        ]
    if faults:
        raise Unreadable.many(faults)
    return [found[code] for code in dict.fromkeys(shape.results)]
