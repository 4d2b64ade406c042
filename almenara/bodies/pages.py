"""What the pages of the bodies show."""

from collections import Counter
from datetime import date
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from almenara.bodies import clocks, icalendars, queries, shown, typed
from almenara.bodies.counting import required
from almenara.bodies.forms import DISTRIBUTIONS, KINDS, MODES, AttendanceForm
from almenara.bodies.models import Body, Decision, Delegation, Meeting, Paper, Registration
from almenara.bodies.stages import MEETING
from almenara.bodies.symbols import symbol
from almenara.core.access.rules import offer, reasons
from almenara.core.dates import dated
from almenara.core.paging import page
from almenara.core.parties.actor import Actor
from almenara.core.types.words import named, units
from almenara.core.web import moments

Context = dict[str, Any]
PAGE = 30
STAGES = {
    "convened": ("sea", "clock", gettext_lazy("Convocada")),
    "open": ("ember", "open", gettext_lazy("En curso")),
    "closed": ("soft", "tick", gettext_lazy("Cerrada")),
    "reported": ("leaf", "tick", gettext_lazy("Con informe")),
    "cancelled": ("soft", "close", gettext_lazy("Cancelada")),
}
VERBS = {
    "open": gettext_lazy("Abrir la reunión"),
    "close": gettext_lazy("Cerrarla"),
    "report": gettext_lazy("Ya tiene informe"),
    "cancel": gettext_lazy("Cancelarla"),
}
CREDENTIALS = {
    "named": ("sand", "clock", gettext_lazy("Por acreditar")),
    "accredited": ("leaf", "tick", gettext_lazy("Acreditada")),
    "refused": ("ember", "close", gettext_lazy("No acreditada")),
}
ASKED = {
    "registered": gettext_lazy("Falta confirmar el correo"),
    "confirmed": gettext_lazy("Inscripción confirmada"),
    "accredited": gettext_lazy("Acreditada"),
    "refused": gettext_lazy("No acreditada"),
}
IN_FORCE = {
    "adopted": ("leaf", "tick", gettext_lazy("Vigente")),
    "annulled": ("soft", "close", gettext_lazy("Anulada")),
    "replaced": ("soft", "undo", gettext_lazy("Sustituida")),
}
CHOICES = {"yes": gettext_lazy("a favor"), "no": gettext_lazy("en contra"),
           "abstain": gettext_lazy("abstención")}  # fmt: skip
PARTS = {"": "", "rev": gettext_lazy("Revisión"), "add": gettext_lazy("Adición"),
         "corr": gettext_lazy("Corrección")}  # fmt: skip
READERS, MODE, KIND = dict(DISTRIBUTIONS), dict(MODES), dict(KINDS)
BODIES = {"url": "/bodies/", "label": gettext_lazy("Órganos")}


def url_of(meeting: Meeting) -> str:
    return f"/bodies/{meeting.body_id}/meetings/{meeting.pk}/"


def paper_url(row: Paper) -> str:
    return f"/bodies/{row.body_id}/meetings/{row.meeting_id}/documents/{row.pk}/"


def bodies_page(viewer: Actor) -> Context:
    """Bodies with those that belong to them below, and when each one meets next."""
    rows, coming = list(queries.bodies(viewer)), queries.coming(viewer)
    following = {meeting.body_id: meeting for meeting in reversed(coming[:200])}
    below: dict[str | None, list[Body]] = {}
    for row in rows:
        below.setdefault(row.parent_id, []).append(row)
    return {
        "bodies": [
            {"row": row, "is_part": bool(row.parent_id), "meeting": following.get(row.pk)}
            for top in below.get(None, [])
            for row in (top, *below.get(top.pk, []))
        ],
        "may_make": viewer.has_role("administrator"),
    }


