"""What the pages of early warning show."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from almenara.core import paging
from almenara.core.access.rules import reasons, why_not
from almenara.core.forms import drawing
from almenara.core.languages import page_language
from almenara.core.parties.actor import Actor
from almenara.core.web import atlas
from almenara.core.web.papers import blocks
from almenara.core.web.placed import NamedForm
from almenara.formats.papers import printing
from almenara.substances import citing, composing, forms, papers, queries, shown, words
from almenara.substances.drafts import VerifyShape
from almenara.substances.models import BulletinItem, DrugBulletin, DrugSignal, Substance
from almenara.substances.queries import First, SignalKind
from almenara.substances.stages import BULLETIN, SIGNAL

Context = dict[str, Any]
PAGE = 30
REGISTER: Context = {"url": "/substances/", "label": gettext_lazy("Sustancias")}
SIGNALS: Context = {"url": "/substances/signals/", "label": gettext_lazy("Señales")}
BULLETINS: Context = {"url": "/substances/bulletins/", "label": gettext_lazy("Boletines")}
UNVERIFIED = gettext_lazy(
    "La leen las personas de su Estado que están en la red y quienes verifican; nadie más."
)
ALERTED = gettext_lazy("La lee quien recibió la alerta.")


def rooms(viewer: Actor, here: str) -> list[Context]:
    """The three rooms of early warning."""
    found = [REGISTER, BULLETINS]
    if viewer.is_known:
        found.insert(1, SIGNALS)
    return [{**one, "current": one["url"] == here} for one in found]


def register_page(viewer: Actor, asked: dict[str, str]) -> Context:
    """Every file, or those that are called so."""
    wish = asked.get("q", "").strip()
    is_seen = asked.get("seen") == "yes"
    found = queries.substances(viewer, wish)
    if is_seen:
        found = found.filter(pk__in=queries.with_signals(viewer).values("pk"))
    page = paging.page(found, PAGE, asked.get("page"))
    return {
        "tabs": rooms(viewer, REGISTER["url"]),
        "page": page,
        "rows": _files(viewer, list(page)),
        "wish": wish,
        "is_seen": is_seen,
    }


def _files(viewer: Actor, files: list[Substance]) -> list[Context]:
    names, listed = queries.aliases(viewer, files), queries.listings(viewer, files)
    firsts: dict[UUID, First] = {}
    for one in queries.firsts(viewer, [file.pk for file in files]):
        firsts.setdefault(one.substance, one)
    return [
        {
            "file": file,
            "url": f"/substances/{file.pk}/",
            "name": shown.called(file, names.get(file.pk, [])),
            "others": _others(file, names.get(file.pk, [])),
            "listed": next(iter(listed.get(file.pk, [])), None),
            "first": firsts.get(file.pk),
        }
        for file in files
    ]


def _others(file: Substance, names: list[Any]) -> list[str]:
    said = shown.called(file, names)
    return [one for one in dict.fromkeys(alias.name for alias in names) if one != said]


def file_page(viewer: Actor, file: Substance, wrong: NamedForm | None = None) -> Context:
    """One file: what it is called, where it was first seen, and what happened when."""
    names = queries.aliases(viewer, [file]).get(file.pk, [])
    firsts = queries.firsts(viewer, [file.pk])
    states = {row.code: row for row in queries.states(viewer)}
    why = reasons(viewer, file, "name")["name"]
    return {
        "file": file,
        "name": shown.called(file, names),
        "names": [(one, words.ALIASES[one.kind]) for one in names],
        "listed": queries.listings(viewer, [file]).get(file.pk, []),
        "firsts": [(one, states.get(one.state)) for one in firsts],
        "map": first_seen(list(states.values()), firsts),
        "events": events(viewer, file),
        "merged": queries.merged(viewer, file),
        "mergings": queries.mergings(viewer, file),
        "crumbs": [REGISTER],
        "may": {"name": not why},
        "name_form": forms.NameForm(),
        "merge_form": forms.MergeForm(),
        "separate_form": forms.SeparateForm(),
        "base": f"/substances/{file.pk}/",
        **({wrong.name: wrong} if wrong else {}),
        "wrong": wrong,
    }


def first_seen(states: list[Any], firsts: list[First]) -> Context:
    """The map of first detections; the earliest of all is filled."""
    on = {one.state: one.on for one in firsts}
    earliest = firsts[0].on if firsts else None
    rows = [
        {
            "code": state.code,
            "name": state.name,
            "tone": "" if state.code not in on else "in" if on[state.code] == earliest else "next",
            "said": on[state.code].isoformat() if state.code in on else "",
        }
        for state in states
    ]
    key = [
        ("in", _("La primera del hemisferio")),
        ("next", _("Detectada después")),
        ("", _("Sin detección verificada que usted pueda ver")),
    ]
    label = _("Mapa: Estados con una detección verificada, %d") % len(on)
    return atlas.picture(label, key, rows)


def events(viewer: Actor, file: Substance) -> list[Context]:
    """What happened with a substance, in order of dates."""
    found: list[Context] = [
        {"on": one.dated, "words": one.source.name, "detail": one.name, "url": "", "stage": None}
        for one in queries.listings(viewer, [file]).get(file.pk, [])
    ]
    for row in queries.signals(viewer).filter(substance=file):
        state = row.state.name if row.state else row.institution_id
        found.append(
            {"on": row.seen_on, "words": f"{row.kind.name} · {state}", "detail": row.title,
             "url": f"/substances/signals/{row.pk}/", "stage": words.STAGES[row.stage]}
        )  # fmt: skip
    found += [_event(item) for item in queries.published(viewer, [file.pk])]
    return sorted(found, key=lambda one: one["on"])


def _event(item: BulletinItem) -> Context:
    at = item.bulletin.published_at
    return {
        "on": at.date() if at else item.seen_on,
        "words": _("Boletín %d") % (item.bulletin.number or 0),
        "detail": item.kind.name,
        "url": f"/substances/bulletins/{item.bulletin_id}/",
        "stage": words.STAGES["retracted"] if item.retracted_at else None,
    }


def signals_page(viewer: Actor, asked: dict[str, str]) -> Context:
    """The desk of those who verify; for a State its reports and what it was alerted of."""
    kinds = {one.slug: one.name for one in queries.kinds(viewer)}
    chosen = {"stage": asked.get("stage", ""), "kind": asked.get("kind", "")}
    known: Context = {"stage": words.STAGES, "kind": kinds}
    where = {key: one for key, one in chosen.items() if one in known[key]}
    page = paging.page(queries.signals(viewer).filter(**where), PAGE, asked.get("page"))
    return {
        "rooms": rooms(viewer, SIGNALS["url"]),
        "page": page,
        "rows": [signal_row(row) for row in page],
        "kinds": list(kinds.items()),
        "stages": [(key, said) for key, (_tone, _icon, said) in words.STAGES.items()],
        "chosen": where,
        "is_desk": queries.is_desk(viewer),
        "why": why_not_report(viewer),
    }


def signal_row(row: DrugSignal) -> Context:
    return {
        "signal": row,
        "url": f"/substances/signals/{row.pk}/",
        "stage": words.STAGES[row.stage],
    }


def why_not_report(viewer: Actor) -> str:
    """Why this person reports no signals, or ""."""
    kind = queries.kinds(viewer).first()
    return why_not(viewer, "report", composing.of_kind(viewer, kind)) if kind else ""


def new_page(viewer: Actor, kind: SignalKind | None, form: forms.SignalForm | None) -> Context:
    """First the kind, then its questions alone."""
    return {
        "crumbs": [REGISTER, SIGNALS],
        "why": why_not_report(viewer),
        "kinds": [(one, one.document.get("purpose")) for one in queries.kinds(viewer)],
        "kind": kind,
        "form": form,
        "who_sees": UNVERIFIED,
        "marking": "TLP:AMBER",
    }


def chosen(viewer: Actor, slug: str) -> SignalKind | None:
    return queries.kinds(viewer).filter(slug=slug).first()


def signal_form(viewer: Actor, kind: SignalKind, posted: Any) -> forms.SignalForm:
    states = [(row.code, row.name) for row in queries.states(viewer)]
    return forms.SignalForm(kind, states, page_language(), posted)


def signal_page(viewer: Actor, signal: DrugSignal, wrong: NamedForm | None = None) -> Context:
    """One signal: what was seen, which substance it is, and what may be done now."""
    states = {row.code: row.name for row in queries.states(viewer)}
    why = reasons(viewer, signal, "verify", "alert", "close", "retract")
    return {
        "signal": signal,
        "base": f"/substances/signals/{signal.pk}/",
        "crumbs": [REGISTER, SIGNALS],
        "stage": words.STAGES[signal.stage],
        "facts": drawing.facts(signal.kind.shape.fields, signal.answers, states, {}),
        "first": words.FIRSTS.get(queries.standing(viewer, signal) if signal.verified_at else ""),
        "decided": words.DECIDED.get(signal.decided, ""),
        "file": _file_name(viewer, signal),
        "watched": citing.watched(viewer, signal.answers),
        "later": citing.later(viewer, signal.answers) if signal.kind.shape.cites else None,
        "marking": "TLP:AMBER",
        "who_sees": ALERTED if signal.alert_id else UNVERIFIED,
        "since": signal.reported_at,
        "exercise": signal.is_exercise,
        "way": _way(signal),
        "may": {verb: SIGNAL.may(signal, verb) and not why[verb] for verb in why},
        "why": {verb: why[verb] for verb in why if SIGNAL.may(signal, verb)},
        "is_desk": queries.is_desk(viewer),
        "verify_form": verify_form(viewer, signal),
        "raise_form": forms.RaiseForm(),
        "close_form": forms.CloseForm(),
        "retract_form": forms.RetractForm(),
        **({wrong.name: wrong} if wrong else {}),
        "wrong": wrong,
    }


def _file_name(viewer: Actor, signal: DrugSignal) -> str:
    """The file as this viewer may know it."""
    file = signal.substance
    return shown.called(file, queries.aliases(viewer, [file]).get(file.pk, [])) if file else ""


def verify_form(viewer: Actor, signal: DrugSignal, posted: Any = None) -> forms.VerifyForm:
    """The files among which the verifier chooses, where name and key do not decide."""
    if not signal.said and not signal.inchikey:
        return forms.VerifyForm([], posted, is_certain=True)
    found = queries.decision(viewer, signal.said, signal.inchikey)
    files = queries.substances(viewer).filter(pk__in=found.found)
    choices = [(str(one.pk), f"{one.name} · {one.inchikey or '—'}") for one in files]
    return forms.VerifyForm(choices, posted, is_certain=found.by != "person")


def verified(viewer: Actor, form: forms.VerifyForm) -> VerifyShape:
    """What the verifier chose, or named."""
    if form.other:
        return VerifyShape(substance=queries.exactly(viewer, form.other, "called").pk)
    return VerifyShape.model_validate(form.document())


def _way(signal: DrugSignal) -> list[tuple[str, Any]]:
    """The steps of its life: done, now, next."""
    life = ("reported", "verified", "alerted", "published")
    if signal.stage not in life:
        ended = words.STAGES[signal.stage][2]
        return [("done", words.STAGES["reported"][2]), ("now", ended)]
    at = life.index(signal.stage)
    said = ["done"] * at + ["now"] + ["next"] * (len(life) - at - 1)
    return [(stage, words.STAGES[key][2]) for stage, key in zip(said, life, strict=True)]


def bulletins_page(viewer: Actor, asked: dict[str, str]) -> Context:
    page = paging.page(queries.bulletins(viewer), PAGE, asked.get("page"))
    return {
        "tabs": rooms(viewer, BULLETINS["url"]),
        "page": page,
        "rows": [
            {
                "bulletin": row,
                "title": row.title(page_language()),
                "url": f"/substances/bulletins/{row.pk}/",
                "stage": words.BULLETINS[row.stage],
            }
            for row in page
        ],
        "may": {"write": queries.is_desk(viewer)},
    }


def bulletin_page(
    viewer: Actor, bulletin: DrugBulletin, form: forms.ReviewForm | None = None
) -> Context:
    """A bulletin as it is read, and for the desk what comes before everybody reads it."""
    paper = composed(viewer, bulletin)
    why = reasons(viewer, bulletin, "write", "review", "publish")
    is_public = bulletin.stage == "published"
    return {
        "bulletin": bulletin,
        "base": f"/substances/bulletins/{bulletin.pk}/",
        "paper": paper,
        "body": blocks(paper.blocks, paper.words.unsourced),
        "stage": words.BULLETINS[bulletin.stage],
        "crumbs": [REGISTER, BULLETINS],
        "marking": paper.marking if is_public else "TLP:AMBER",
        "who_sees": _("La puede leer cualquiera.")
        if is_public
        else _("La leen quienes verifican."),
        "exercise": bulletin.is_exercise,
        "is_desk": not why["publish"],
        "may": {verb: BULLETIN.may(bulletin, verb) for verb in why},
        "why": why,
        "review_form": form or forms.ReviewForm(initial={"version": bulletin.version}),
        "data_date": paper.at,
    }


def composed(viewer: Actor, bulletin: DrugBulletin) -> papers.Paper:
    return papers.paper(bulletin, queries.items(viewer, bulletin), page_language())


def pdf(viewer: Actor, bulletin: DrugBulletin) -> bytes:
    """Tagged, in the reader's language; the same bulletin gives the same bytes."""
    return printing.as_pdf(composed(viewer, bulletin))


def write_page(viewer: Actor, form: forms.BulletinForm, bulletin: DrugBulletin | None) -> Context:
    return {
        "crumbs": [REGISTER, BULLETINS],
        "form": form,
        "bulletin": bulletin,
        "why": why_not(viewer, "write", bulletin or DrugBulletin()),
        "marking": "TLP:AMBER",
        "who_sees": _("La leen quienes verifican."),
    }


def bulletin_form(
    viewer: Actor, bulletin: DrugBulletin | None, posted: Any = None
) -> forms.BulletinForm:
    """With the signals of which the network was alerted, and those that it has already."""
    kept = queries.items(viewer, bulletin) if bulletin else []
    open_ = queries.signals(viewer).filter(stage="alerted")
    more = queries.signals(viewer).filter(pk__in=[item.signal_id for item in kept])
    signals = {row.pk: row for row in [*more, *open_]}
    initial = {
        f"text_{item.signal_id}_{code}": text for item in kept for code, text in item.texts.items()
    }
    if bulletin:
        initial |= {f"titles_{code}": text for code, text in bulletin.titles.items()}
    said = bulletin.language if bulletin else page_language()
    return forms.BulletinForm(list(signals.values()), said, posted, initial=initial)
