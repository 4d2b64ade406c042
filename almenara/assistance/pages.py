"""What the pages of the desk show."""

from collections.abc import Container, Iterable, Sequence
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from almenara.assistance import access, composing, forms, queries, shown
from almenara.assistance.ages import BANDS
from almenara.assistance.models import Case, Errand, Scoping, Topic
from almenara.assistance.stages import CASE, OPEN, UNANSWERED
from almenara.core import paging
from almenara.core.access.rules import reasons, why_not
from almenara.core.dates import dated
from almenara.core.forms import drawing
from almenara.core.identity import queries as identity
from almenara.core.parties.actor import Actor
from almenara.programmes import queries as programmes

Context = dict[str, Any]
PAGE = 30
STAGES = {
    "received": ("sand", "clock", gettext_lazy("Recibido")),
    "scoped": ("sea", "thread", gettext_lazy("Con términos")),
    "accepted": ("sea", "tick", gettext_lazy("Aceptado")),
    "declined": ("soft", "close", gettext_lazy("No aceptado")),
    "delivered": ("leaf", "tick", gettext_lazy("Entregado")),
    "evaluated": ("leaf", "verified", gettext_lazy("Evaluado")),
}
MEETINGS = {
    "planned": ("sand", "clock", gettext_lazy("Convocada")),
    "held": ("sea", "edit", gettext_lazy("Por confirmar")),
    "agreed": ("leaf", "verified", gettext_lazy("Confirmada por ambas partes")),
    "disputed": ("ember", "warning", gettext_lazy("El Estado no está de acuerdo")),
}
RECORDED = ("sea", "tick", gettext_lazy("Constancia de la secretaría"))
WAY = ("received", "scoped", "accepted", "delivered", "evaluated")
MET = {
    "yes": gettext_lazy("Recibió lo que necesitaba"),
    "in-part": gettext_lazy("Recibió una parte"),
    "no": gettext_lazy("No recibió lo que necesitaba"),
}
DESK = {"url": "/cases/", "label": gettext_lazy("Asistencia")}
WHO = gettext_lazy("Lo leen quienes hablan por el Estado que pidió y la secretaría; nadie más.")


def list_page(viewer: Actor, asked: dict[str, str]) -> Context:
    """The State's desk, the unit's board; for other members sums that tell of no case."""
    topics = {topic.slug: topic.name for topic in queries.topics(viewer)}
    known: dict[str, Container[str]] = {"stage": STAGES, "topic": topics}
    chosen = {name: asked[name] for name in known if asked.get(name, "") in known[name]}
    page = paging.page(queries.board(viewer).filter(**chosen), PAGE, asked.get("page"))
    return {
        "page": page,
        "cases": _rows(viewer, list(page)),
        "chosen": chosen,
        "tabs": _tabs(chosen.get("stage", ""), queries.by_stage(viewer)),
        "topics": list(topics.items()),
        "is_desk": access.is_desk(viewer),
        "is_inside": access.is_desk(viewer) or access.speaks(viewer),
        "why": why_not_ask(viewer),
        "ages": ages(viewer) if viewer.state or access.is_desk(viewer) else [],
    }


def _tabs(stage: str, sums: dict[str, int]) -> list[Context]:
    """Every stage in which there is something, and all of them."""
    words = [(key, word) for key, (_tone, _icon, word) in STAGES.items() if sums.get(key)]
    return [
        {"url": f"?stage={key}", "label": word, "current": key == stage, "count": sums.get(key)}
        for key, word in [("", _("Todos")), *words]
    ]


def ages(viewer: Actor) -> list[tuple[str, int | None]]:
    """How many open cases are how old, in words."""
    sums = queries.open_by_age(viewer, timezone.now())
    words = [
        _("%d días o más") % since if to is None else _("de %(since)d a %(to)d días") %
        {"since": since, "to": to - 1} for since, to in BANDS
    ]  # fmt: skip
    return list(zip(words, sums, strict=True))


def why_not_ask(viewer: Actor) -> str:
    """Why this person asks for no assistance, or ""."""
    return why_not(viewer, "ask", composing.bare(viewer))


def chosen(viewer: Actor, slug: str) -> Topic | None:
    """The topic that is asked for; none is asked for by what is no topic."""
    return next((topic for topic in queries.topics(viewer) if topic.slug == slug), None)


def new_page(viewer: Actor, topic: Topic | None, form: forms.CaseForm | None) -> Context:
    """First the topic, then its questions alone."""
    return {
        "crumbs": [DESK],
        "why": why_not_ask(viewer),
        "topics": list(queries.topics(viewer)),
        "topic": topic,
        "unit": _unit(viewer, topic) if topic else "",
        "elsewhere": composing.elsewhere(topic) if topic else "",
        "form": form,
    }


