"""Reference data enters by acts of the system: again is no change, and nothing is ever deleted.

A row that its file no longer names is reported: what was once true stays true of its dates.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _

from almenara.core.access.rules import require
from almenara.core.identity.factsheets import SHEETS, Row
from almenara.core.journal.acts import act, record
from almenara.core.parties.actor import Actor
from almenara.core.parties.models import Institution, Membership
from almenara.formats.refusal import Unreadable

OURS = ("secretariat", "subregional")


@dataclass
class Difference:
    """What a file says otherwise than the database does."""

    fresh: list[Model] = field(default_factory=list)
    changed: list[Model] = field(default_factory=list)
    vanished: list[str] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not self.fresh and not self.changed


def difference(viewer: Actor, kind: str, document: Any) -> Difference:
    """Compare a document (`states`, `observers`, `units`, `organisations`) with what is kept."""
    if kind not in SHEETS:
        raise Unreadable([], _("No se sabe qué datos de referencia son."))
    rows = list(SHEETS[kind](document))
    found = Difference()
    for model in dict.fromkeys(row.model for row in rows):
        _compare(viewer, model, [row for row in rows if row.model is model], found)
    return found


@act
def load(actor: Actor, kind: str, document: Any) -> Difference:
    """Make the kept reference data as the document says; what it no longer names stays."""
    found = difference(actor, kind, document)
    for thing in (*found.changed, *found.fresh):
        require(actor, "load", thing)
    _refuse_overlaps(found)
    for thing in found.changed:
        thing.save(force_update=True)
    for model in dict.fromkeys(type(thing) for thing in found.fresh):
        kept = [thing for thing in found.fresh if type(thing) is model]
        model._default_manager.bulk_create(kept)
    record(
        actor, "load", f"reference:{kind}",
        fresh=len(found.fresh), changed=len(found.changed), vanished=len(found.vanished),
    )  # fmt: skip
    return found


def _compare(viewer: Actor, model: type[Model], rows: list[Row], found: Difference) -> None:
    fields = list(rows[0].key)
    kept = {_key(thing, fields): thing for thing in _kept(viewer, model, rows)}
    for row in rows:
        thing = kept.pop(tuple(row.key.values()), None)
        if thing is None:
            found.fresh.append(model(**row.key, **row.values))
        elif any(getattr(thing, name) != value for name, value in row.values.items()):
            for name, value in row.values.items():
                setattr(thing, name, value)
            found.changed.append(thing)
    words = (" ".join(str(part) for part in key if part) for key in kept)
    found.vanished += sorted(f"{model._meta.model_name} {key}" for key in words)


def _kept(viewer: Actor, model: type[Model], rows: list[Row]) -> Iterable[Model]:
    """What a file answers for; of the institutions only those of its kind."""
    kept = model._default_manager.visible_to(viewer)  # type: ignore[attr-defined]
    if model is Institution:
        kept = kept.filter(kind__in={row.values["kind"] for row in rows} & set(OURS))
    return kept


def _key(thing: Model, fields: list[str]) -> tuple[Any, ...]:
    return tuple(getattr(thing, name) for name in fields)


def _refuse_overlaps(found: Difference) -> None:
    """A State has one status at a time, also counting the periods that the file no longer names."""
    fresh = [thing for thing in found.fresh if isinstance(thing, Membership)]
    changed = {thing.pk for thing in found.changed if isinstance(thing, Membership)}
    others = list(
        Membership.objects.unguarded("all periods of a State are compared")
        .filter(state__in={period.state_id for period in fresh})
        .exclude(pk__in=changed)
    )
    others += [thing for thing in found.changed if isinstance(thing, Membership)]
    for number, period in enumerate(fresh):
        for other in (*others, *fresh[:number]):
            if other.state_id == period.state_id and _overlap(period, other):
                said = _("El periodo que empieza en %s se cruza con otro ya conocido.")
                place: list[str | int] = ["states", period.state_id, "membership"]
                raise Unreadable(place, said % period.since)


def _overlap(one: Membership, other: Membership) -> bool:
    first, second = sorted((one, other), key=lambda period: period.since)
    return first.until is None or second.since < first.until
