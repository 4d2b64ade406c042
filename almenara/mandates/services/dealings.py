"""Acts on consultations, letters and missions of officials."""

from datetime import date
from typing import BinaryIO

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
from almenara.mandates import queries, telling
from almenara.mandates.drafts import ConsultationShape, JourneyShape, JudgementShape, LetterShape
from almenara.mandates.models import Consultation, Journey, Letter, Reply
from almenara.mandates.stages import CONSULTATION, JOURNEY, LETTER

AMBER = "TLP:AMBER"


@act
def ask(actor: Actor, shape: ConsultationShape) -> Consultation:
    """Put questions to the authorities of some States; they are told."""
    consultation = Consultation(
        title=shape.title.strip(), questions=[one.strip() for one in shape.questions],
        states=sorted(set(shape.states)), due=shape.due, language=actor.language,
        institution_id=actor.institution or None, made_at=timezone.now(),
    )  # fmt: skip
    require(actor, "ask", consultation)
    members = queries.members(actor, timezone.localdate())
    faults: list[tuple[list[str | int], str]] = [
        (["states", i], _("No es Estado Miembro."))
        for i, code in enumerate(shape.states)
        if code not in members
    ]
    if not all(consultation.questions):
        faults.append((["questions"], _("Hay una pregunta en blanco.")))
    if faults:
        raise Unreadable.many(faults)
    consultation.save(force_insert=True)
    telling.asked(actor, consultation)
    record(actor, "ask", consultation, states=consultation.states)
    return consultation


@act
def answer(actor: Actor, consultation: Consultation, texts: dict[int, str]) -> list[Reply]:
    """A State's authority answers questions that its State has not answered."""
    require(actor, "answer", consultation)
    known = set(queries.replies(actor, consultation).values_list("question", flat=True))
    said = {i: text.strip() for i, text in texts.items() if text.strip() and i not in known}
    if not said or not all(0 <= i < len(consultation.questions) for i in said):
        raise Unreadable(["text"], _("Responda al menos a una pregunta."))
    rows = [
        Reply(
            consultation=consultation, question=i, text=text, state_id=actor.state,
            institution_id=actor.institution, at=timezone.now(),
        )
        for i, text in sorted(said.items())
    ]  # fmt: skip
    Reply.objects.bulk_create(rows)
    with as_system("that somebody answered is a step of the secretariat's row"):
        CONSULTATION.step(consultation, "answer")
    record(actor, "answer", consultation, questions=sorted(said))
    return rows


@act
def judge(actor: Actor, reply: Reply, shape: JudgementShape) -> Reply:
    """Say what becomes of an answer, and why."""
    require(actor, "judge", reply)
    reply.outcome, reply.why = shape.outcome, shape.why.strip()
    if not reply.why:
        raise Unreadable(["why"], _("Diga por qué."))
    reply.save(update_fields=["outcome", "why"])
    record(actor, "judge", reply, outcome=shape.outcome)
    return reply


@act
def close_consultation(actor: Actor, consultation: Consultation, effect: str) -> Consultation:
    """Close it: every answer shows what became of it and why, and so does the whole."""
    require(actor, "close", consultation)
    if queries.replies(actor, consultation).filter(outcome="").exists():
        raise WrongStage(_("Falta decir de alguna respuesta si se acepta y por qué."))
    if not effect.strip():
        raise Unreadable(["effect"], _("Diga qué cambia en el plan, o que nada cambia."))
    CONSULTATION.step(consultation, "close", effect=effect.strip(), closed_at=timezone.now())
    record(actor, "close", consultation)
    return consultation


@act
def send_letter(
    actor: Actor, shape: LetterShape, file: BinaryIO | None = None, name: str = ""
) -> Letter:
    """Write to another office, with the day until which an answer is asked for."""
    other = queries.correspondents(actor).filter(pk=shape.addressee).first()
    home = queries.institution(actor, actor.institution)
    letter = Letter(
        origin=home, addressee=other, subject=shape.subject.strip(), text=shape.text.strip(),
        sent_on=shape.sent_on, due=shape.due, author_id=actor.person or None,
    )  # fmt: skip
    if other is None:
        raise Unreadable(["addressee"], _("Esa oficina no está."))
    require(actor, "send", letter)
    _check_days(shape)
    letter.save(force_insert=True)
    _hang(actor, letter, file, name, AMBER)
    record(actor, "send", letter)
    return letter


@act
def receive_letter(actor: Actor, letter: Letter) -> Letter:
    """The other office has it."""
    require(actor, "receive", letter)
    LETTER.step(letter, "receive", received_on=timezone.localdate())
    record(actor, "receive", letter)
    return letter


@act
def answer_letter(actor: Actor, letter: Letter, text: str, on: date) -> Letter:
    """The answer, by whoever writes it or by whoever got it on paper."""
    require(actor, "answer", letter)
    if not text.strip():
        raise Unreadable(["text"], _("Escriba la respuesta."))
    if not letter.sent_on <= on <= timezone.localdate():
        raise Unreadable(["on"], _("Entre el día en que se envió y hoy."))
    LETTER.step(letter, "answer", answer=text.strip(), answered_on=on)
    record(actor, "answer", letter)
    return letter


@act
def propose_journey(actor: Actor, shape: JourneyShape) -> Journey:
    """An official will travel, for a purpose."""
    journey = Journey(
        purpose=shape.purpose.strip(), place=shape.place.strip(), starts=shape.starts,
        ends=shape.ends,
    )  # fmt: skip
    require(actor, "propose", journey)
    faults: list[tuple[list[str | int], str]] = []
    people = {one.user.get_username(): one for one in queries.colleagues(actor)}
    if (who := people.get(shape.traveller)) is None:
        faults.append((["traveller"], _("Nadie de su oficina se llama así.")))
    if shape.ends < shape.starts:
        faults.append((["ends"], _("Termina antes de empezar.")))
    if faults or who is None:
        raise Unreadable.many(faults)
    journey.traveller, journey.institution_id = who, who.institution_id or actor.institution
    journey.save(force_insert=True)
    record(actor, "propose", journey)
    return journey


@act
def step_journey(actor: Actor, journey: Journey, verb: str) -> Journey:
    """It is over, it was cancelled, its report was cleared."""
    if verb not in ("finish", "cancel", "clear"):
        raise Unreadable(["stage"], _("Etapa desconocida."))
    require(actor, verb, journey)
    if verb == "finish" and journey.ends > timezone.localdate():
        raise WrongStage(_("Todavía no ha terminado."))
    JOURNEY.step(journey, verb)
    record(actor, verb, journey)
    return journey


@act
def report_journey(
    actor: Actor, journey: Journey, text: str, file: BinaryIO | None = None, name: str = ""
) -> Journey:
    """Who travelled says what came of it."""
    require(actor, "report", journey)
    if not text.strip():
        raise Unreadable(["text"], _("Escriba el informe."))
    JOURNEY.step(journey, "report", report=text.strip(), reported_at=timezone.now())
    _hang(actor, journey, file, name, AMBER)
    record(actor, "report", journey)
    return journey


def _check_days(shape: LetterShape) -> None:
    if shape.sent_on > timezone.localdate():
        raise Unreadable(["sent_on"], _("Esa fecha no ha llegado."))
    if shape.due and shape.due < shape.sent_on:
        raise Unreadable(["due"], _("Vence antes de enviarse."))


def _hang(
    actor: Actor, thing: Letter | Journey, file: BinaryIO | None, name: str, marking: str
) -> None:
    if file:
        kept = documents.keep(actor, file, name, marking)
        hanging.hang_all(actor, [str(kept.pk)], thing, ["file"])