def case_form(viewer: Actor, topic: Topic, posted: Any) -> forms.CaseForm:
    states = [(state.code, state.name) for state in identity.states(viewer, timezone.now().date())]
    return forms.CaseForm(topic.shape, states, posted)


def case_page(
    viewer: Actor, case: Case, wrong: forms.ActForm | None = None, at: UUID | None = None
) -> Context:
    """One case: where it stands, what was agreed, what is to be done, and what each may do.

    `wrong` is a form that comes back, `at` the meeting to which it belongs.
    """
    meetings = list(queries.scopings(viewer, case))
    remarks = list(queries.remarks(viewer, case))
    names = queries.names_of(viewer, _people(case, meetings, remarks))
    return {
        "case": case,
        "base_url": f"/cases/{case.pk}/",
        "crumbs": [DESK],
        "marking": "TLP:AMBER",
        "who_sees": WHO,
        "since": case.made_at,
        "stage": STAGES[case.stage],
        "way": _way(case),
        "is_late": shown.is_late(case),
        "unit": _unit(viewer, case.topic),
        "names": {key: names.get(getattr(case, f"{key}_id"), "") for key in ("author", "owner")},
        "facts": drawing.facts(case.topic.shape.fields, case.answers, _states(viewer, case), {}),
        "elsewhere": composing.elsewhere(case.topic),
        "meetings": [_meeting(viewer, one, names, wrong if one.pk == at else None)
                     for one in meetings],
        "errands": [_errand(one, case) for one in queries.errands(viewer, case)],
        "outcomes": list(queries.outcomes(viewer, case)),
        "files": list(queries.files(viewer, case)),
        "remarks": [(one, names.get(one.author_id, "")) for one in remarks],
        "met": MET.get(case.met, ""),
        "is_desk": access.is_desk(viewer),
        **_may(viewer, case, meetings),
        **_forms(viewer, case),
        **({wrong.name: wrong} if wrong and not at else {}),
        "wrong": wrong,
    }  # fmt: skip


def _may(viewer: Actor, case: Case, meetings: Sequence[Scoping]) -> Context:
    """What can be done now, with the reason why a button is off, and what waits for the viewer."""
    why = reasons(viewer, case, "assign", "evaluate")
    is_desk, is_new = not why["assign"], case.stage in UNANSWERED
    agreed = queries.agreed(viewer, case) if is_new else None
    given = case.stage == "accepted" and queries.outcomes(viewer, case).exists()
    may = {
        "assign": is_desk and case.stage in OPEN,
        "decide": is_desk and is_new,
        "task": is_desk and case.stage in OPEN,
        "provide": is_desk and case.stage in ("accepted", "delivered"),
        "deliver": is_desk and CASE.may(case, "deliver"),
        "evaluate": not why["evaluate"] and CASE.may(case, "evaluate"),
        "late": is_new,
    }
    needs = _("Falta una reunión preliminar con términos acordados.")
    return {
        "may": may,
        "why_not_accept": "" if agreed else needs,
        "why_not_deliver": "" if given else _("Anote antes qué se entregó."),
        "todo": _todo(viewer, case, meetings, is_ready=bool(agreed)),
    }


def _todo(viewer: Actor, case: Case, meetings: Sequence[Scoping], *, is_ready: bool) -> str:
    """The one thing that waits for this side, "" when it is the other's turn."""
    last = meetings[-1] if meetings else None
    mine = last and (last.state_by_id if viewer.state else last.unit_by_id)
    is_new = case.stage in UNANSWERED
    if is_new and last and last.stage == "held" and mine is None:
        return _("Le toca: lea las notas y los términos, y confírmelos o diga qué no corresponde.")
    if viewer.state:
        return _("Le toca: evalúe lo que recibió.") if case.stage == "delivered" else ""
    if case.stage in OPEN[:3] and case.owner_id is None:
        return _("Le toca: diga quién lo lleva.")
    if is_new and not is_ready:
        return str(_TODO[last.stage]) if last else _("Le toca: convoque la reunión preliminar.")
    return _("Le toca: decida si se acepta.") if is_new else ""


_TODO = {
    "planned": gettext_lazy("Le toca: después de la reunión, escriba notas y términos."),
    "disputed": gettext_lazy(
        "Le toca: corrija las notas y los términos con lo que dice el Estado."
    ),
    "held": "",
    "agreed": "",
}


def _forms(viewer: Actor, case: Case) -> Context:
    """The forms of a case as they are before anybody writes in them."""
    both = {"remark_form": forms.RemarkForm(), "file_form": forms.FileForm()}
    if viewer.state:
        return both | {"evaluation_form": forms.EvaluationForm()}
    owner = queries.usernames(viewer, [case.owner_id]).get(case.owner_id, "")
    return both | {
        "assign_form": assign_form(viewer, case, initial={"owner": owner, "seen": owner}),
        "meeting_form": forms.MeetingForm(),
        "reason_form": forms.ReasonForm(),
        "errand_form": errand_form(case),
        "outcome_form": outcome_form(viewer, case),
    }


