"""What the pages of the exchange show: rows become words; nothing is decided in a template."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from almenara.core import paging
from almenara.core.access.rules import reasons, why_not
from almenara.core.documents import queries as documents
from almenara.core.languages import TONGUES, page_language
from almenara.core.parties.actor import Actor
from almenara.directory import queries as directory
from almenara.exchange import actforms, opening, persons, queries
from almenara.exchange.boards import board
from almenara.exchange.models import Alert, Delivery, Glass
from almenara.exchange.questions import asks_for_states, facts
from almenara.exchange.reach import names_of_states
from almenara.exchange.rows import Context, alert_rows, delivery_stage
from almenara.exchange.words import ACTIONS
from almenara.formats.tlp import TLP

PAGE = 25
HERE = [{"url": "/alerts/", "label": gettext_lazy("Alertas")}]
BOXES = {
    "received": gettext_lazy("Recibidas"),
    "sent": gettext_lazy("Enviadas"),
    "drafts": gettext_lazy("Borradores"),
}
ORDERS = {
    "newest": gettext_lazy("Las más nuevas"),
    "due": gettext_lazy("Las que antes vencen"),
    "oldest": gettext_lazy("Las más antiguas"),
}
STAGES = {
    "waiting": gettext_lazy("Sin acuse"),
    "acknowledged": gettext_lazy("Con acuse"),
    "updated": gettext_lazy("Actualizadas"),
    "retracted": gettext_lazy("Retiradas"),
}
ANSWERS = [
    {"value": "received", "label": gettext_lazy("Recibida")},
    {"value": "acting", "label": gettext_lazy("Estamos actuando")},
    {"value": "not-applicable", "label": gettext_lazy("No nos concierne")},
]
SEEN_BY = {
    "TLP:CLEAR": gettext_lazy("Las instituciones que nombró quien la envió; puede ser pública"),
    "TLP:GREEN": gettext_lazy("Las instituciones que nombró quien la envió, dentro de la red"),
    "TLP:AMBER": gettext_lazy("Las instituciones que nombró quien la envió; la suya es una"),
    "TLP:AMBER+STRICT": gettext_lazy("Solo las instituciones nombradas; no sale de la suya"),
    "TLP:RED": gettext_lazy("Solo las personas nombradas; usted es una"),
}


def list_page(viewer: Actor, asked: Mapping[str, str]) -> Context:
    """The list of one box with its filters, counts and views."""
    given = {key: asked.get(key, "") for key in ("network", "marking", "stage")}
    box = asked.get("box") if asked.get("box") in BOXES else "received"
    wish = queries.Wish(
        box=str(box), words=asked.get("q", "")[:200], order=asked.get("sort", "newest"), **given
    )
    if wish.box == "drafts":
        return _drafts(viewer, asked) | _around(viewer, asked, wish)
    found = paging.page(queries.listed(viewer, wish), PAGE, asked.get("page"))
    return {
        "alerts": alert_rows(viewer, list(found.object_list)),
        "page": found,
        "count": found.paginator.count,
        "is_filtered": bool(wish.words or any(given.values())),
    } | _around(viewer, asked, wish)


def _around(viewer: Actor, asked: Mapping[str, str], wish: queries.Wish) -> Context:
    mine = directory.networks(viewer).filter(slug__in=directory.seated(viewer)).only("names")
    return {
        "box": wish.box,
        "tabs": [
            {"url": f"?box={key}", "label": label, "current": key == wish.box}
            for key, label in BOXES.items()
        ],
        "filter": {
            "network": wish.network,
            "networks": [(row.slug, row.name) for row in mine],
            "marking": wish.marking,
            "markings": [str(marking) for marking in TLP],
            "stage": wish.stage,
            "stages": list(STAGES.items()),
            "q": wish.words,
        },
        "sorts": [
            {"url": _query(asked, sort=key), "label": label, "current": key == wish.order}
            for key, label in ORDERS.items()
        ],
        "saved": _saved(wish),
        "why": {"write": why_not_write(viewer)},
        "persons": persons.HERE if viewer.has_role("ncp") else "",
    }


def _saved(wish: queries.Wish) -> list[Context]:
    """Views worth a name; each is its query and can be kept as an address."""
    views = {
        _("Sin acuse, por vencimiento"): {"box": wish.box, "stage": "waiting", "sort": "due"},
        _("Retiradas"): {"box": wish.box, "stage": "retracted"},
    }
    return [{"url": f"?{urlencode(query)}", "label": label} for label, query in views.items()]


def _query(asked: Mapping[str, str], **changes: str) -> str:
    kept = {key: value for key, value in asked.items() if value and key != "page"}
    return f"?{urlencode(kept | changes)}"


def _drafts(viewer: Actor, asked: Mapping[str, str]) -> Context:
    found = Paginator(queries.drafts(viewer), PAGE).get_page(asked.get("page"))
    kinds = {kind.slug: kind for kind in queries.kinds(viewer)}
    return {
        "drafts": [
            {
                "url": f"/alerts/drafts/{row.pk}/",
                "title": _title(row.document) or _("Sin título todavía"),
                "kind": kinds[row.document["kind"]].name,
                "marking": row.document.get("marking", ""),
                "author": row.author.user.get_username(),
                "at": row.at,
            }
            for row in found.object_list
            if row.document.get("kind") in kinds
        ],
        "page": found,
        "count": found.paginator.count,
    }


def _title(document: Mapping[str, Any]) -> str:
    titles = document.get("title") or {}
    return str(titles.get(document.get("language"), "")) if isinstance(titles, dict) else titles


def why_not_write(viewer: Actor) -> str:
    """Why this person, acting for others too, writes no alert anywhere, or ""."""
    if any(directory.kinds_held(one) for one in (viewer, *viewer.acting_for)):
        return ""
    return _("Escribe quien ocupa un puesto de guardia, suplente o jefatura en una red.")


def alert_page(viewer: Actor, alert: Alert, rows: list[Delivery]) -> Context:
    """One alert, of which these deliveries were given, as its reader has it in front of them."""
    glass = queries.open_glass(viewer, alert)
    own = opening.own_of(viewer, rows)
    is_own = is_origin(viewer, alert)
    return {
        "crumbs": HERE if viewer.is_known else [],
        "alert": alert_shown(viewer, alert),
        "exercise": alert.is_exercise,
        "marking": alert.marking,
        "who_sees": _who_sees(alert, len(rows) if is_own else None, glass),
        "since": alert.published_at,
        "data_date": alert.updated_at or alert.published_at,
        "source": alert.origin.name,
        "citation": f"{alert.origin.name}, {alert.reference}",
        "glass": f"/glass/{glass.pk}/" if glass else "",
        "delivery": delivery_shown(viewer, alert, None if glass else own),
        "answers": ANSWERS,
        "board": board(viewer, alert, rows, is_whole=bool(glass)),
        "thread": thread(viewer, alert),
        "acts": _acts(viewer, alert, is_own) if viewer.is_known and not glass else [],
        "why": reasons(viewer, alert, "answer"),
        "related": _related(viewer, alert),
    }


def piece(viewer: Actor, alert: Alert, name: str) -> Context:
    """What one piece of `alert_page` shows when it looks again: the rest is not asked for."""
    if name == "thread-list":
        return {"alert": {"id": str(alert.pk)}, "thread": thread(viewer, alert)}
    glass = queries.open_glass(viewer, alert)
    rows = opening.given(viewer, alert)
    if name == "board":
        return {"board": board(viewer, alert, rows, is_whole=bool(glass))}
    own = opening.own_of(viewer, rows)
    return {"delivery": delivery_shown(viewer, alert, None if glass else own), "answers": ANSWERS}


def alert_shown(viewer: Actor, alert: Alert) -> Context:
    """The alert itself, in the reader's language or marked as the original's."""
    title, body, said = alert.text(page_language())
    files = _files(viewer, alert)
    by_id = {file["id"]: file for file in files}
    states = names_of_states(viewer) if asks_for_states(alert.kind) else {}
    return {
        "id": str(alert.pk),
        "url": f"/alerts/{alert.pk}/",
        "reference": alert.reference,
        "kind_name": alert.kind.name,
        "network": {"url": f"/directory/{alert.network_id}/", "name": alert.network.name},
        "marking": alert.marking,
        "urgent": alert.is_immediate,
        "exercise": alert.is_exercise,
        "title": title,
        "body": body,
        "original": None if said == page_language() else {"code": said, "name": TONGUES[said]},
        "fields": facts(alert.kind, alert.fields, states, by_id),
        "persons": persons.about(viewer, alert, states) if viewer.is_known else [],
        "actions": [ACTIONS[action] for action in alert.actions],
        "documents": files,
        "origin": {"state": alert.origin_state, "institution": alert.origin.name},
        "published_at": alert.published_at,
        "updated_at": alert.updated_at,
        "is_updated": alert.revision > 1,
        "retracted": alert.reason,
    }


def _files(viewer: Actor, alert: Alert) -> list[Context]:
    if not alert.documents:  # asking for what hangs asks for everything on which it may hang
        return []
    return [
        {"id": str(file.pk), "url": f"/documents/{file.pk}/", "name": file.name,
         "type": file.type, "size": file.size}
        for file in documents.documents_of(viewer, alert)
    ]  # fmt: skip


def delivery_shown(viewer: Actor, alert: Alert, own: Delivery | None) -> Context | None:
    """The reader's own delivery: what is asked of them, or who answered."""
    if own is None:
        return None
    own.alert = alert  # it is here already
    labels = {answer["value"]: answer["label"] for answer in ANSWERS}
    return {
        "id": str(own.pk),
        "due_at": own.due_at,
        "overdue": own.is_overdue,
        "acknowledged_at": own.acknowledged_at,
        "acknowledged_by": own.acknowledged_by.user.get_username() if own.acknowledged_by else "",
        "answer_words": labels.get(own.answer, ""),
        "note": own.note,
        "stage": delivery_stage(own),
        "handed_on_by": own.handed_on_by.name if own.handed_on_by else "",
        "is_asked": alert.stage != "retracted" or own.acknowledged_at is not None,
        "why": why_not(viewer, "acknowledge", own),
    }


