"""From what was posted to an Alert row, or every place that is wrong; parts of the acts."""

import json
import re
from datetime import datetime
from functools import partial
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from almenara.core.documents import hanging
from almenara.core.forms import schema
from almenara.core.parties import references
from almenara.core.parties.actor import Actor
from almenara.core.parties.models import Institution
from almenara.exchange.audience import Audience
from almenara.exchange.drafts import AlertShape, Words, by_language
from almenara.exchange.kinds import KindShape
from almenara.exchange.models import Alert, Bundle, Kind
from almenara.formats import stix
from almenara.formats.refusal import Unreadable
from almenara.formats.text import line, prose
from almenara.formats.tlp import TLP

ANSWERS = ("received", "acting", "not-applicable")
TITLE, NOTE, REASON, BODY = 200, 2000, 2000, 20_000
REFERENCE = re.compile(r"[A-Z]{3}-[A-Z0-9]{6}")


def compose(actor: Actor, shape: AlertShape, *, is_exercise: bool) -> Alert:
    """The alert as far as the author's right to send it must be asked."""
    kind = _kind(actor, shape)
    now = timezone.now()
    return Alert(
        reference=references.fresh(actor.state),
        network_id=kind.network_id,
        kind=kind,
        kind_version=kind.version,
        is_immediate=shape.urgency == "immediate",
        is_exercise=shape.exercise or is_exercise,
        may_hand_on=shape.hand_on,
        language=shape.language,
        actions=list(dict.fromkeys(shape.actions)),
        documents=shape.documents,
        audience=shape.audience.model_dump(),
        origin=_origin(actor),
        origin_state_id=actor.state or None,
        author_id=actor.person or None,
        published_at=now,
    )


def fill(actor: Actor, alert: Alert, shape: AlertShape) -> None:
    """Marking, words and fields; what the bundle says counts where the author said nothing."""
    bundle = stix.read(shape.stix) if shape.stix is not None else None
    if bundle and bundle.persons:
        said = _("Un paquete STIX no nombra personas: sale como vino y no puede borrarse en parte.")
        raise Unreadable.many([(["stix", "objects", n], said) for n in bundle.persons])
    alert.marking = _marking(shape, bundle, alert.kind)
    titles = by_language(shape.title, shape.language)
    bodies = by_language(shape.body, shape.language)
    if bundle:
        at = "stix", "objects", bundle.report
        name = line((bundle.title or "")[:TITLE], TITLE, (*at, "name"))
        description = prose(bundle.description or "", BODY, (*at, "description"))
        titles = titles or by_language(name, shape.language)
        bodies = bodies or by_language(description, shape.language)
    for place, words in (("title", titles), ("body", bodies)):
        if words and alert.language not in words:
            raise Unreadable([place], _("Falta el texto en el idioma del original."))
    alert.titles, alert.bodies = _titles(titles, shape), _bodies(bodies, shape)
    if not alert.titles.get(alert.language):
        raise Unreadable(["title"], _("Falta el título."))
    alert.fields = read_fields(alert.kind, shape.fields or {})


def attach(actor: Actor, alert: Alert, shape: AlertShape, stix_text: str) -> None:
    """The bundle as it came, and the documents that hang on the alert; its readers are there."""
    if shape.stix is not None:
        text = stix_text or json.dumps(shape.stix, ensure_ascii=False, separators=(",", ":"))
        Bundle(alert=alert, text=text).save(force_insert=True)
    hanging.hang_all(actor, alert.documents, alert, ["documents"], alert.marking)


def read_fields(kind: Kind, values: Any) -> dict[str, Any]:
    document = KindShape.model_validate(kind.document)
    return schema.read(document.fields, values, ["fields"])


def rewritten(alert: Alert, words: Words) -> dict[str, Any]:
    """The changes of an update; one that changes nothing is refused."""
    titles = by_language(words.title, alert.language)
    bodies = by_language(words.body, alert.language)
    changes: dict[str, Any] = {}
    if titles:
        changes["titles"] = alert.titles | _titles(titles, words)
    if bodies:
        changes["bodies"] = alert.bodies | _bodies(bodies, words)
    if words.fields is not None:
        changes["fields"] = read_fields(alert.kind, words.fields)
    if all(getattr(alert, key) == value for key, value in changes.items()):
        raise Unreadable(["title"], _("La actualización no cambia nada."))
    return changes