def assign_form(viewer: Actor, case: Case, posted: Any = None, **more: Any) -> forms.AssignForm:
    """Whoever asks, who has it now, and the officers of the unit."""
    ids = {UUID(viewer.person), case.owner_id, *queries.officers(viewer, case.topic.unit)}
    names = queries.names_of(viewer, ids)
    found = [(account, names[pk]) for pk, account in queries.usernames(viewer, ids).items()]
    return forms.AssignForm(sorted(found, key=lambda pair: pair[1]), posted, **more)


def errand_form(case: Case, posted: Any = None) -> forms.ErrandForm:
    areas = [(area.key, drawing.said(area.names)) for area in case.topic.shape.areas]
    return forms.ErrandForm(areas, posted)


def outcome_form(viewer: Actor, case: Case, posted: Any = None) -> forms.OutcomeForm:
    """Activities in which the State has a place, the newest."""
    here = programmes.activities(viewer).filter(places__state=case.state_id)
    return forms.OutcomeForm(
        [(str(one.pk), f"{dated(one.starts)} · {one.title}") for one in here[:50]], posted
    )


def _rows(viewer: Actor, rows: Sequence[Case]) -> list[Context]:
    names = queries.names_of(viewer, [row.owner_id for row in rows])
    return [
        {
            "url": f"/cases/{row.pk}/",
            "case": row,
            "topic": row.topic.name,
            "stage": STAGES[row.stage],
            "owner": names.get(row.owner_id, ""),
            "is_late": shown.is_late(row),
            "is_waiting": row.owner_id is None and row.stage in UNANSWERED,
        }
        for row in rows
    ]


def _meeting(
    viewer: Actor, row: Scoping, names: dict[Any, str], wrong: forms.ActForm | None
) -> Context:
    why = reasons(viewer, row, "write", "confirm", "dispute")
    is_open = row.case.stage in UNANSWERED
    mine = row.state_by_id if viewer.state else row.unit_by_id
    is_asked = row.stage == "held" and is_open and mine is None
    start = {"notes": row.notes, "terms": row.terms, "version": row.version}
    return {
        "row": row,
        "stage": RECORDED if row.is_record and row.stage == "held" else MEETINGS[row.stage],
        "unit_by": names.get(row.unit_by_id, ""),
        "state_by": names.get(row.state_by_id, ""),
        "written_by": names.get(row.written_by_id, ""),
        "may_write": is_open and not why["write"] and row.stage != "agreed",
        "may_confirm": is_asked and not why["confirm"],
        "may_dispute": is_asked and not why["dispute"],
        "wrong": wrong,
        "minutes_form": forms.MinutesForm(initial=start, auto_id=f"id_%s_{row.pk}"),
        "dispute_form": forms.DisputeForm(initial=start, auto_id=f"id_%s_{row.pk}_no"),
    } | ({wrong.name: wrong.renewed(row.version)} if wrong else {})


def _errand(row: Errand, case: Case) -> Context:
    areas = {area.key: drawing.said(area.names) for area in case.topic.shape.areas}
    is_open = row.stage == "open"
    return {
        "row": row,
        "area": areas.get(row.area, row.area),
        "is_open": is_open,
        "is_late": is_open and row.due < timezone.now().date(),
    }


def _way(case: Case) -> list[tuple[str, Any]]:
    """The steps of its life: done, now, next."""
    if case.stage == "declined":
        return [("done", STAGES["received"][2]), ("now", STAGES["declined"][2])]
    at = WAY.index(case.stage)
    said = ["done"] * at + ["now"] + ["next"] * (len(WAY) - at - 1)
    return [(stage, STAGES[key][2]) for stage, key in zip(said, WAY, strict=True)]


def _people(case: Case, meetings: Iterable[Scoping], remarks: Iterable[Any]) -> list[Any]:
    written = [
        pk for one in meetings for pk in (one.unit_by_id, one.state_by_id, one.written_by_id)
    ]
    return [case.author_id, case.owner_id, *written, *(one.author_id for one in remarks)]


def _states(viewer: Actor, case: Case) -> dict[str, str]:
    if not any(field.type == "state" for field in case.topic.shape.fields):
        return {}
    return {state.code: state.name for state in identity.states(viewer, timezone.now().date())}


def _unit(viewer: Actor, topic: Topic) -> str:
    found = queries.unit_of(viewer, topic.unit)
    return found.name if found else topic.unit
