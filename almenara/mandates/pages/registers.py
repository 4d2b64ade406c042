"""Pages of the register: mandates, resolutions with their matrix, tasks."""

from collections.abc import Iterable
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from almenara.core import paging
from almenara.core.access.rules import reasons
from almenara.core.dates import dated
from almenara.core.parties.actor import Actor
from almenara.formats.tables.listing import Listing
from almenara.mandates import access, forms, matrix, queries, saying
from almenara.mandates.models import Action, Mandate, Resolution, Task
from almenara.mandates.models.registers import STATES
from almenara.mandates.stages import MANDATE

Context = dict[str, Any]
PAGE = 30
MANDATES = {"url": "/mandates/", "label": gettext_lazy("Mandatos")}
GREEN = {
    "marking": "TLP:GREEN",
    "who_sees": gettext_lazy("La leen los Estados Miembros y la secretaría."),
}  # what States did is for the officials of all
FILTERS = ("owner", "stage", "late", "resolution")
NEXT = {"begin": "in-course", "finish": "done", "end": "ended"}


def rooms(viewer: Actor, here: str) -> list[Context]:
    """The other rooms of what follows from decisions, those that this person has."""
    is_desk, is_official = access.is_desk(viewer), access.is_official(viewer)
    found = [
        ("mandates", _("Mandatos"), True),
        ("tasks", _("Tareas"), is_desk),
        ("transmissions", _("Remisiones"), is_official),
        ("consultations", _("Consultas"), is_official),
        ("correspondence", _("Correspondencia"), bool(viewer.institution)),
        ("journeys", _("Misiones oficiales"), is_desk),
        ("good-offices", _("Buenos oficios"), True),
    ]
    return [
        {"url": f"/{path}/", "label": label, "current": path == here}
        for path, label, is_open in found
        if is_open
    ]


def mandates_page(viewer: Actor, asked: dict[str, str]) -> Context:
    """The register; what nobody took on stands out by itself."""
    chosen = {name: asked[name] for name in FILTERS if asked.get(name)}
    page = paging.page(queries.mandates(viewer, chosen), PAGE, asked.get("page"))
    return {
        "rooms": rooms(viewer, "mandates"),
        "page": page,
        "rows": rows_of(viewer, list(page.object_list)),
        "chosen": chosen,
        "gaps": queries.gaps(viewer),
        "stages": [(key, word) for key, (_tone, _icon, word) in saying.MANDATES.items()],
        "offices": queries.offices(viewer) if viewer.is_known else [],
        "resolutions": queries.resolutions(viewer),
        "may_adopt": access.is_desk(viewer),
        "is_official": access.is_official(viewer),
    }


def rows_of(viewer: Actor, rows: list[Mandate]) -> list[Context]:
    """Mandates as a list shows them, at a constant number of queries."""
    today = timezone.localdate()
    served = queries.linked(viewer, "results", [row.pk for row in rows])
    units = {unit.code: unit.name for unit in queries.units(viewer)}
    return [
        {
            "url": f"/mandates/{row.pk}/",
            "symbol": row.resolution.symbol,
            "resolution_url": f"/resolutions/{row.resolution_id}/",
            "paragraph": row.paragraph,
            "verb": saying.ASKED[row.verb],
            "summary": row.summaries,
            "addressee": called(row.addressee, units),
            "owner": units.get((row.owner_id or "").upper(), row.owner_id),
            "due": row.due,
            "since": _since(row),
            "stage": saying.MANDATES[row.stage],
            "gap": saying.GAP if row.owner_id is None and row.stage != "ended" else None,
            "late": saying.LATE if row.is_late(today) else None,
            "results": served.get(row.pk, []),
        }
        for row in rows
    ]


def mandate_page(viewer: Actor, mandate: Mandate) -> Context:
    """One paragraph: what was done, by whom, with what proof; what is still to do."""
    actions = list(queries.actions(viewer, [mandate]))
    steps = [verb for verb in MANDATE.steps if verb in NEXT and MANDATE.may(mandate, verb)]
    why = reasons(viewer, mandate, "assign", *steps)
    links = {
        word: queries.linked(viewer, word, [mandate.pk]).get(mandate.pk, [])
        for word in ("results", "activities", "money")
    }
    is_desk = access.is_desk(viewer)
    return {
        "crumbs": [MANDATES, crumb(mandate.resolution)],
        **GREEN,
        "mandate": mandate,
        "row": rows_of(viewer, [mandate])[0],
        "actions": action_rows(viewer, actions),
        **links,
        "tasks": task_rows(viewer, queries.tasks(viewer).filter(mandate=mandate)),
        "successors": list(mandate.successors.visible_to(viewer).select_related("resolution")),
        "is_desk": is_desk,
        "may_assign": not why["assign"] and MANDATE.may(mandate, "assign"),
        "may_note": is_desk or (bool(viewer.state) and viewer.has_role(*access.AUTHORITIES)),
        "steps": [(NEXT[verb], saying.STEPS[NEXT[verb]]) for verb in steps if not why[verb]],
    }


