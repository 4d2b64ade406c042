"""A list of participants comes in: whole or not at all, each row known, proposed or new."""

import hashlib
import re
from collections import Counter
from collections.abc import Hashable, Iterator
from dataclasses import dataclass, field
from typing import Any, cast
from uuid import UUID, uuid4

from django.utils import timezone
from django.utils.translation import gettext as _

from almenara.core.access.context import as_system
from almenara.core.parties.actor import Actor
from almenara.core.parties.refusals import WrongStage
from almenara.formats import names
from almenara.formats.refusal import Unreadable
from almenara.formats.tables import reading
from almenara.programmes import queries
from almenara.programmes.models import Activity, Likeness, Participant, Participation, Plan, Roll

COLUMNS = ("name", "state", "institution", "sex", "mail", "document", "minutes")
NEEDED = ("name", "state")
PRESENT = 80  # per cent of the minutes from which somebody attended
LONGEST = {"name": 200, "institution": 200, "sex": 12, "mail": 254, "document": 60}
WHOLE = re.compile(r"[0-9]{1,6}")
CLOSED = ("postponed", "cancelled")


class Refused(Unreadable):
    """Rows that cannot be read; `answer` says which and why, and nobody was enrolled."""

    def __init__(self, sheet: "Sheet") -> None:
        super().__init__(["file"], _("Hay filas que no se pueden leer."))
        refused = sorted(sheet.refused, key=lambda fault: fault["row"])
        self.errors = [(["file", fault["row"]], fault["msg"]) for fault in refused]
        counts = {"rows": len(sheet.lines), "new": 0, "same_person": 0, "proposed_same": 0}
        self.answer = {**counts, "refused": refused, **sheet.told}


@dataclass(frozen=True)
class Line:
    """One row that could be read."""

    row: int
    name: str
    state: str
    institution: str
    sex: str
    mail: str
    document: str
    minutes: int | None


@dataclass
class Sheet:
    """A file as it was read: its rows, and those that nobody can read."""

    sha256: str
    lines: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    refused: list[dict[str, Any]] = field(default_factory=list)
    notes: list[dict[str, Any]] = field(default_factory=list)

    @property
    def told(self) -> dict[str, Any]:
        """What was assumed, where anything was."""
        return {"notes": self.notes} if self.notes else {}


def read(raw: bytes) -> Sheet:
    """The rows of a CSV or XLSX file; what its form alone makes unreadable is kept with its row."""
    sheet = Sheet(hashlib.sha256(raw).hexdigest())
    try:
        table = reading.read(raw)
    except Unreadable as refusal:
        for loc, words in refusal.places(_):
            sheet.refused.append({"row": int(loc[0]) if loc else 1, "msg": words})
        return sheet
    sheet.notes = [{"row": one.row or 1, "msg": one.translated(_)} for one in table.assumed]
    header = [name.casefold() for name in table.header]
    missing = [name for name in NEEDED if name not in header]
    unknown = [name for name in header if name not in COLUMNS]
    faults = [_("Falta la columna «%s».") % name for name in missing]
    faults += [_("Columna desconocida: «%s».") % name for name in unknown]
    sheet.refused = [{"row": 1, "msg": words} for words in faults]
    sheet.lines = [(number, dict(zip(header, cells, strict=True))) for number, cells in table.rows]
    return sheet


def wait(activity: Activity) -> None:
    """Lists of one plan are taken in one after the other: else two would make one person twice."""
    with as_system("the plan's row is the lock, and nobody writes it"):
        rows = Plan.objects.unguarded("locked, not read").filter(pk=activity.plan_id)
        list(rows.select_for_update().values_list("pk"))


def enrol(actor: Actor, activity: Activity, sheet: Sheet) -> Roll:
    """Enrol every row of a list, or raise Refused with every bad row."""
    if activity.stage in CLOSED:
        raise WrongStage(_("No se inscribe a nadie en lo aplazado o cancelado."))
    lines = _lines(actor, activity, sheet)
    if sheet.refused:
        raise Refused(sheet)
    kinds, people = _people(actor, lines)
    counts = Counter(kinds)
    answer = {"rows": len(lines), **{kind: counts[kind] for kind in KINDS}, "refused": []}
    answer |= sheet.told
    before = Participation.objects.visible_to(actor).filter(activity=activity)
    roll = Roll(activity=activity, sha256=sheet.sha256, answer=answer, at=timezone.now())
    roll.replaced = before.filter(participant__in=people).count()
    roll.save(force_insert=True)
    _take_part(actor, roll, lines, people)
    return roll