def body_page(viewer: Actor, body: Body, asked: str | None, seat_form: Any) -> Context:
    """How a body is made up, its meetings, and the seats of its experts for who keeps them."""
    today = timezone.localdate()
    seats = queries.seats_on(viewer, body, today)
    voting = sum(how == "vote" for how in seats.values())
    is_desk = not reasons(viewer, body, "seat")["seat"]
    found = page(queries.meetings(viewer, body), PAGE, asked)
    return {
        "body": body,
        "crumbs": [BODIES],
        "unit": dict(units(viewer)).get(body.secretariat, ""),
        "members": typed.MEMBERS[body.rule],
        "seats": len(seats),
        "is_counted": body.rule != "persons" or is_desk,
        "quorum": typed.SHARES[body.quorum],
        "required": required(body.quorum, voting),
        "voting": typed.VOTINGS[body.voting],
        "classes": [
            (named(one["names"]), symbol(one["symbol"], 1, today.year)) for one in body.classes
        ],
        "page": found,
        "meetings": [meeting_row(meeting) for meeting in found],
        "is_desk": is_desk,
        "experts": queries.experts(viewer, body) if is_desk else [],
        "seat_form": seat_form if is_desk and body.rule == "persons" else None,
    }


def calendar_page(viewer: Actor, asked: str | None) -> Context:
    """What is coming, for anybody."""
    found = page(queries.coming(viewer), PAGE, asked)
    return {"page": found, "meetings": [meeting_row(one) for one in found]}


def meeting_page(viewer: Actor, meeting: Meeting, asked: str | None) -> Context:
    """A session: its order of business, papers, decisions, and what may be done with it."""
    steps = [verb for verb in MEETING.steps if MEETING.may(meeting, verb)]
    why = reasons(viewer, meeting, "submit", *steps)
    papers = page(queries.papers(viewer, meeting), PAGE, asked)
    return {
        "meeting": meeting,
        "page": papers,
        "row": meeting_row(meeting),
        "crumbs": [BODIES, {"url": f"/bodies/{meeting.body_id}/", "label": meeting.body.name}],
        **agenda_of(viewer, meeting),
        "papers": paper_rows(viewer, list(papers)),
        "decisions": decision_rows(viewer, list(queries.decisions(viewer, meeting))),
        "parties": parties_of(viewer, meeting),
        "may_register": meeting.stage in ("convened", "open"),
        "is_desk": not why["submit"],
        "steps": [(MEETING.steps[verb][1], VERBS[verb]) for verb in steps if not why[verb]],
    }


def meeting_row(meeting: Meeting) -> Context:
    zone = meeting.zone
    starts, ends = (one.astimezone(clocks.place(zone)) for one in (meeting.starts, meeting.ends))
    return {
        "row": meeting,
        "url": url_of(meeting),
        "starts": starts,
        "ends": ends,
        "is_one_day": starts.date() == ends.date(),
        "zone": moments.place(zone),
        "mode": MODE[meeting.mode],
        "stage": STAGES[meeting.stage],
    }


def agenda_of(viewer: Actor, meeting: Meeting) -> Context:
    """The agenda now, the orders that were adopted, and whether it changed since the last one."""
    now = queries.agenda(viewer, meeting)
    orders = list(queries.orders(viewer, meeting))
    last = queries.adopted(viewer, orders[0]) if orders else []
    return {
        "agenda": now,
        "adopted": orders[0] if orders else None,
        "has_changed": bool(orders) and last != now,
        "may_adopt": bool(now) and last != now,
        "orders": [(order, queries.adopted(viewer, order)) for order in orders[:20]],
    }


def paper_rows(viewer: Actor, rows: list[Paper]) -> list[Context]:
    """Papers as a list shows them: each language is there, out of date, or missing."""
    texts = queries.texts_of(viewer, rows)
    return [_paper_row(row, texts.get(row.pk, {})) for row in rows]


def paper_page(viewer: Actor, paper: Paper, meeting: Meeting, form: Any) -> Context:
    family = queries.papers(viewer, meeting).filter(series=paper.series, year=paper.year)
    others = [row for row in family.filter(number=paper.number) if row.pk != paper.pk]
    return {
        "meeting": meeting,
        "paper": paper,
        "row": paper_rows(viewer, [paper])[0],
        "others": paper_rows(viewer, others),
        "crumbs": _crumbs(meeting),
        "marking": paper.marking,
        "who_sees": READERS[paper.distribution],
        "is_desk": not reasons(viewer, paper, "translate")["translate"],
        "form": form,
    }  # fmt: skip