def thread(viewer: Actor, alert: Alert) -> list[Context]:
    """The answers that this viewer may read, the oldest first."""
    if not viewer.institution:
        return []
    said = {"all": _("para todos"), "origin": _("solo para quien la envió")}
    return [
        {
            "at": row.at,
            "state": row.state,
            "institution": row.institution.name,
            "body": row.body,
            "to_words": said[row.to],
            "own": row.institution_id == viewer.institution,
            "is_origin": row.institution_id == alert.origin_id,
        }
        for row in queries.answers(viewer, alert)
    ]


def is_origin(viewer: Actor, alert: Alert) -> bool:
    """Does the viewer's institution see it as its own?"""
    return bool(viewer.institution) and alert.origin_id == viewer.institution


def done(verb: str) -> str:
    """What to say after an act."""
    return {
        "update": _("Actualizada: se avisó a quienes la tienen."),
        "retract": _("Retirada: se avisó a quienes la tenían."),
        "widen": _("Audiencia ampliada: ya va en camino."),
        "hand-on": _("Pasada: quien la envió lo sabe."),
        "correct-persons": _("Corregido: se avisó a quienes lo tenían."),
        "retract-persons": _("Borrado: se avisó a quienes lo tenían."),
    }[verb]


def act_page(viewer: Actor, alert: Alert, verb: str) -> Context:
    """The page of one act on an alert, or the reason why it is not for this person."""
    title, lead, button = actforms.said_of(verb)
    over = _("La alerta fue retirada.") if alert.stage == "retracted" else ""
    beyond = _beyond(alert) if verb == "hand-on" else ""
    return {
        "crumbs": [*HERE, {"url": f"/alerts/{alert.pk}/", "label": alert.reference}],
        "alert": alert_shown(viewer, alert),
        "exercise": alert.is_exercise,
        "marking": alert.marking,
        "verb": verb,
        "act": {"title": title, "lead": lead, "button": button},
        "why": over or why_not(viewer, verb, alert) or beyond or _gone(viewer, alert, verb),
    }


