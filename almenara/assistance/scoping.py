"""The meeting before the assistance: it counts once in a plan, and its terms hold when both say so.

Its activity is AMBER and its only place is the State, so that no other finds a trace of it.
"""

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from almenara.assistance import queries
from almenara.assistance.drafts import MeetingShape
from almenara.assistance.models import Case, Scoping
from almenara.assistance.stages import SCOPING
from almenara.core.parties.actor import SYSTEM, Actor
from almenara.core.parties.models import LANGUAGES
from almenara.core.parties.refusals import WrongStage
from almenara.formats.refusal import Unreadable
from almenara.programmes import queries as programmes
from almenara.programmes import services as plans

MINUTES = 60
WAY = ("planned", "confirmed", "held")


def composed(actor: Actor, case: Case, shape: MeetingShape) -> Scoping:
    """A meeting that is called; one that comes with its terms was held, and is recorded."""
    scoping = Scoping(
        case=case, held_on=shape.held_on, hour=shape.hour, link=shape.link, agenda=shape.agenda,
        notes=shape.notes, terms=shape.terms, is_record=bool(shape.terms),
        written_by_id=actor.person or None, written_at=timezone.now(),
    )  # fmt: skip
    if scoping.is_record and shape.held_on > timezone.now().date():
        raise Unreadable(
            ["held_on"], _("Con términos acordados ya se celebró: la fecha es futura.")
        )
    return scoping


def plan(actor: Actor, scoping: Scoping) -> None:
    """Its activity in the plan that the topic names, if that plan still has the result."""
    counted = scoping.case.topic.shape.counted
    if counted is None:
        return
    found = programmes.plans(actor).filter(slug=counted.plan).first()
    if found and programmes.results(actor, found).filter(code=counted.result).exists():
        scoping.activity = plans.submit(
            actor, _shape(counted.plan, counted.result, scoping.held_on, scoping.case.state_id)
        )


def hold(scoping: Scoping) -> None:
    """It was held: its activity counts from now on, whoever said so last."""
    activity = scoping.activity
    if activity is None or activity.stage not in WAY:
        return
    for stage in WAY[WAY.index(activity.stage) + 1 :]:
        activity = plans.step(SYSTEM, activity, stage)


def confirm(actor: Actor, scoping: Scoping, side: str) -> None:
    """One side's yes to what is written; with the other's the terms hold."""
    if scoping.stage != "held":
        raise WrongStage(_("Todavía no hay notas y términos que confirmar."))
    if first := getattr(scoping, f"{side}_id"):
        name = queries.names_of(actor, [first]).get(first, "")
        raise WrongStage(_("Ya lo confirmó %s.") % name)
    setattr(scoping, f"{side}_id", actor.person)
    scoping.save(update_fields=[side])
    if scoping.unit_by_id and scoping.state_by_id:
        SCOPING.step(scoping, "agree")


def changed(viewer: Actor, scoping: Scoping) -> WrongStage:
    """Somebody was first: who, so that they can be asked."""
    name = queries.names_of(viewer, [scoping.written_by_id]).get(scoping.written_by_id, "")
    words = _("Antes lo cambió %(who)s: lea lo que dice ahora y vuelva a enviarlo.")
    return WrongStage(words % {"who": name})


def _shape(plan: str, result: str, day: date, state: str) -> plans.ActivityShape:
    titles = {}
    for code in LANGUAGES:
        with override(code):
            titles[code] = _("Reunión preliminar a una asistencia")
    return plans.ActivityShape.model_validate(
        {
            "plan": plan, "results": [result], "kind": "meeting", "titles": titles, "starts": day,
            "ends": day, "modality": "virtual", "states": [state], "minutes": MINUTES,
            "marking": "TLP:AMBER",
        }
    )  # fmt: skip
