"""Home, explorer, one indicator, one State: what is asked, and what is shown of it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from almenara.core.identity import queries as identity
from almenara.core.languages import page_language
from almenara.core.parties.actor import Actor
from almenara.core.parties.alphabet import alphabetical
from almenara.formats.refusal import Unreadable
from almenara.observatory import queries, selections
from almenara.observatory.forms import CommentForm
from almenara.observatory.pages import comments, drawings, figures, sources
from almenara.observatory.pages.headlines import headline
from almenara.observatory.pages.readings import Reading, reading
from almenara.observatory.selections import Codes, Selection
from almenara.observatory.structures import AREA, FREQUENCY, UNIT, Flow

Context = dict[str, Any]
Asked = Mapping[str, list[str]]  # parameters of an address
KEYS = 2000  # series that are looked at for the codes to begin with


def selected(viewer: Actor, code: str, asked: Asked) -> Selection:
    """What an address asks of a flow; Unreadable with the place of what it cannot have."""
    return _selected(viewer, queries.flow(viewer, code), asked)


def _selected(viewer: Actor, flow: Flow, given: Asked) -> Selection:
    there = queries.available(viewer, flow)

    def keys(where: Codes) -> list[queries.Key]:
        return queries.keys(viewer, flow, where, KEYS)

    return selections.read(flow, there, given, keys)


def read(viewer: Actor, code: str, asked: Asked) -> Reading:
    return reading(viewer, selected(viewer, code, asked))


def _one(asked: Asked, name: str) -> str:
    return next(iter(asked.get(name, ())), "")


def home_page(viewer: Actor) -> Context:
    """Every flow with figures: what States delivered, and what public sources say."""
    since = queries.out_since(viewer)
    rows = [_flow_row(flow, since.get(flow.id)) for flow in queries.flows(viewer)]
    out = alphabetical([row for row in rows if row["published_at"]], lambda row: row["name"])
    delivered = [row for row in out if not row["is_external"]]
    external = [row for row in out if row["is_external"]]
    waiting = [row["name"] for row in rows if not row["published_at"]]
    return {
        "groups": [
            (_("Cifras de los Estados"),
             _("Cada Estado las entregó; se publican con su acuerdo, o dicen que no respondió."),
             delivered),
            (_("Cifras de fuentes públicas"),
             _("Tomadas de quien las difundió, sin cambio; ningún Estado dio aquí su acuerdo."),
             external),
        ],
        "any": bool(out),
        "waiting": alphabetical(waiting, str),
        "states": states(viewer),
        "links": LINKS + (KNOWN if viewer.is_known else []),
    }  # fmt: skip


KNOWN: list[tuple[str, Any, Any]] = [
    ("/submissions/", gettext_lazy("Entregas"),
     gettext_lazy("las cifras de su Estado, y qué se halló en cada celda.")),
    ("/deliveries/", gettext_lazy("Calendario"),
     gettext_lazy("qué se acordó entregar, qué llegó y qué falta.")),
    ("/observatory/watch/", gettext_lazy("Alerta temprana"),
     gettext_lazy("lo que la historia de una serie no hacía esperar.")),
]  # fmt: skip
LINKS: list[tuple[str, Any, Any]] = [  # other pages of the observatory: address, name, what for
    ("/observatory/releases/", gettext_lazy("Publicaciones"),
     gettext_lazy("qué salió, cuándo, con acuerdo de quién y qué cambió.")),
    ("/observatory/structures/", gettext_lazy("Definiciones"),
     gettext_lazy("qué es cada cifra, y todas las listas de códigos.")),
]  # fmt: skip


def _flow_row(flow: Flow, published_at: datetime | None) -> Context:
    return {
        "id": flow.id,
        "name": sources.named(flow.names),
        "names": flow.names,
        "source": sources.source(flow),
        "is_external": flow.policy.is_external,
        "published_at": published_at,
    }


def states(viewer: Actor) -> list[tuple[str, str]]:
    """The member States of today, by name."""
    today = timezone.now().date()
    members = identity.members(viewer, today)
    found = [(row.code, row.name) for row in identity.states(viewer, today) if row.code in members]
    return alphabetical(found, lambda row: row[1])


def indicator_page(
    viewer: Actor, code: str, asked: Asked, form: CommentForm | None = None
) -> Context:
    """One indicator: the sentence, the picture, the table, how we know, what its State says."""
    found = read(viewer, code, asked)
    chosen = found.selection
    there = queries.available(viewer, found.flow)
    named = [(one, found.label(AREA, one)) for one in there.get(AREA, ())]
    query = chosen.query()
    shown = figures.figure(viewer, found, _one(asked, "page"))
    return {
        "shown": shown,
        "headline": headline(found),
        "areas": alphabetical(named, lambda row: row[1]),
        "chosen": chosen.areas,
        "kept": [(name, one) for name, codes in chosen.where.items() if name != AREA
                 for one in codes],
        "explorer": f"/observatory/explorer/?flow={found.flow.id}&{query}",
        "bulletin": f"/observatory/bulletins/{found.flow.id}.pdf?{query}",
        "writing": comments.writing(viewer, found, form),
        "query": query,
        "crumbs": [figures.HOME],
    } | shown["foot"]  # fmt: skip


def explorer_page(viewer: Actor, asked: Asked) -> tuple[Context, int]:
    """The form and what it finds; faults come back at their fields, with 422."""
    since = queries.out_since(viewer)
    flows = [row for row in queries.flows(viewer) if row.id in since]
    flows = alphabetical(flows, lambda row: sources.named(row.names))
    context: Context = {"flows": flows, "crumbs": [figures.HOME]}
    if not flows:
        return context, 200
    flow = next((row for row in flows if row.id == _one(asked, "flow")), None)
    if flow is None and _one(asked, "flow"):
        raise ObjectDoesNotExist
    flow = flow or flows[0]
    there = queries.available(viewer, flow)
    try:
        chosen = _selected(viewer, flow, asked)
        found = reading(viewer, chosen)
    except Unreadable as refusal:
        faults = {str(loc[0]): text for loc, text in refusal.places(_)}
        return context | _form(flow, there, {}, asked, faults), 422
    shown = figures.figure(viewer, found, _one(asked, "page"))
    context |= _form(flow, there, chosen.where, asked, {}) | shown["foot"]
    return context | {"shown": shown, "headline": headline(found)}, 200


def _form(flow: Flow, there: Codes, where: Codes, asked: Asked, faults: dict[str, str]) -> Context:
    """Fields of the explorer: one for each dimension in which there is a choice, and times."""
    language = page_language()
    fields = []
    for name in flow.dimensions:
        codes = there.get(name, ())
        if len(codes) < 2:
            continue
        chosen = where.get(name, ())
        options = [(code, flow.label(name, code, language), code in chosen) for code in codes]
        if name == AREA:
            options = alphabetical(options, lambda row: row[1])
        said = ", ".join(text for _code, text, is_chosen in options if is_chosen)
        fields.append(
            {"id": name, "label": sources.dimension(flow, name), "options": options,
             "is_single": name in (UNIT, FREQUENCY), "fault": faults.get(name, ""),
             "said": said or _("todos")}
        )  # fmt: skip
    times = [("start", _("Desde"), ""), ("end", _("Hasta"), ""),
             ("period", _("Período del mapa y las barras"), ""),
             ("as_of", _("Como era el día"), "date")]  # fmt: skip
    return {
        "flow": flow,
        "fields": fields,
        "times": [
            {"name": name, "label": label, "type": kind, "value": _one(asked, name),
             "fault": faults.get(name, "")}
            for name, label, kind in times
        ],
        "faults": faults,
    }  # fmt: skip


def state_page(viewer: Actor, code: str) -> Context:
    """The newest figure of every flow that has one of this State, each by itself."""
    members = dict(states(viewer))
    name = members.get(code)
    if name is None:
        raise ObjectDoesNotExist
    rows, absent = [], []
    since = queries.out_since(viewer)
    said = {one.dataflow_id: comments.shown(one) for one in queries.comments(viewer, state=code)}
    for flow in (row for row in queries.flows(viewer) if row.id in since):
        there = queries.available(viewer, flow)
        if code in there.get(AREA, ()):
            rows.append(_card(viewer, flow, code) | {"comment": said.get(flow.id)})
        elif members.keys() & set(there.get(AREA, ())):
            absent.append(sources.named(flow.names))
    return {
        "state": {"code": code, "name": name},
        "rows": alphabetical(rows, lambda row: row["title"]),
        "absent": sorted(absent),
        "crumbs": [figures.HOME],
    }


def _card(viewer: Actor, flow: Flow, code: str) -> Context:
    chosen = _selected(viewer, flow, {AREA: [code]})
    found = reading(viewer, chosen)
    query = chosen.query()
    return {
        "title": sources.named(flow.names),
        "headline": headline(found),
        "picture": f"/observatory/pictures/{flow.id}.svg?{query}&size=narrow&lang={found.language}"
        if drawings.kind(found) else "",
        "alt": drawings.words(found).title,
        "source": sources.source(flow),
        "is_external": flow.policy.is_external,
        "url": drawings.state_url(chosen, code),
    }  # fmt: skip