def action_rows(viewer: Actor, rows: list[Action]) -> list[Context]:
    papers = queries.documents_on(viewer, "action", [row.pk for row in rows])
    return [
        {
            "kind": saying.ACTIONS[row.kind],
            "who": row.state.name if row.state else _("Secretaría"),
            "text": row.text,
            "language": row.language,
            "on": row.on,
            "papers": papers.get(row.pk, []),
        }
        for row in rows
    ]


def assign_form(viewer: Actor, data: Any = None) -> forms.AssignForm:
    given = {"owner": [(row.slug, row.name) for row in queries.offices(viewer)]}
    return forms.AssignForm(data, given=given)


def action_form(viewer: Actor, data: Any = None, files: Any = None) -> forms.ActionForm:
    """A State's authority writes for its State alone."""
    members = queries.members(viewer, timezone.localdate())
    states = [(one.code, one.name) for one in queries.states(viewer) if one.code in members]
    given = {"kind": saying.ACTIONS.items(), "state": [("", "—"), *states]}
    form = forms.ActionForm(data, files, given=given, initial={"on": timezone.localdate()})
    if not access.is_desk(viewer):
        del form.fields["state"]
    return form


def resolution_page(viewer: Actor, resolution: Resolution) -> Context:
    """What was adopted, paragraph by paragraph; for officials the matrix of what was done."""
    found = list(queries.mandates(viewer).filter(resolution=resolution))
    is_official = access.is_official(viewer)
    done = matrix.cells(_done(viewer, found)) if is_official else {}
    paragraphs = sorted({row.paragraph for row in found})
    return {
        "crumbs": [MANDATES],
        **(GREEN if is_official else {}),
        "resolution": resolution,
        "kind": saying.KINDS[resolution.kind],
        "rows": rows_of(viewer, found),
        "paragraphs": paragraphs,
        "matrix": [
            {"name": name, "cells": [(n, done.get((n, code), [])) for n in paragraphs]}
            for code, name in _rows_of_the_matrix(viewer, done)
        ],
        "transmissions": list(queries.transmissions(viewer).filter(resolution=resolution)),
        "is_official": is_official,
        "is_desk": access.is_desk(viewer),
    }


def matrix_listing(viewer: Actor, resolution: Resolution) -> Listing:
    """Paragraph × State × action as a table that leaves: every member State has its row."""
    found = list(queries.mandates(viewer).filter(resolution=resolution))
    paragraphs = sorted({row.paragraph for row in found})
    members = queries.members(viewer, timezone.localdate())
    names = [("", _("Secretaría"))]
    names += [(one.code, one.name) for one in queries.states(viewer) if one.code in members]
    cells = matrix.table(paragraphs, [code for code, _name in names], _done(viewer, found))
    return Listing(
        title=_("%s: párrafo, Estado y acción") % resolution.symbol,
        header=[_("Estado"), *(_("Párrafo %d") % number for number in paragraphs)],
        rows=[[name, *line] for (_code, name), line in zip(names, cells, strict=True)],
        at=timezone.now(),
        marking="TLP:GREEN",
        language=viewer.language,
    )


def resolution_form(viewer: Actor, data: Any = None, decision: str = "") -> forms.ResolutionForm:
    given: dict[str, forms.Choices] = {
        "body": [(row.slug, row.name) for row in queries.all_bodies(viewer)],
        "kind": saying.KINDS.items(),
        "precision": saying.PRECISIONS.items(),
    }
    return forms.ResolutionForm(data, given=given, initial={"decision": decision})


def paragraph_form(viewer: Actor, data: Any = None) -> forms.ParagraphForm:
    none = ("", "—")
    live = queries.mandates(viewer).exclude(stage="ended")[:200]
    given: dict[str, forms.Choices] = {
        "verb": saying.ASKED.items(),
        "addressee": [none, (STATES, _("Los Estados Miembros")), *_units(viewer)],
        "report_to": [none, *((row.slug, row.name) for row in queries.all_bodies(viewer))],
        "supersedes": [
            none, *((str(row.pk), f"{row.resolution.symbol} · {row.paragraph}") for row in live)
        ],
    }  # fmt: skip
    return forms.ParagraphForm(data, given=given)


