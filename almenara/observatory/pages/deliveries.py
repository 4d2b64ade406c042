"""The pages on which a State delivers: its files, what was found in their cells, what is late."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy

from almenara.core.access.rules import reasons
from almenara.core.languages import page_language
from almenara.core.paging import page as paged
from almenara.core.parties.actor import Actor
from almenara.formats.tables.listing import Listing
from almenara.observatory import boards, forms, quality, queries, shown
from almenara.observatory.access import is_observatory
from almenara.observatory.cells import Table
from almenara.observatory.findings import letter
from almenara.observatory.models import CodeMap, Finding, Submission
from almenara.observatory.pages import figures, sources
from almenara.observatory.schedules import newest
from almenara.observatory.structures import Flow

Context = dict[str, Any]
PAGE = 50
CHANGES = 50
SUBMISSIONS = {"url": "/submissions/", "label": gettext_lazy("Entregas")}
STAGES = {
    "draft": ("soft", "clock", gettext_lazy("Borrador")),
    "submitted": ("soft", "clock", gettext_lazy("Se está revisando")),
    "checked": ("sea", "check", gettext_lazy("Revisada")),
    "returned": ("ember", "close", gettext_lazy("Devuelta")),
    "accepted": ("sea", "tick", gettext_lazy("Validada; espera al Estado")),
    "agreed": ("leaf", "tick", gettext_lazy("Con el acuerdo del Estado")),
    "silent": ("sand", "warning", gettext_lazy("Sin respuesta del Estado")),
    "scheduled": ("leaf", "lock", gettext_lazy("Programada")),
    "published": ("leaf", "tick", gettext_lazy("Publicada")),
    "superseded": ("soft", "tick", gettext_lazy("Reemplazada por otra")),
    "withdrawn": ("soft", "close", gettext_lazy("Retirada")),
    "nil": ("leaf", "tick", gettext_lazy("Nada que informar")),
    "late": ("ember", "warning", gettext_lazy("Falta")),
    "awaited": ("soft", "clock", gettext_lazy("Se espera")),
}
RULES = {
    "structure": gettext_lazy("Estructura"),
    "code": gettext_lazy("Código"),
    "completeness": gettext_lazy("Integridad"),
    "sum": gettext_lazy("Suma"),
    "unit": gettext_lazy("Unidad"),
    "ratio": gettext_lazy("Proporción"),
    "revision": gettext_lazy("Revisión"),
    "outlier": gettext_lazy("Valor atípico"),
    "shift": gettext_lazy("Traslado dentro de un total"),
    "mirror": gettext_lazy("Otra fuente"),
}
LEVELS = {
    "error": ("ember", "error", gettext_lazy("Error")),
    "warning": ("sand", "warning", gettext_lazy("Aviso")),
}
WORDS = {
    "objective": gettext_lazy("Objetiva"),
    "reliable": gettext_lazy("Confiable"),
    "timely": gettext_lazy("Oportuna"),
    "comparable": gettext_lazy("Comparable"),
}
LIFE = (
    (gettext_lazy("Entregada"), ("submitted",)),
    (gettext_lazy("Revisada celda por celda"), ("checked",)),
    (gettext_lazy("Validada por otra persona"), ("accepted",)),
    (gettext_lazy("Respuesta del Estado"), ("agreed", "silent")),
    (gettext_lazy("Publicada"), ("scheduled", "published", "superseded")),
)


def flows(viewer: Actor) -> list[tuple[str, str]]:
    """Those that States deliver."""
    found = [one for one in queries.flows(viewer) if not one.policy.is_external]
    return [(one.id, sources.named(one.names)) for one in found]


def may_deliver(viewer: Actor) -> bool:
    return bool(viewer.state) and viewer.has_role("statistician")


def list_page(viewer: Actor, number: str | None, **sent: Any) -> Context:
    """What was delivered, the newest first; who keeps a State's figures delivers here."""
    open_ones = Count("findings", filter=Q(findings__answered_at=None))
    page = paged(queries.submissions(viewer).annotate(open=open_ones), PAGE, number)
    context: Context = {
        "page": page,
        "rows": [{"row": one, "stage": _stage(one)} for one in page],
        "crumbs": [figures.HOME],
        "tabs": tabs("/submissions/"),
    }
    if may_deliver(viewer):
        known = flows(viewer)
        today = {"vintage": timezone.localdate()}
        context |= {
            "form": forms.DeliveryForm(known, initial=today),
            "prefill": forms.PrefillForm(known, prefix="un"),
            "flows": known,
        }
    return context | sent


