"""What awaits an officer of the secretariat: a registry of errands, each from its app's queries."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from almenara.assistance import queries as assistance
from almenara.core.dates import dated
from almenara.core.parties.actor import Actor
from almenara.directory import queries as directory
from almenara.mandates import queries as mandates
from almenara.programmes import queries as programmes
from almenara.reports.measuring import per_cent
from almenara.reports.scopes import offices

Line = dict[str, Any]
MOST = 10  # lines of one kind; the rest is counted
SOON = timedelta(days=60)
SILENCE = timedelta(days=7)
TONES = ("ember", "sand", "sea")


@dataclass(frozen=True)
class Errand:
    """One kind of thing that waits; `find` gives it for the offices for which somebody answers."""

    key: str
    title: str | Promise
    icon: str
    url: str
    find: Callable[[Actor, set[str], date], Iterable[Line]]


@dataclass(frozen=True)
class Pile:
    """The lines of one errand, the most urgent first, and how many there are in all."""

    errand: Errand
    lines: list[Line] = field(default_factory=list)

    @property
    def shown(self) -> list[Line]:
        return self.lines[:MOST]

    @property
    def more(self) -> int:
        return len(self.lines) - len(self.shown)


def piles(viewer: Actor) -> list[Pile]:
    """Every kind with what waits of it for this viewer."""
    mine, today = offices(viewer), timezone.localdate()
    if not mine:
        return []
    return [
        Pile(one, sorted(one.find(viewer, mine, today), key=lambda line: TONES.index(line["tone"])))
        for one in ERRANDS
    ]


def line(url: str, tone: str, text: str, detail: object = "") -> Line:
    return {"url": url, "tone": tone, "text": text, "detail": detail}


def _tone(due: date, today: date) -> str:
    return "ember" if due < today else "sand"


def _mandates(viewer: Actor, mine: set[str], today: date) -> Iterable[Line]:
    """Of their offices, what must be reported soon; and paragraphs that nobody took on."""
    found = mandates.mandates(viewer).filter(stage__in=mandates.LIVE)
    asked = Q(owner__in=mine, due__lte=today + SOON)
    gap = Q(owner=None, addressee__in=[slug.upper() for slug in mine])
    for row in found.filter(asked | gap):
        words = {"where": row.resolution.symbol, "n": row.paragraph}
        text = _("%(where)s, párrafo %(n)d") % words
        if row.owner_id is None:
            text = _("%(where)s, párrafo %(n)d: sin responsable") % words
        tone = _tone(row.due, today) if row.due else "sand"
        yield line(f"/mandates/{row.pk}/", tone, text, row.due or "")
    for task in mandates.tasks(viewer, "open").filter(owner=viewer.person):
        yield line("/tasks/", _tone(task.due, today), task.title, task.due)


def _cases(viewer: Actor, mine: set[str], today: date) -> Iterable[Line]:
    """Requests of States without an owner, on the clock; and their own until they are evaluated."""
    found = assistance.board(viewer).filter(stage__in=assistance.OPEN)
    waiting = Q(owner=None, stage__in=assistance.UNANSWERED, topic__unit__in=mine)
    now = timezone.now()
    for row in found.filter(waiting | Q(owner=viewer.person)):
        text = f"{row.reference} · {row.title}"
        if row.owner_id:
            yield line(f"/cases/{row.pk}/", "sea", text, row.state.name)
        else:
            tone = "ember" if row.due_at < now else "sand"
            detail = _("sin responsable · hasta el %s") % dated(row.due_at)
            yield line(f"/cases/{row.pk}/", tone, text, detail)


def _silent(viewer: Actor, mine: set[str], today: date) -> Iterable[Line]:
    """What was sent to the Missions a week ago and some of them have not said that they have."""
    sent = [row for row in mandates.transmissions(viewer).filter(stage="sent")
            if timezone.localdate(row.made_at) <= today - SILENCE]  # fmt: skip
    silent: dict[Any, int] = {}
    for receipt in mandates.receipts(viewer, sent).filter(stage="sent"):
        silent[receipt.transmission_id] = silent.get(receipt.transmission_id, 0) + 1
    for row in sent:
        if row.pk in silent:
            text = _("%(where)s: %(n)d Misiones sin acuse")
            said = text % {"where": row.resolution.symbol, "n": silent[row.pk]}
            yield line(f"/transmissions/{row.pk}/", "sand", said)


def _activities(viewer: Actor, mine: set[str], today: date) -> Iterable[Line]:
    """Held without a proof; or planned for a day that is over."""
    found = programmes.activities(viewer).filter(plan__owner__in=mine)
    unproved = Q(stage__in=("held", "reported"), evidence=None)
    passed = Q(stage__in=("planned", "confirmed"), ends__lt=today)
    for row in found.filter(unproved | passed).distinct():
        is_held = row.stage in ("held", "reported")
        said = _("realizada, sin prueba") if is_held else _("ya pasó su fecha: ¿se realizó?")
        tone = "sand" if is_held else "ember"
        yield line(f"/activities/{row.pk}/", tone, f"{row.title} · {said}", row.ends)


def _results(viewer: Actor, mine: set[str], today: date) -> Iterable[Line]:
    """Promises that are further behind than the time of their plan that is over."""
    for plan in programmes.plans(viewer).filter(owner__in=mine).exclude(stage="closed"):
        passed = elapsed(plan.starts, plan.ends, today)
        for row, reached in progress(viewer, plan):
            if reached < min(passed, 100):
                words = {"code": row.code, "name": row.name, "n": reached, "of": passed}
                text = _("%(code)s · %(name)s: %(n)d %% con el %(of)d %% del tiempo") % words
                tone = "sand" if passed >= 100 else "sea"
                yield line(f"/plans/{plan.slug}/#{row.programme.code}", tone, text)


def progress(viewer: Actor, plan: programmes.Plan) -> list[tuple[programmes.Result, int]]:
    """Each result that promised a figure, and how far it is in per cent."""
    everybody = len(programmes.members(viewer, timezone.localdate()))
    seats = directory.sums(viewer)
    rows = programmes.results(viewer, plan).exclude(target_kind="none")
    found = []
    for row in rows:
        value = seats.get(row.network, 0) if row.measure == "posts" else row.value
        whole = row.target_value or everybody
        found.append((row, per_cent(value, whole) if whole else 0))
    return found


def elapsed(starts: date, ends: date, today: date) -> int:
    """How much of a period is over, in per cent from 0 to 100."""
    days = (min(max(today, starts), ends) - starts).days
    return per_cent(days, (ends - starts).days)


ERRANDS = (
    Errand("mandates", gettext_lazy("Mandatos y tareas con fecha"), "plan", "/mandates/",
           _mandates),
    Errand("cases", gettext_lazy("Solicitudes de los Estados"), "help", "/cases/", _cases),
    Errand("transmissions", gettext_lazy("Transmisiones sin acuse"), "send", "/transmissions/",
           _silent),
    Errand("activities", gettext_lazy("Actividades por cerrar"), "clock", "/plans/", _activities),
    Errand("results", gettext_lazy("Resultados en riesgo"), "warning", "/plans/", _results),
)  # fmt: skip
