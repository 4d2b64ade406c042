"""How cases look to programs: the fields of the API, for this viewer."""

from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from almenara.assistance import queries
from almenara.assistance.models import Case, Remark, Scoping
from almenara.assistance.stages import UNANSWERED
from almenara.core.parties.actor import Actor
from almenara.formats.rfc3339 import moment

Shape = dict[str, Any]


def is_late(case: Case) -> bool:
    """Without an owner after its time."""
    is_waiting = case.owner_id is None and case.stage in UNANSWERED
    return is_waiting and case.due_at <= timezone.now()


def cases(viewer: Actor, rows: Sequence[Case]) -> list[Shape]:
    names = queries.usernames(viewer, [row.owner_id for row in rows])
    return [_case(row, names.get(row.owner_id)) for row in rows]


def case(viewer: Actor, row: Case) -> Shape:
    return cases(viewer, [row])[0]


def _case(row: Case, owner: str | None) -> Shape:
    shape = {
        "id": str(row.pk),
        "reference": row.reference,
        "state": row.state_id,
        "topic": row.topic_id,
        "title": row.title,
        "stage": row.stage,
        "made_at": moment(row.made_at),
        "due_at": moment(row.due_at),
        "late": is_late(row),
    }
    return shape | ({"owner": owner} if owner else {})


def whole(viewer: Actor, row: Case) -> Shape:
    """One case with what was asked, its meetings and what it was about in the end."""
    meetings = [meeting(one) for one in queries.scopings(viewer, row)]
    more = {"request": row.request, "fields": row.answers, "meetings": meetings}
    return case(viewer, row) | more


def meeting(row: Scoping) -> Shape:
    return {
        "id": str(row.pk),
        "held_on": row.held_on.isoformat(),
        "stage": row.stage,
        "version": row.version,
        "agenda": row.agenda,
        "notes": row.notes,
        "terms": row.terms,
        "recorded": row.is_record,
        "confirmed": {"unit": row.unit_by_id is not None, "state": row.state_by_id is not None},
        "activity": str(row.activity_id) if row.activity_id else None,
    }


def remark(row: Remark) -> Shape:
    return {
        "id": str(row.pk),
        "institution": row.institution_id,
        "text": row.text,
        "at": moment(row.at),
    }