def tabs(path: str) -> list[Context]:
    said = (
        ("/submissions/", gettext_lazy("Entregas")),
        ("/deliveries/", gettext_lazy("Calendario")),
        ("/maps/", gettext_lazy("Equivalencias")),
    )
    return [{"url": url, "label": label, "current": url == path} for url, label in said]


def submission_page(viewer: Actor, one: Submission, asked: Any, **sent: Any) -> Context:
    """One delivery: where it stands, its four words, what changed, what was found and where."""
    found = queries.findings(viewer, one)
    rule = asked.get("rule", "")
    chosen = found.filter(rule=rule) if rule in RULES else found
    page = paged(chosen, PAGE, asked.get("page"))
    counts = dict(found.order_by().values_list("rule").annotate(Count("pk")))
    verbs = ("accept", "return", "agree", "object", "withdraw")
    return {
        "one": one,
        "stage": _stage(one),
        "steps": list(_steps(one)),
        "scores": list(_scores(one)),
        "notes": [one.translated(gettext) for one in quality.told(one.result.get("notes", []))],
        "left": one.result.get("left", []),
        "compared": list(_compared(one)),
        "page": page,
        "rows": [_finding(row) for row in page],
        "rules": [(name, RULES[name], counts[name]) for name in RULES if name in counts],
        "rule": rule,
        "open": found.filter(answered_at=None).count(),
        "sheet": _sheet(one, page),
        "may": reasons(viewer, one, *verbs),
        "is_own": may_deliver(viewer) and one.state_id == viewer.state,
        "is_observatory": is_observatory(viewer),
        "is_waiting": one.stage in ("draft", "submitted"),
        "answer_form": forms.AnswerForm(),
        "reason_form": forms.ReasonForm(),
        "crumbs": [figures.HOME, SUBMISSIONS],
    } | sent


def _compared(one: Submission) -> Iterator[Context]:
    """What it says otherwise than what it corrects; than the vintage before, if that is other."""
    corrects = one.result.get("corrects") or {}
    if corrects:
        yield {"id": "corrects", "title": gettext("Qué corrige de la entrega del mismo día")} | {
            **corrects, "changes": corrects["changes"][:CHANGES],
        }  # fmt: skip
    changes = one.result.get("changes", [])
    if changes and changes != corrects.get("changes"):
        title = gettext("Qué cambió de la entrega anterior")
        yield {"id": "changes", "title": title, "changes": changes[:CHANGES]}


def _stage(one: Submission) -> tuple[str, str, Any]:
    nil = one.result.get("nil") and one.stage == "checked"
    return STAGES["nil" if nil else one.stage]


def _steps(one: Submission) -> Iterator[tuple[str, str]]:
    """Title and `done now next` of each step of its life."""
    order = [stage for _title, stages in LIFE for stage in stages]
    here = order.index(one.stage) if one.stage in order else -1
    for title, stages in LIFE:
        last = order.index(stages[-1])
        yield (
            title,
            "done"
            if here >= last or one.stage in stages
            else ("now" if order.index(stages[0]) == here + 1 else "next"),
        )


def _scores(one: Submission) -> Iterator[Context]:
    for name, word in WORDS.items():
        said = one.quality.get(name)
        if said:
            why = [reason.translated(gettext) for reason in quality.told(said["why"])]
            yield {"word": word, "value": said["value"], "why": why}


def _finding(row: Finding) -> Context:
    return {
        "row": row,
        "level": LEVELS[row.level],
        "rule": RULES[row.rule],
        "place": place(row),
        "words": shown.words(row),
    }


def place(row: Finding) -> str:
    """`H1154`, as spreadsheets call it; "" = in no cell."""
    if not row.line or not row.column:
        return ""
    return f"{letter(row.column)}{row.line}"


def _sheet(one: Submission, page: Iterable[Finding]) -> Context | None:
    """The rows of the file that the findings of this page are in, as the sender sees them."""
    kept = one.result.get("sheet") or {}
    marked: dict[int, dict[int, Finding]] = {}
    for row in page:
        if row.line and str(row.line) in kept.get("rows", {}):
            marked.setdefault(row.line, {}).setdefault(row.column, row)
    if not marked:
        return None
    letters = [letter(at + 1) for at in range(len(kept["heading"]))]
    return {
        "letters": list(zip(letters, kept["heading"], strict=True)),
        "rows": [
            (line, [
                (letter, text, marked[line].get(at))
                for at, (letter, text) in enumerate(
                    zip(letters, kept["rows"][str(line)], strict=True), 1)
            ])
            for line in sorted(marked)
        ],
    }  # fmt: skip