def joined(named: dict[str, Any], more: Audience) -> dict[str, Any]:
    """What the originator named, before and now."""
    return {
        "network": named.get("network", False) or more.network,
        "states": _merged(named.get("states", []), more.states),
        "institutions": _merged(named.get("institutions", []), more.institutions),
        "persons": _merged(named.get("persons", []), more.persons),
        "public": named.get("public", False) or more.public,
    }


def read_answer(answer: str, note: str) -> str:
    """The note of an acknowledgement, with one of the three answers."""
    if answer not in ANSWERS:
        raise Unreadable(["answer"], _("Se espera una de: ") + ", ".join(ANSWERS))
    return prose(note, NOTE, ["note"])


def read_reason(reason: str) -> str:
    """Why an alert is retracted; it has to be said."""
    return _said(reason, REASON, "reason")


def read_to(to: str) -> str:
    if to not in ("origin", "all"):
        raise Unreadable(["to"], _("Se espera origin o all."))
    return to


def read_body(body: str) -> str:
    return _said(body, BODY, "body")


def read_words(text: str, place: str) -> str:
    """Words of a request to break the glass, which may not be left out."""
    return _said(text, REASON, place)


def read_reference(text: str) -> str:
    """A reference as a party gave it; whether there is such an alert is not asked here."""
    found = text.strip().upper()
    if not REFERENCE.fullmatch(found):
        raise Unreadable(["reference"], _("Se espera una referencia como PAN-7K3F9Q."))
    return found


def moment(text: str, loc: list[str | int]) -> datetime:
    """A moment with its zone, RFC 3339."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        raise Unreadable(loc, _("Se espera un momento con zona, como 2026-03-08T05:00:00Z."))
    return found


def _said(text: str, most: int, key: str) -> str:
    said = prose(text, most, [key])
    if not said:
        raise Unreadable([key], _("Falta el texto."))
    return said


def _titles(texts: dict[str, str], said: Words) -> dict[str, str]:
    at = partial(_place, "title", said.title)
    return {key: line(text, TITLE, at(key)) for key, text in texts.items()}


def _bodies(texts: dict[str, str], said: Words) -> dict[str, str]:
    at = partial(_place, "body", said.body)
    return {key: prose(text, BODY, at(key)) for key, text in texts.items()}


def _place(name: str, said: object, language: str) -> list[str]:
    """Where a text stood: under its language only if it was sent by language."""
    return [name, language] if isinstance(said, dict) else [name]


def _merged(first: list[str], second: tuple[str, ...]) -> list[str]:
    return list(dict.fromkeys([*first, *second]))


def _kind(actor: Actor, shape: AlertShape) -> Kind:
    found = Kind.objects.visible_to(actor).select_related("network")
    kind = found.filter(slug=shape.kind).first()
    if kind is None:
        raise Unreadable(["kind"], _("Tipo de mensaje desconocido."))
    if kind.network_id != shape.network:
        raise Unreadable(["network"], _("Ese tipo de mensaje no es de esa red."))
    return kind


def _origin(actor: Actor) -> Institution | None:
    return Institution.objects.visible_to(actor).filter(slug=actor.institution).first()


def _marking(shape: AlertShape, bundle: stix.Bundle | None, kind: Kind) -> str:
    strictest = bundle.marking if bundle else None
    marking = shape.marking or strictest
    if marking is None:
        raise Unreadable(["marking"], _("Falta la marca TLP."))
    if strictest and TLP(marking) < strictest:
        raise Unreadable(["marking"], _("El paquete STIX trae una marca más estricta."))
    if marking not in kind.document["markings"]:
        raise Unreadable(["marking"], _("El tipo de mensaje no admite esta marca."))
    return str(marking)
