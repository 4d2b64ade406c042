"""From what was sent to rows, or every place that is wrong; and a signal as an alert."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from almenara.core.dates import dated
from almenara.core.forms import drawing, schema
from almenara.core.parties import references
from almenara.core.parties.actor import Actor
from almenara.core.parties.models import LANGUAGES
from almenara.core.types.heads import read
from almenara.exchange import queries as exchange
from almenara.exchange import services as alerts
from almenara.formats.refusal import Unreadable
from almenara.substances import citing, identity, queries, sparing
from almenara.substances.drafts import (
    DrugBulletinShape,
    DrugSignalShape,
    PieceShape,
    RaiseShape,
)
from almenara.substances.models import BulletinItem, DrugBulletin, DrugSignal, SignalKind

Faults = list[tuple[list[str | int], str]]
TITLE = 200
TONGUES = {"es": "español", "en": "English", "pt": "português", "fr": "français"}


def bare(actor: Actor, slug: str) -> DrugSignal:
    """As much of a signal as the right to report is about."""
    kind = queries.kinds(actor).filter(slug=slug).first()
    if kind is None:
        raise Unreadable(["kind"], _("Clase de señal desconocida."))
    return of_kind(actor, kind)


def of_kind(actor: Actor, kind: SignalKind) -> DrugSignal:
    return DrugSignal(
        reference=references.fresh(actor.state), kind=kind, version=kind.version,
        network_id=kind.network_id, state_id=actor.state or None,
        institution_id=actor.institution or None, author_id=actor.person or None,
        is_exercise=settings.DEMONSTRATION, reported_at=timezone.now(),
    )  # fmt: skip


def compose(actor: Actor, signal: DrugSignal, shape: DrugSignalShape) -> None:
    """What was seen, when, and the answers to the questions of the kind."""
    kind = signal.kind.shape
    faults = _heads(shape, kind.substance)
    try:
        signal.answers = schema.read(kind.fields, shape.fields, ["fields"])
        if kind.cites:
            citing.check(actor, signal.answers)
    except Unreadable as refusal:
        faults += refusal.errors
    if shape.inchikey:
        try:
            signal.inchikey = identity.inchikey(shape.inchikey, ["inchikey"])
        except Unreadable as refusal:
            faults += refusal.errors
    faults += _spoken(shape)
    if faults:
        raise Unreadable.many(faults)
    signal.title, signal.summary, signal.said = shape.title, shape.summary, shape.substance
    signal.seen_on, signal.language = shape.seen_on, shape.language
    signal.may_name_state = shape.may_name_state


def _heads(shape: DrugSignalShape, wants: str) -> Faults:
    faults: Faults = []
    if shape.seen_on > timezone.now().date():
        faults.append((["seen_on"], _("Ese día no ha llegado todavía.")))
    if wants == "required" and not shape.substance:
        faults.append((["substance"], _("Diga qué sustancia es, con el nombre que usa.")))
    if wants == "none":
        given = [key for key in ("substance", "inchikey") if getattr(shape, key)]
        faults += [([key], _("Esta clase de señal no nombra sustancias.")) for key in given]
    return faults


def _spoken(shape: DrugSignalShape) -> Faults:
    """Whatever a person wrote freely says no dose, no source, no person (R14)."""
    texts: list[tuple[list[str | int], Any]] = [
        (["title"], shape.title),
        (["summary"], shape.summary),
    ]
    texts += [(["fields", key], value) for key, value in shape.fields.items()]
    return [
        (loc, why) for loc, text in texts if isinstance(text, str) and (why := sparing.fault(text))
    ]


def alert(actor: Actor, signal: DrugSignal, shape: RaiseShape) -> alerts.AlertShape:
    """The signal in the words of the exchange, in four languages, to the whole network."""
    slug = signal.kind.shape.alert
    known = exchange.kinds(actor, [signal.network_id]).get(slug=slug)
    standing = queries.standing(actor, signal)
    titles, bodies = {}, {}
    for language in LANGUAGES:
        with translation.override(language):
            titles[language] = _title(signal, standing)[:TITLE]
            bodies[language] = _body(actor, signal, standing, language)
    said = {
        "network": signal.network_id, "kind": slug, "marking": shape.marking,
        "language": signal.language, "title": titles, "body": bodies,
        "fields": _carried(signal, known.document.get("fields", [])),
        "audience": {"network": True}, "urgency": shape.urgency, "exercise": signal.is_exercise,
    }  # fmt: skip
    return read(alerts.AlertShape, said)


def _title(signal: DrugSignal, standing: str) -> str:
    words = f"{signal.kind.name}: {named(signal)}"
    return f"{words} · {_first(standing)}" if standing else words


def named(signal: DrugSignal) -> str:
    """The substance as the report calls it, or its file; without one, what the report is about."""
    return signal.said or (signal.substance.name if signal.substance else signal.title)


def _first(standing: str) -> str:
    return {
        "hemisphere": _("primera detección verificada en el hemisferio"),
        "state": _("primera detección verificada en el Estado"),
    }[standing]


def _body(actor: Actor, signal: DrugSignal, standing: str, language: str) -> str:
    states = {row.code: row.name for row in queries.states(actor)}
    told = {
        _("Informa"): states.get(signal.state_id or "", signal.institution_id),
        _("Señal"): signal.reference,
        _("Visto el"): dated(signal.seen_on),
        "InChIKey": (signal.substance and signal.substance.inchikey) or signal.inchikey,
    }
    facts = drawing.facts(signal.kind.shape.fields, signal.answers, states, {})
    told |= {fact["label"]: fact["value"] for fact in facts}
    lines = [f"{label}: {value}" for label, value in told.items() if value]
    first = [f"{_first(standing).capitalize()}."] if standing else []
    if signal.language == language:
        text = signal.summary
    else:
        tongue = TONGUES[signal.language]
        text = _("Texto original (%(tongue)s):") % {"tongue": tongue} + "\n" + signal.summary
    return "\n\n".join([*first, text, "\n".join(lines)])


def _carried(signal: DrugSignal, asked: list[dict[str, Any]]) -> dict[str, Any]:
    """The answers that the message kind asks for too, under the same keys."""
    told = signal.answers | {
        "signal": signal.kind_id,
        "first_seen_on": signal.seen_on.isoformat(),
        "substance": named(signal) if signal.said or signal.substance_id else "",
        "inchikey": (signal.substance and signal.substance.inchikey) or signal.inchikey,
    }
    return {field["key"]: value for field in asked if (value := told.get(field["key"]))}


def write(actor: Actor, bulletin: DrugBulletin, shape: DrugBulletinShape) -> list[BulletinItem]:
    """The words of a bulletin and its items, not kept yet; nothing that R14 forbids."""
    faults: Faults = [
        (["titles", language], why)
        for language, text in shape.titles.items()
        if (why := sparing.fault(text))
    ]
    if shape.language not in shape.titles:
        faults.append((["titles", shape.language], _("Falta el título en el idioma del original.")))
    ids = [one.signal for one in shape.items]
    found = {row.pk: row for row in queries.signals(actor).filter(pk__in=ids)}
    made: list[BulletinItem] = []
    for place, one in enumerate(shape.items):
        faults += [(["items", place, *loc], why) for loc, why in _piece(one, found, ids[:place])]
        if one.signal in found:
            made.append(_item(bulletin, found[one.signal], place, one))
    if faults:
        raise Unreadable.many(faults)
    bulletin.titles, bulletin.language = dict(shape.titles), shape.language
    return made


def _piece(one: PieceShape, found: dict[UUID, DrugSignal], before: list[UUID]) -> Faults:
    signal = found.get(one.signal)
    if signal is None:
        return [(["signal"], _("Esa señal no existe."))]
    if signal.stage not in ("alerted", "published"):
        return [(["signal"], _("Un boletín lleva señales de las que la red ya fue alertada."))]
    if one.signal in before:
        return [(["signal"], _("Está dos veces."))]
    return [
        (["texts", language], why)
        for language, text in one.texts.items()
        if (why := sparing.fault(text))
    ]


def _item(
    bulletin: DrugBulletin, signal: DrugSignal, place: int, one: PieceShape
) -> BulletinItem:  # fmt: skip
    return BulletinItem(
        bulletin=bulletin, signal=signal, kind=signal.kind, position=place,
        texts=dict(one.texts), substance_id=signal.substance_id, named_id=signal.named_id,
    )  # fmt: skip
