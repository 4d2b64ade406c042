"""Acts on resolutions, mandates and tasks."""

from typing import BinaryIO
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.utils import timezone
from django.utils.translation import gettext as _

from almenara.bodies import queries as bodies
from almenara.core.access.rules import require
from almenara.core.documents import hanging
from almenara.core.documents import services as documents
from almenara.core.journal.acts import act, record
from almenara.core.parties.actor import Actor
from almenara.core.parties.refusals import WrongStage
from almenara.formats.refusal import Unreadable
from almenara.mandates import adopting, queries, telling
from almenara.mandates.drafts import (
    ActionShape,
    AssignShape,
    ParagraphShape,
    ResolutionShape,
    TaskShape,
)
from almenara.mandates.models import Action, Journey, Letter, Mandate, Resolution, Task
from almenara.mandates.stages import MANDATE, TASK

STEPS = {"in-course": "begin", "done": "finish", "ended": "end"}
SHARED = "TLP:GREEN"  # what officials of every State read


@act
def adopt(actor: Actor, shape: ResolutionShape) -> Resolution:
    """Enter what a body adopted, with its operative paragraphs."""
    resolution = adopting.resolution(actor, shape)
    require(actor, "adopt", resolution)
    resolution.save(force_insert=True)
    for place, paragraph in enumerate(shape.paragraphs):
        adopting.paragraph(actor, resolution, paragraph, ["paragraphs", place])
    adopting.find_by_search(actor, resolution)
    record(actor, "adopt", resolution, paragraphs=len(shape.paragraphs))
    return resolution


@act
def adopt_paragraph(actor: Actor, resolution: Resolution, shape: ParagraphShape) -> Mandate:
    """One more operative paragraph; the mandate that it supersedes ends."""
    require(actor, "adopt", resolution)
    mandate = adopting.paragraph(actor, resolution, shape, [])
    adopting.find_by_search(actor, resolution)
    record(actor, "adopt", mandate, paragraph=mandate.paragraph)
    return mandate


@act
def assign(actor: Actor, mandate: Mandate, shape: AssignShape) -> Mandate:
    """An office of the secretariat answers for it from now on, and is told."""
    require(actor, "assign", mandate)
    if not queries.offices(actor).filter(pk=shape.owner).exists():
        raise Unreadable(["owner"], _("Esa oficina no es de la secretaría."))
    if mandate.until and mandate.until <= timezone.localdate():
        raise WrongStage(_("Este mandato ya no rige."))
    MANDATE.step(mandate, "assign", owner_id=shape.owner, due=shape.due or mandate.due)
    telling.assigned(actor, mandate)
    record(actor, "assign", mandate, owner=shape.owner)
    return mandate


@act
def step(actor: Actor, mandate: Mandate, stage: str) -> Mandate:
    """Say that it is in course, done, or that it ended."""
    if stage not in STEPS:
        raise Unreadable(["stage"], _("Etapa desconocida."))
    verb = STEPS[stage]
    require(actor, verb, mandate)
    try:
        MANDATE.step(mandate, verb)
    except WrongStage:
        raise WrongStage(_("Desde «%s» no se llega ahí.") % mandate.stage) from None
    record(actor, verb, mandate)
    return mandate


@act
def note(
    actor: Actor, mandate: Mandate, shape: ActionShape, file: BinaryIO | None = None, name: str = ""
) -> Action:
    """Write down what a State or the secretariat did about a paragraph, with what proves it."""
    state = shape.state if actor.has_role("secretariat") else actor.state
    action = Action(
        mandate=mandate, state_id=state or None, institution_id=actor.institution or None,
        kind=shape.kind, text=shape.text.strip(), language=actor.language, on=shape.on,
        at=timezone.now(),
    )  # fmt: skip
    require(actor, "note", action)
    if shape.on > timezone.localdate():
        raise Unreadable(["on"], _("Esa fecha no ha llegado."))
    if state and state not in queries.members(actor, shape.on):
        raise Unreadable(["state"], _("No era Estado Miembro ese día."))
    action.save(force_insert=True)
    if file:
        kept = documents.keep(actor, file, name, SHARED)
        hanging.hang_all(actor, [str(kept.pk)], action, ["file"])
    record(actor, "note", action, mandate=str(mandate.pk))
    return action


@act
def assign_task(actor: Actor, shape: TaskShape) -> Task:
    """Give somebody something to do by a day; they are told."""
    task = Task(title=shape.title.strip(), due=shape.due, made_at=timezone.now())
    require(actor, "assign", task)
    faults: list[tuple[list[str | int], str]] = []
    owner = queries.persons(actor, [shape.owner]).get(shape.owner)
    if owner is None:
        faults.append((["owner"], _("Nadie con ese nombre de usuario.")))
    else:
        task.owner = owner
    task.mandate, task.decision = _origin(actor, shape, faults)
    if faults:
        raise Unreadable.many(faults)
    task.save(force_insert=True)
    telling.task_given(actor, task)
    record(actor, "assign", task)
    return task


@act
def finish_task(actor: Actor, task: Task) -> Task:
    """It is done."""
    require(actor, "finish", task)
    TASK.step(task, "finish", ended_at=timezone.now())
    record(actor, "finish", task)
    return task


@act
def drop_task(actor: Actor, task: Task) -> Task:
    """It is not needed any more."""
    require(actor, "drop", task)
    TASK.step(task, "drop", ended_at=timezone.now())
    record(actor, "drop", task)
    return task


@act
def warn(actor: Actor, thing: Task | Letter | Journey) -> None:
    """Its day is over: who owes it is told, once."""
    require(actor, "warn", thing)
    thing.warned_at = timezone.now()
    thing.save(update_fields=["warned_at"])
    telling.late(actor, thing)
    record(actor, "warn", thing)


def _origin(
    actor: Actor, shape: TaskShape, faults: list[tuple[list[str | int], str]]
) -> tuple[Mandate | None, bodies.Decision | None]:
    """The mandate or the decision out of which a task comes."""
    mandate = decision = None
    try:
        mandate = queries.mandate(actor, UUID(shape.mandate)) if shape.mandate else None
        decision = bodies.decision(actor, UUID(shape.decision)) if shape.decision else None
    except (ObjectDoesNotExist, ValueError):
        faults.append((["mandate"], _("No está.")))
    if not (mandate or decision or faults):
        faults.append((["mandate"], _("Diga de qué mandato o decisión viene.")))
    return mandate, decision