def withdraw(actor: Actor, roll: Roll) -> None:
    """Take a list back with those who came by it alone; what corrected another one stays."""
    if roll.replaced:
        raise WrongStage(_("Esta lista corrigió filas de otra: suba en su lugar la correcta."))
    came = Participation.objects.visible_to(actor).filter(roll=roll)
    people = list(came.values_list("participant", flat=True))
    came.delete()
    alone = Participant.objects.visible_to(actor).filter(pk__in=people, participations=None)
    alone.delete()
    roll.delete()


KINDS = ("new", "same_person", "proposed_same")


def _lines(actor: Actor, activity: Activity, sheet: Sheet) -> list[Line]:
    """The rows as values; what is wrong with one goes to the refused."""
    codes = queries.codes(actor, activity.starts)
    lines = []
    for row, cells in sheet.lines:
        said = {name: cells.get(name, "") for name in COLUMNS}
        said["state"] = said["state"].upper()
        faults = list(_faults(said, codes))
        sheet.refused += [{"row": row, "msg": " ".join(faults)}] if faults else []
        if not faults:
            minutes = said.pop("minutes")
            lines.append(Line(row, minutes=int(minutes) if minutes else None, **said))
    return lines


def _faults(said: dict[str, str], codes: set[str]) -> Iterator[str]:
    if not said["name"]:
        yield _("Falta el nombre.")
    if said["state"] not in codes:
        yield _("Estado desconocido: «%s».") % said["state"]
    if said["minutes"] and not WHOLE.fullmatch(said["minutes"]):
        yield _("Los minutos no son un número entero: «%s».") % said["minutes"]
    for name, longest in LONGEST.items():
        if len(said[name]) > longest:
            yield _("%(column)s pasa de %(most)d signos.") % {"column": name, "most": longest}


def _people(actor: Actor, lines: list[Line]) -> tuple[list[str], list[UUID]]:
    """For each row what it was taken for, and which participant it is; new ones are kept."""
    states, mails = {line.state for line in lines}, {names.mail_key(line.mail) for line in lines}
    known = queries.known(actor, states, mails - {""})
    before = [(row.pk, _given(row)) for row in known]
    matches = list(names.match(map(_given, lines), before))
    made = [_participant(line) for line in lines]

    def person(found: Hashable) -> UUID:
        return made[found.position].pk if isinstance(found, names.New) else cast(UUID, found)

    fresh = [i for i, match in enumerate(matches) if match.person == names.New(i)]
    Participant.objects.bulk_create(made[i] for i in fresh)
    pairs = {
        tuple(sorted((person(match.person), person(other)))): why
        for match in matches
        for other, why in match.likely
    }
    Likeness.objects.bulk_create(
        (
            Likeness(first_id=first, second_id=second, why=why, made_at=timezone.now())
            for (first, second), why in pairs.items()
        ),
        ignore_conflicts=True,
    )
    return [match.verdict.value for match in matches], [person(match.person) for match in matches]


def _given(row: Line | Participant) -> names.Given:
    return names.Given(row.name, row.state, row.institution, row.mail, row.document)


def _participant(line: Line) -> Participant:
    pk = uuid4()
    return Participant(
        id=pk, one=pk, name=line.name, state=line.state, institution=line.institution,
        sex=line.sex, mail=names.mail_key(line.mail), document=line.document,
        name_key=names.name_key(line.name),
    )  # fmt: skip


def _take_part(actor: Actor, roll: Roll, lines: list[Line], people: list[UUID]) -> None:
    """One participation a person: of two rows of one person the longer stay counts."""
    activity = roll.activity
    members = queries.members(actor, activity.starts)
    rows: dict[UUID, Participation] = {}
    for line, person in zip(lines, people, strict=True):
        stayed = line.minutes is None or line.minutes * 100 >= activity.minutes * PRESENT
        row = Participation(
            activity=activity, participant_id=person, state=line.state, minutes=line.minutes,
            is_attended=stayed, is_member=line.state in members, roll=roll,
        )  # fmt: skip
        if person not in rows or (row.minutes or 0) > (rows[person].minutes or 0):
            rows[person] = row
    Participation.objects.bulk_create(
        rows.values(), update_conflicts=True, unique_fields=["activity", "participant"],
        update_fields=["minutes", "is_attended", "is_member", "state", "roll"],
    )  # fmt: skip
