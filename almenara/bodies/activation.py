"""What becomes of a body when a version of its type is activated."""

from datetime import timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from almenara.bodies.charters import BodyShape
from almenara.bodies.models import Body, BodySeat
from almenara.core.parties.models import State
from almenara.core.types.models import TypeVersion
from almenara.formats.refusal import Unreadable

WHY = "the register of types writes bodies"
Faults = list[tuple[list[str | int], str]]


def apply(version: TypeVersion) -> None:
    """The newest version is the body; seats of States are those that it names."""
    shape = BodyShape.model_validate(version.document)
    _refuse_unknown(shape)
    facts: dict[str, Any] = {
        "names": version.names,
        "version": version.version,
        "acronym": shape.acronym,
        "parent_id": shape.parent or None,
        "secretariat": shape.secretariat,
        "rule": shape.members,
        "quorum": shape.quorum,
        "voting": shape.voting,
        "is_confirmed": shape.confirmed,
        "languages": shape.languages,
        "classes": [one.model_dump() for one in shape.classes],
    }
    body = Body.objects.update_or_create(slug=shape.slug, defaults=facts)[0]
    _seat(body, shape)


def _seat(body: Body, shape: BodyShape) -> None:
    """A seat that the version does not name any more ends today; what was stays readable."""
    named = {(one.state, one.since): one for one in shape.seats}
    for seat in BodySeat.objects.unguarded(WHY).filter(body=body, person=None):
        said = named.pop((seat.state_id, seat.since), None)
        if said:
            seat.capacity, seat.until = said.capacity, said.until
        elif seat.until is None:
            seat.until = max(timezone.localdate(), seat.since + timedelta(days=1))
        seat.save(update_fields=["capacity", "until"])
    BodySeat.objects.bulk_create(
        BodySeat(body=body, state_id=one.state, capacity=one.capacity, since=one.since,
                 until=one.until)
        for one in named.values()
    )  # fmt: skip


def _refuse_unknown(shape: BodyShape) -> None:
    """A parent that is not there, a State that nobody knows, a symbol of another body."""
    others = Body.objects.unguarded(WHY).exclude(slug=shape.slug)
    faults: Faults = []
    if shape.parent and not others.filter(slug=shape.parent).exists():
        faults.append((["parent"], _("Ese órgano no existe o no está activo.")))
    known = set(State.objects.unguarded(WHY).values_list("code", flat=True))
    faults += [
        (["seats", place, "state"], _("Estado desconocido."))
        for place, one in enumerate(shape.seats)
        if one.state not in known
    ]
    taken = {one["symbol"] for classes in others.values_list("classes", flat=True)
             for one in classes}  # fmt: skip
    mine = [one.symbol for one in shape.classes]
    faults += [
        (["classes", place, "symbol"], _("Otra clase de documentos ya usa ese símbolo."))
        for place, symbol in enumerate(mine)
        if symbol in taken or symbol in mine[:place]
    ]
    if faults:
        raise Unreadable.many(faults)