def _who_sees(alert: Alert, receiving: int | None, glass: Glass | None) -> str:
    """Who reads it; how many institutions received it is for its originator alone."""
    if glass:
        return _("Aquellos a quienes va dirigida; usted, solo por un acceso de emergencia")
    if alert.is_public:
        return _("Cualquiera: es pública")
    if receiving is None:
        return str(SEEN_BY[alert.marking])
    words = _("Su institución y %(n)d más; nadie más")
    return words % {"n": receiving}


def _acts(viewer: Actor, alert: Alert, is_own: bool) -> list[Context]:
    """What may be done with it, or why not; what is never this reader's is not shown."""
    over = _("La alerta fue retirada.") if alert.stage == "retracted" else ""
    if is_own:
        acts = [
            ("update", "edit", _("Actualizar")),
            ("widen", "plus", _("Ampliar la audiencia")),
            ("retract", "undo", _("Retirar")),
        ]
        if persons.live(viewer, alert)[0]:
            acts += [
                ("correct-persons", "edit", _("Corregir datos de personas")),
                ("retract-persons", "close", _("Borrar datos de personas")),
            ]
    else:
        acts = [("hand-on", "hand-on", _("Pasar a otra institución"))]
    why = reasons(viewer, alert, *(verb for verb, _icon, _label in acts))
    if not why.get("hand-on", "-"):
        why["hand-on"] = _beyond(alert)
    return [
        {"url": f"{verb}/", "icon": icon, "label": label, "why": over or why[verb]}
        for verb, icon, label in acts
    ]


def _gone(viewer: Actor, alert: Alert, verb: str) -> str:
    """Nothing about persons that could be corrected or erased."""
    if not verb.endswith("-persons") or persons.live(viewer, alert)[0]:
        return ""
    return _("No hay datos de personas vigentes.")


def _beyond(alert: Alert) -> str:
    """The markings that keep an alert where it is."""
    if alert.marking in ("TLP:AMBER+STRICT", "TLP:RED"):
        return _("La marca no permite pasarla a otros.")
    return ""


def _related(viewer: Actor, alert: Alert) -> list[Context]:
    if not viewer.is_known:
        return []
    return [
        {"url": f"/journal/?thing=alert:{alert.pk}", "label": _("Lo que consta en la bitácora")},
        {"url": f"/directory/{alert.network_id}/", "label": alert.network.name},
    ]


def sent_page(viewer: Actor, alert: Alert) -> Context:
    """Shown once after sending."""
    shown = board(viewer, alert, list(queries.deliveries(viewer, alert)))
    return {
        "alert": alert_shown(viewer, alert),
        "board": shown,
        "exercise": alert.is_exercise,
        "marking": alert.marking,
        "who": shown["institutions_words"] if shown else _("a la vista de todos"),
    }