def tasks_page(viewer: Actor, asked: dict[str, str]) -> Context:
    """Tasks by their day; the late ones first, in ember."""
    stage = asked.get("stage", "open")
    page = paging.page(queries.tasks(viewer, stage), PAGE, asked.get("page"))
    words = {key: word for key, (_tone, _icon, word) in saying.TASKS.items()}
    return {
        "page": page,
        "rows": task_rows(viewer, page.object_list),
        "rooms": rooms(viewer, "tasks"),
        "tabs": [
            {"url": f"?stage={key}", "label": word, "current": key == stage}
            for key, word in words.items()
        ],
        "may_assign": access.is_desk(viewer),
    }


def task_rows(viewer: Actor, found: Iterable[Task]) -> list[Context]:
    rows, today = list(found), timezone.localdate()
    people = queries.called(viewer, [row.owner_id for row in rows])
    return [
        {
            "pk": row.pk,
            "title": row.title,
            "owner": who(people[row.owner_id]),
            "due": row.due,
            "is_late": row.is_late(today),
            "stage": saying.TASK_LATE if row.is_late(today) else saying.TASKS[row.stage],
            "is_open": row.stage == "open",
            "why": reasons(viewer, row, "finish", "drop"),
            "url": _url(row),
            "origin": _origin(row),
        }
        for row in rows
    ]


def task_form(viewer: Actor, data: Any = None, asked: Any = None) -> forms.TaskForm:
    people = [(one.user.get_username(), who(one)) for one in queries.colleagues(viewer)]
    origin = {name: (asked or {}).get(name, "") for name in ("mandate", "decision")}
    return forms.TaskForm(data, given={"owner": people}, initial=origin)


def who(person: Any) -> str:
    """A person by post and office rather than by name."""
    titles = person.titles or {}
    post = titles.get("es") or person.user.get_username()
    return f"{post} · {person.institution.name}" if person.institution else post


def crumb(resolution: Resolution) -> Context:
    return {"url": f"/resolutions/{resolution.pk}/", "label": resolution.symbol}


def called(addressee: str, units: dict[str, str]) -> str:
    """A unit by its name in the reader's language."""
    if addressee == STATES:
        return _("Los Estados Miembros")
    return units.get(addressee, addressee)


def _since(row: Mandate) -> str:
    """As far as the day is known."""
    is_adoption = row.since == row.resolution.adopted_on
    return row.resolution.adopted if is_adoption else dated(row.since)


def _units(viewer: Actor) -> list[tuple[str, str]]:
    return [(unit.code, unit.name) for unit in queries.units(viewer)]


def _origin(task: Task) -> str:
    if task.mandate:
        return f"{task.mandate.resolution.symbol} · {task.mandate.paragraph}"
    return task.decision.title if task.decision else ""


def _url(task: Task) -> str:
    """Where its origin is read: the page of the mandate, or of the meeting that decided."""
    if task.decision:
        return f"/bodies/{task.decision.meeting.body_id}/meetings/{task.decision.meeting_id}/"
    return f"/mandates/{task.mandate_id}/"


def _done(viewer: Actor, rows: list[Mandate]) -> list[matrix.Done]:
    """Actions and activities of these mandates, as far as this viewer sees them."""
    numbers = {row.pk: row.paragraph for row in rows}
    found = [
        matrix.Done(
            numbers[one.mandate_id],
            (one.state_id,) if one.state_id else (),
            f"{dated(one.on)} · {saying.ACTIONS[one.kind]}: {one.text}",
        )
        for one in queries.actions(viewer, rows)
    ]
    for pk, links in queries.linked(viewer, "activities", list(numbers)).items():
        found += [
            matrix.Done(
                numbers[pk],
                link.states,
                f"{dated(link.on)} · {link.title}" if link.on else link.title,
            )
            for link in links
        ]
    return found


def _rows_of_the_matrix(viewer: Actor, done: dict[tuple[int, str], Any]) -> list[tuple[str, str]]:
    """Who did something: the secretariat, then States by name; silence is on no page (R5)."""
    present = {code for _number, code in done}
    named = [(one.code, one.name) for one in queries.states(viewer) if one.code in present]
    return [("", _("Secretaría")), *named] if "" in present else named
