"""Acts on transmissions: link by link to the Missions, and what each Mission records."""

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from almenara.core.access.rules import require
from almenara.core.journal.acts import act, record
from almenara.core.parties.actor import Actor
from almenara.core.parties.refusals import WrongStage
from almenara.formats.refusal import Unreadable
from almenara.mandates import queries, telling
from almenara.mandates.drafts import HopShape, ReceiptShape
from almenara.mandates.models import Hop, Receipt, Resolution, Transmission
from almenara.mandates.stages import RECEIPT, TRANSMISSION

STEPS = {"received": "receive", "forwarded": "forward", "answered": "answer"}


@act
def open_transmission(actor: Actor, resolution: Resolution, note: str) -> Transmission:
    """What was adopted begins its way to the Governments, with its cover note."""
    transmission = Transmission(resolution=resolution, note=note.strip(), made_at=timezone.now())
    require(actor, "open", transmission)
    if not transmission.note:
        raise Unreadable(["note"], _("Escriba la nota de remisión."))
    transmission.save(force_insert=True)
    record(actor, "open", transmission)
    return transmission


@act
def hand_on(actor: Actor, transmission: Transmission, shape: HopShape) -> Hop:
    """The next link of the chain; sending makes a receipt for each member State of that day."""
    require(actor, shape.verb, transmission)
    if not TRANSMISSION.may(transmission, shape.verb):
        raise WrongStage(_("Ningún eslabón se salta: falta uno antes, o este ya está."))
    former = queries.hops(actor, transmission).last()
    _check_day(shape, former.on if former else transmission.resolution.adopted_on)
    TRANSMISSION.step(transmission, shape.verb)
    hop = Hop(
        transmission=transmission, verb=shape.verb, post=shape.post.strip(), on=shape.on,
        person_id=actor.person or None,
    )  # fmt: skip
    hop.save(force_insert=True)
    if shape.verb == "send":
        missions = queries.missions(actor, shape.on)
        Receipt.objects.bulk_create(
            Receipt(transmission=transmission, state_id=code, institution_id=slug)
            for code, slug in missions.items()
        )
        telling.sent(actor, transmission, missions)
    record(actor, shape.verb, transmission, on=shape.on.isoformat())
    return hop


@act
def step_receipt(actor: Actor, receipt: Receipt, shape: ReceiptShape) -> Receipt:
    """A Mission received it, forwarded it to its Government, brings the answer."""
    verb = STEPS[shape.stage]
    require(actor, verb, receipt)
    if not RECEIPT.may(receipt, verb):
        raise WrongStage(_("Primero se recibe, después se remite, después se responde."))
    send = queries.hops(actor, receipt.transmission).last()
    _check_day(shape, receipt.forwarded_on or receipt.received_on or (send.on if send else None))
    text = shape.text.strip()
    if verb != "receive" and not text:
        said = _("Diga a quién se remitió.") if verb == "forward" else _("Escriba la respuesta.")
        raise Unreadable(["text"], said)
    changes: dict[str, object] = {f"{shape.stage}_on": shape.on}
    if verb == "forward":
        changes["forwarded_to"] = text[:200]
    if verb == "answer":
        changes["answer"] = text
    RECEIPT.step(receipt, verb, **changes)
    record(actor, verb, receipt, on=shape.on.isoformat())
    return receipt


def _check_day(shape: HopShape | ReceiptShape, former: date | None) -> None:
    """No link is dated before the one before it, nor in the future."""
    if shape.on > timezone.localdate():
        raise Unreadable(["on"], _("Esa fecha no ha llegado."))
    if former and shape.on < former:
        raise Unreadable(["on"], _("Es anterior al paso de antes."))