def chosen(
    viewer: Actor, one: Submission, marked: Sequence[str] | None, rule: str
) -> list[Finding]:
    """The open findings that were marked, or (None) all of them; of one rule if it is named."""
    found = queries.findings(viewer, one).filter(answered_at=None)
    if rule:
        found = found.filter(rule=rule)
    return [row for row in found if marked is None or str(row.pk) in marked]


def findings_listing(viewer: Actor, one: Submission) -> Listing:
    """Everything that was found, as a file in the reader's language."""
    header = [
        gettext("Celda"), gettext("Fila"), gettext("Columna"), gettext("Nivel"), gettext("Regla"),
        gettext("Área"), gettext("Período"), gettext("Hallazgo"), gettext("Explicación"),
    ]  # fmt: skip
    rows = (
        [
            place(row), row.line or None, row.column or None, str(LEVELS[row.level][2]),
            str(RULES[row.rule]), row.area, row.period, shown.words(row), row.answer,
        ]
        for row in queries.findings(viewer, one)
    )  # fmt: skip
    title = f"{one.dataflow_id} {one.state_id or ''} {one.vintage.isoformat()}"
    return Listing(title, header, rows, timezone.now(), language=page_language())


def provision_form(viewer: Actor, *sent: Any) -> forms.ProvisionForm:
    """The institutions that hold statistics, by State."""
    homes = [(one.pk, f"{one.state_id} · {one.name}") for one in queries.homes(viewer)]
    return forms.ProvisionForm(flows(viewer), homes, *sent)


def board_page(viewer: Actor, at: datetime, **sent: Any) -> Context:
    """By State and flow, the newest periods: delivered, nothing to tell, waited for, late."""
    lines = boards.board(viewer, at)
    form = {"form": provision_form(viewer)} if is_observatory(viewer) else {}
    late = sum(one.stage == "late" for line in lines for one in line.standings)
    return {
        "lines": [
            {"provision": line.provision, "cells": [_standing(one) for one in line.standings]}
            for line in lines
        ],
        "late": late,
        "columns": range(max((len(line.standings) for line in lines), default=0)),
        "crumbs": [figures.HOME],
        "tabs": tabs("/deliveries/"),
        **form,
        **sent,
    }


def _standing(one: boards.Standing) -> Context:
    return {
        "period": one.due.period,
        "day": one.due.day,
        "stage": STAGES[one.stage],
        "days": one.days if one.stage == "late" else 0,
        "url": f"/submissions/{one.submission}/" if one.submission else "",
    }


def maps_page(viewer: Actor, number: str | None, **sent: Any) -> Context:
    """The State's maps of codes, every version."""
    page = paged(queries.every_map(viewer), PAGE, number)
    context: Context = {
        "page": page, "rows": [_map(one) for one in page], "crumbs": [figures.HOME],
        "tabs": tabs("/maps/"),
    }  # fmt: skip
    if may_deliver(viewer):
        context["form"] = forms.MapForm(flows(viewer))
    return context | sent


def _map(one: CodeMap) -> Context:
    return {
        "row": one,
        "count": len(one.codes),
        "exact": sum(bool(said.get("exact")) for said in one.codes.values()),
    }


def map_listing(one: CodeMap) -> Listing:
    """A version of a map, as it may be sent again."""
    rows = ([name, said["code"], "1" if said.get("exact") else "0"]
            for name, said in one.codes.items())  # fmt: skip
    title = f"{one.dataflow_id} {one.state_id} {one.dimension} v{one.version}"
    return Listing(title, ["national", "code", "exact"], rows, timezone.now())


def template_name(flow: Flow, state: str, period: str) -> str:
    return f"{flow.id}-{state}-{period}.xlsx"


def former(viewer: Actor, flow: Flow) -> Table:
    """What the State delivered last of a flow: its series come again."""
    return queries.newest(viewer, flow.id, viewer.state)


def period(flow: Flow, asked: str) -> str:
    """The period that was asked for, or the newest one that has ended."""
    return asked or newest(flow.policy.calendar.get("frequency", "A"), timezone.localdate())