def decision_rows(viewer: Actor, rows: list[Decision]) -> list[Context]:
    """Decisions with their votes and what follows from them, at a constant number of queries."""
    ballots, following = queries.ballots(viewer, rows), queries.following(viewer, rows)
    return [
        {
            "row": row,
            "stage": IN_FORCE[row.stage],
            "kind": KIND[row.kind],
            "votes": _counted(ballots.get(row.pk, [])),
            "ballots": [(one.state, CHOICES[one.choice]) for one in ballots.get(row.pk, [])],
            "following": following.get(row.pk, []),
            "may_annul": not reasons(viewer, row, "annul")["annul"] and row.stage == "adopted",
        }
        for row in rows
    ]


def delegation_rows(viewer: Actor, meeting: Meeting) -> list[Context]:
    by_delegation: dict[Any, list[str]] = {}
    for one in queries.delegates(viewer, meeting):
        by_delegation.setdefault(one.delegation_id, []).append(one.name)
    return [
        {
            "row": row,
            "name": name_of(row),
            "stage": CREDENTIALS[row.stage],
            "capacity": typed.CAPACITIES[row.capacity],
            "delegates": by_delegation.get(row.pk, []),
        }
        for row in queries.delegations(viewer, meeting)
    ]


def parties_of(viewer: Actor, meeting: Meeting) -> list[tuple[Any, list[str]]]:
    """Who was accredited, by what they may do."""
    accepted = [row for row in queries.delegations(viewer, meeting) if row.stage == "accredited"]
    return [
        (word, [name_of(row) for row in accepted if row.capacity == capacity])
        for capacity, word in typed.CAPACITIES.items()
        if any(row.capacity == capacity for row in accepted)
    ]


def delegations_page(viewer: Actor, meeting: Meeting, form: Any, day_form: Any) -> Context:
    """Who is sent and accredited, who was there each day, who asked to come."""
    days: dict[date, list[Any]] = {}
    names = {row.pk: name_of(row) for row in queries.delegations(viewer, meeting)}
    for one in queries.attendances(viewer, meeting):
        days.setdefault(one.day, []).append((names.get(one.delegation_id, ""), one))
    presences = dict(AttendanceForm.PRESENCES)
    return {
        "meeting": meeting,
        "crumbs": _crumbs(meeting),
        "delegations": delegation_rows(viewer, meeting),
        "days": [
            (day, [(name, presences[one.presence], typed.CAPACITIES[one.capacity])
                   for name, one in rows])
            for day, rows in days.items()
        ],
        "registrations": [(row, ASKED[row.stage]) for row in
                          queries.registrations(viewer, meeting)[:200]],
        "form": form,
        "day_form": day_form,
        "is_desk": viewer.has_role("secretariat"),
        "may_name": viewer.has_role("secretariat", "mission", "ncp"),
    }  # fmt: skip


def parties(viewer: Actor) -> list[tuple[str, str]]:
    """Who may be sent by this person: its own State; for the secretariat everybody."""
    return queries.parties(viewer, timezone.localdate())


def day_of(meeting: Meeting) -> date:
    """The day of which attendance is taken: today, or the nearest one of the meeting."""
    moment = min(max(timezone.now(), meeting.starts), meeting.ends)
    return clocks.day(moment, meeting.zone)


def accredited(viewer: Actor, meeting: Meeting) -> list[tuple[str, str]]:
    return [(str(row.pk), name_of(row)) for row in queries.delegations(viewer, meeting)
            if row.stage == "accredited"]  # fmt: skip


def name_of(row: Delegation) -> str:
    party = row.state or row.observer or row.institution
    return party.name if party else row.organisation


def numbered(viewer: Actor, meeting: Meeting) -> list[tuple[str, str]]:
    """The points of an agenda to choose from."""
    return [(str(item.pk), f"{number} · {named(item.titles) or item.title}")
            for number, item in queries.agenda(viewer, meeting)]  # fmt: skip


