"""Pages of consultations, correspondence and missions of officials."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from almenara.core import paging
from almenara.core.access.rules import reasons, why_not
from almenara.core.parties.actor import Actor
from almenara.mandates import access, forms, queries, saying
from almenara.mandates.models import Consultation, Journey, Letter, Reply
from almenara.mandates.pages.registers import PAGE, Context, rooms, who
from almenara.mandates.stages import JOURNEY

CONSULTATIONS = {"url": "/consultations/", "label": gettext_lazy("Consultas")}
LETTERS = {"url": "/correspondence/", "label": gettext_lazy("Correspondencia")}
JOURNEYS = {"url": "/journeys/", "label": gettext_lazy("Misiones oficiales")}


def consultations_page(viewer: Actor, number: str | None) -> Context:
    page = paging.page(queries.consultations(viewer), PAGE, number)
    return {
        "rooms": rooms(viewer, "consultations"),
        "page": page,
        "rows": [
            {
                "url": f"/consultations/{row.pk}/",
                "title": row.title,
                "due": row.due,
                "states": len(row.states),
                "stage": saying.CONSULTATIONS[row.stage],
            }
            for row in page
        ],
        "may_ask": access.is_desk(viewer),
    }


def consultation_page(
    viewer: Actor, consultation: Consultation, judged: forms.JudgementForm | None = None
) -> Context:
    """Question by question what each State said and what became of it."""
    found = list(queries.replies(viewer, consultation))
    names = {one.code: one for one in queries.states(viewer)}
    why = reasons(viewer, consultation, "answer", "close")
    said = {row.question for row in found}
    left = {i: text for i, text in enumerate(consultation.questions) if i not in said}
    return {
        "crumbs": [CONSULTATIONS],
        "consultation": consultation,
        "stage": saying.CONSULTATIONS[consultation.stage],
        "states": [names[code] for code in consultation.states if code in names],
        "questions": [
            {
                "text": text,
                "replies": [_reply(viewer, row, judged) for row in found if row.question == i],
            }
            for i, text in enumerate(consultation.questions)
        ],
        "may_answer": not why["answer"] and bool(left),
        "left": left,
        "may_close": not why["close"] and consultation.stage != "closed",
    }


def consultation_form(viewer: Actor, data: Any = None) -> forms.ConsultationForm:
    members = queries.members(viewer, timezone.localdate())
    states = [(one.code, one.name) for one in queries.states(viewer) if one.code in members]
    return forms.ConsultationForm(data, given={"states": states})


def judgement_form(reply: Reply, data: Any = None) -> forms.JudgementForm:
    given = {"outcome": [(key, word) for key, (_t, _i, word) in saying.OUTCOMES.items()]}
    initial = {"outcome": reply.outcome, "why": reply.why}
    return forms.JudgementForm(data, given=given, initial=initial, auto_id=f"reply-{reply.pk}-%s")


def letters_page(viewer: Actor, asked: dict[str, str]) -> Context:
    """One's own office's letters; a request whose day is over stands out until it is answered."""
    found = queries.letters(viewer)
    late = found.filter(due__lt=timezone.localdate()).exclude(stage="answered")
    page = paging.page(late if asked.get("late") else found, PAGE, asked.get("page"))
    return {
        "rooms": rooms(viewer, "correspondence"),
        "page": page,
        "rows": [letter_row(row) for row in page],
        "late": late.count(),
        "chosen": asked,
        "may_send": bool(viewer.institution),
    }


def letter_row(row: Letter) -> Context:
    is_late = row.is_late(timezone.localdate())
    return {
        "url": f"/correspondence/{row.pk}/",
        "subject": row.subject,
        "origin": row.origin.name,
        "addressee": row.addressee.name,
        "sent_on": row.sent_on,
        "due": row.due,
        "is_late": is_late,
        "stage": saying.UNANSWERED if is_late else saying.LETTERS[row.stage],
    }


def letter_page(viewer: Actor, letter: Letter) -> Context:
    why = reasons(viewer, letter, "receive", "answer")
    return {
        "crumbs": [LETTERS],
        "letter": letter,
        "row": letter_row(letter),
        "papers": queries.documents_on(viewer, "letter", [letter.pk]).get(letter.pk, []),
        "may_receive": not why["receive"] and letter.stage == "sent",
        "may_answer": not why["answer"] and letter.stage != "answered",
        "marking": "TLP:AMBER",
        "who_sees": _("Las dos oficinas que se escriben, y nadie más."),
    }


def letter_form(viewer: Actor, data: Any = None, files: Any = None) -> forms.LetterForm:
    offices = [(row.slug, row.name) for row in queries.correspondents(viewer)]
    return forms.LetterForm(
        data, files or None, given={"addressee": offices}, initial={"sent_on": timezone.localdate()}
    )


def journeys_page(viewer: Actor, asked: dict[str, str]) -> Context:
    """Missions; those without report so many days after their end are listed by themselves."""
    late = queries.unreported(viewer)
    found = late if asked.get("late") else queries.journeys(viewer)
    page = paging.page(found, PAGE, asked.get("page"))
    return {
        "rooms": rooms(viewer, "journeys"),
        "page": page,
        "rows": journey_rows(viewer, list(page.object_list)),
        "late": late.count(),
        "chosen": asked,
        "may_propose": access.is_desk(viewer),
    }


def journey_rows(viewer: Actor, rows: list[Journey]) -> list[Context]:
    people = queries.called(viewer, [row.traveller_id for row in rows])
    return [
        {
            "pk": row.pk,
            "url": f"/journeys/{row.pk}/",
            "purpose": row.purpose,
            "place": row.place,
            "starts": row.starts,
            "ends": row.ends,
            "who": who(people[row.traveller_id]),
            "is_late": _is_late(row),
            "stage": saying.UNREPORTED if _is_late(row) else saying.JOURNEYS[row.stage],
        }
        for row in rows
    ]


def journey_page(viewer: Actor, journey: Journey) -> Context:
    verbs = [verb for verb in saying.TRIPS if JOURNEY.may(journey, verb)]
    why = reasons(viewer, journey, *verbs)
    may_report = JOURNEY.may(journey, "report") and not why_not(viewer, "report", journey)
    return {
        "crumbs": [JOURNEYS],
        "journey": journey,
        "row": journey_rows(viewer, [journey])[0],
        "papers": queries.documents_on(viewer, "journey", [journey.pk]).get(journey.pk, []),
        "verbs": [(verb, saying.TRIPS[verb]) for verb in verbs if not why[verb]],
        "may_report": may_report,
    }


def journey_form(viewer: Actor, data: Any = None) -> forms.JourneyForm:
    people = [(one.user.get_username(), who(one)) for one in queries.colleagues(viewer)]
    return forms.JourneyForm(data, given={"traveller": people})


def _is_late(row: Journey) -> bool:
    return row.is_late(timezone.localdate())


def _reply(viewer: Actor, row: Reply, judged: forms.JudgementForm | None) -> Context:
    """An answer; `judged` is a form about one of them that could not be read."""
    may = not why_not(viewer, "judge", row)
    form = judgement_form(row)
    if judged is not None and judged.auto_id == form.auto_id:
        form = judged
    return {
        "pk": row.pk,
        "state": row.state,
        "text": row.text,
        "outcome": saying.OUTCOMES.get(row.outcome, saying.UNDECIDED),
        "why": row.why,
        "form": form if may else None,
    }