def offered(viewer: Actor, meeting: Meeting) -> list[list[tuple[str, str]]]:
    """What the form of a decision offers: points, papers, decisions that it may replace."""
    papers = [(str(row.pk), row.symbol) for row in queries.papers(viewer, meeting)]
    former = queries.decisions(viewer).filter(meeting__body=meeting.body, stage="adopted")
    decisions = [(str(row.pk), f"{dated(row.adopted_on)} · {row.title}") for row in former[:200]]
    return [numbered(viewer, meeting), papers, decisions]


def classes(body: Body) -> list[tuple[str, str]]:
    year = timezone.localdate().year
    return [
        (one["key"], f"{named(one['names'])} · {symbol(one['symbol'], 1, year)}")
        for one in body.classes
    ]


def write_page(viewer: Actor, meeting: Meeting, heading: Any, form: Any) -> Context:
    """A page on which the secretariat writes one thing about a meeting."""
    offer(viewer, "submit", meeting)
    return {"heading": heading, "form": form, "submit": _("Guardar"), "crumbs": _crumbs(meeting)}


def convene_page(viewer: Actor, body: Body, form: Any) -> Context:
    offer(viewer, "convene", Meeting(body=body))
    crumbs = [BODIES, {"url": f"/bodies/{body.pk}/", "label": body.name}]
    return {"heading": _("Nueva reunión"), "form": form, "submit": _("Convocarla"),
            "crumbs": crumbs}  # fmt: skip


def register_page(meeting: Meeting, form: Any) -> Context:
    purpose = _(
        "Sin cuenta: le escribimos para comprobar su dirección. A una organización la secretaría "
        "le responde con fecha. Sus datos se borran noventa días después de la reunión."
    )
    return {"heading": _("Inscribirse"), "form": form, "submit": _("Inscribirse"),
            "purpose": purpose, "crumbs": _crumbs(meeting)}  # fmt: skip


def _crumbs(meeting: Meeting) -> list[Context]:
    return [{"url": f"/bodies/{meeting.body_id}/", "label": meeting.body.name},
            {"url": url_of(meeting), "label": meeting.name}]  # fmt: skip


def registration_page(registration: Registration) -> Context:
    return {
        "registration": registration,
        "row": meeting_row(registration.meeting),
        "said": ASKED[registration.stage],
        "is_waiting": registration.stage == "confirmed" and bool(registration.organisation),
    }


def feed(viewer: Actor, name: str, body: Body | None = None) -> bytes:
    """The meetings as a calendar, in the reader's language; the last two hundred."""
    rows = queries.meetings(viewer, body)[:200]
    return icalendars.write(name, [_entry(row) for row in rows])


def _entry(row: Meeting) -> icalendars.Entry:
    return icalendars.Entry(
        uid=f"{row.pk}@almenara",
        title=row.name,
        starts=row.starts,
        ends=row.ends,
        place=row.place,
        url=f"{settings.BASE_URL}{url_of(row)}",
        changed=row.made_at,
        is_cancelled=row.stage == "cancelled",
    )


def _paper_row(row: Paper, texts: Any) -> Context:
    missing, late = shown.missing(row, texts), shown.out_of_date(row, texts)
    tongues = dict(settings.LANGUAGES)
    return {
        "row": row,
        "url": paper_url(row),
        "part": PARTS[row.part],
        "readers": READERS[row.distribution],
        "languages": [
            {
                "code": code,
                "name": tongues[code],
                "text": texts.get(code),
                "is_missing": code in missing,
                "is_late": code in late,
                "is_original": code == row.language,
            }
            for code in row.body.languages
        ],
        "missing": missing,
    }


def _counted(ballots: list[Any]) -> str:
    """«12 a favor, 1 abstención», nothing without a vote."""
    cast = Counter(one.choice for one in ballots)
    return ", ".join(f"{cast[choice]} {word}" for choice, word in CHOICES.items() if cast[choice])
