"""What can be asked about substances, signals and bulletins; whatever one may not see never was."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any, cast
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from almenara.core.access.context import as_system
from almenara.core.identity import queries as parties
from almenara.core.parties.actor import Actor
from almenara.core.parties.models import RoleGrant, State
from almenara.formats.refusal import Unreadable
from almenara.substances import access, identity
from almenara.substances.identity import Decision
from almenara.substances.models import (
    Alias,
    BulletinItem,
    DrugBulletin,
    DrugSignal,
    Listing,
    Merging,
    SignalKind,
    Substance,
)
from almenara.substances.stages import VERIFIED

__all__ = ["DrugBulletin", "DrugSignal", "SignalKind", "Substance"]
WHO = "who must be told is found by the system"


@dataclass(frozen=True)
class First:
    """A substance was first seen in a State on a day, as far as this viewer knows."""

    substance: UUID
    state: str
    on: date


def kinds(viewer: Actor) -> QuerySet[SignalKind]:
    return SignalKind.objects.visible_to(viewer).order_by("order", "slug")


def is_desk(viewer: Actor) -> bool:
    """Does the viewer verify signals?"""
    return access.is_desk(viewer)


def substances(viewer: Actor, words: str = "") -> QuerySet[Substance]:
    """Living files by name; with words those that are called so, or have this InChIKey."""
    found = Substance.objects.visible_to(viewer)
    if words:
        found = found.filter(pk__in=_named(viewer, words))
    return found.filter(one=None).order_by("name", "pk")


def _named(viewer: Actor, words: str) -> set[UUID]:
    """Files of which some name begins as the words do, or whose key begins so."""
    asked = words.strip()[:200]
    key, letters = identity.name_key(asked), asked.upper().removeprefix("INCHIKEY=")
    called = Alias.objects.visible_to(viewer).filter(
        Q(key__contains=key) if key else Q(name__icontains=asked)
    )
    ids = set(called.values_list("substance", flat=True))
    if len(letters) >= identity.SKELETON:
        ids |= set(by_inchikey(viewer, letters).values_list("pk", flat=True))
    return ids


def by_inchikey(viewer: Actor, letters: str) -> QuerySet[Substance]:
    """Living files with this key, or one that begins so: their own, a salt's, a merged file's."""
    found = Substance.objects.visible_to(viewer)
    salts = Alias.objects.visible_to(viewer).filter(inchikey__startswith=letters)
    merged = found.filter(inchikey__startswith=letters, one__isnull=False)
    return found.filter(
        Q(inchikey__startswith=letters)
        | Q(pk__in=salts.values("substance"))
        | Q(pk__in=merged.values("one")),
        one=None,
    )


def exactly(viewer: Actor, words: str, place: str) -> Substance:
    """The one living file with this InChIKey or this name."""
    found = set(by_inchikey(viewer, words.strip().upper()).values_list("pk", flat=True))
    if not found and (key := identity.name_key(words)):
        called = Alias.objects.visible_to(viewer).filter(key=key)
        found = set(called.values_list("substance", flat=True))
    if len(found) != 1:
        raise Unreadable([place], _("Escriba el InChIKey o el nombre exacto de un archivo."))
    return substance(viewer, found.pop())


def substance(viewer: Actor, pk: UUID | str) -> Substance:
    """A file; one that was merged answers with `one`."""
    return Substance.objects.visible_to(viewer).select_related("one").get(pk=pk)


def aliases(viewer: Actor, files: Collection[Substance]) -> dict[UUID, list[Alias]]:
    """By file what it is called, as far as this viewer may know."""
    found: dict[UUID, list[Alias]] = defaultdict(list)
    rows = Alias.objects.visible_to(viewer).filter(substance__in=[one.pk for one in files])
    for row in rows.order_by("kind", "name", "pk"):
        found[cast(UUID, row.substance_id)].append(row)
    return found


def listings(viewer: Actor, files: Collection[Substance]) -> dict[UUID, list[Listing]]:
    """By file its records in outside lists, the oldest first."""
    found: dict[UUID, list[Listing]] = defaultdict(list)
    rows = Listing.objects.visible_to(viewer).filter(substance__in=[one.pk for one in files])
    for row in rows.select_related("source").order_by("dated", "pk"):
        found[cast(UUID, row.substance_id)].append(row)
    return found


def mergings(viewer: Actor, file: Substance) -> list[Merging]:
    """Into this file, or of it, with what was taken apart again; the newest first."""
    rows = Merging.objects.visible_to(viewer).filter(Q(kept=file) | Q(gone=file))
    return list(rows.select_related("gone", "kept").order_by("-at"))


def merged(viewer: Actor, file: Substance) -> list[Substance]:
    """The files that this one holds now."""
    return list(Substance.objects.visible_to(viewer).filter(one=file).order_by("name"))


def signals(viewer: Actor) -> QuerySet[DrugSignal]:
    """The newest first."""
    found = DrugSignal.objects.visible_to(viewer)
    found = found.select_related("kind", "state", "network", "substance")
    return found.order_by("-reported_at", "pk")


def signal(viewer: Actor, pk: UUID | str) -> DrugSignal:
    return signals(viewer).get(pk=pk)


def bulletins(viewer: Actor) -> QuerySet[DrugBulletin]:
    """The newest first."""
    return DrugBulletin.objects.visible_to(viewer).order_by("-published_at", "-drafted_at", "pk")


def bulletin(viewer: Actor, pk: UUID | str) -> DrugBulletin:
    return bulletins(viewer).get(pk=pk)


def items(viewer: Actor, bulletin: DrugBulletin) -> list[BulletinItem]:
    """What it says, by kind."""
    rows = BulletinItem.objects.visible_to(viewer).filter(bulletin=bulletin)
    rows = rows.select_related("kind", "substance", "state")
    return list(rows.order_by("kind__order", "position"))


def published(viewer: Actor, files: Collection[UUID]) -> list[BulletinItem]:
    """What published bulletins say of some substances."""
    rows = BulletinItem.objects.visible_to(viewer).filter(
        substance__in=files, bulletin__stage="published"
    )
    rows = rows.select_related("bulletin", "kind", "state")
    return list(rows.order_by("seen_on", "pk"))


def firsts(viewer: Actor, files: Collection[UUID]) -> list[First]:
    """By substance and State the first day of a verified detection; computed, never typed.

    Of the signals that the viewer sees and of what bulletins said; the earliest first.
    """
    seen: dict[tuple[UUID, str], date] = {}
    rows = DrugSignal.objects.visible_to(viewer).filter(_counted(), substance__in=files)
    said = BulletinItem.objects.visible_to(viewer).filter(
        substance__in=files, bulletin__stage="published", kind__detects=True,
        state__isnull=False, seen_on__isnull=False, retracted_at=None,
    )  # fmt: skip
    for found in (rows, said):
        pairs: Any = found.values_list("substance", "state", "seen_on")
        for file, state, on in pairs:
            seen[file, state] = min(on, seen.get((file, state), on))
    return sorted(
        (First(file, state, on) for (file, state), on in seen.items()),
        key=lambda one: (one.on, one.state),
    )


def standing(viewer: Actor, signal: DrugSignal) -> str:
    """«hemisphere» or «state» when nothing that is verified saw its substance before; else ""."""
    if not _counts(signal):
        return ""
    others = DrugSignal.objects.visible_to(viewer).filter(_counted(), substance=signal.substance_id)
    earlier = others.exclude(pk=signal.pk).filter(
        Q(seen_on__lt=signal.seen_on) | Q(seen_on=signal.seen_on, verified_at__lt=_verified(signal))
    )
    if not earlier.exists():
        return "hemisphere"
    return "" if earlier.filter(state=signal.state_id).exists() else "state"


def alerted_before(viewer: Actor, signal: DrugSignal) -> DrugSignal | None:
    """The signal of this kind for which the network was alerted of its substance in its State."""
    if not signal.kind.detects or signal.substance_id is None:
        return None
    found = DrugSignal.objects.visible_to(viewer).filter(
        kind=signal.kind_id, substance=signal.substance_id, state=signal.state_id,
        alert__isnull=False, stage__in=VERIFIED,
    )  # fmt: skip
    return found.exclude(pk=signal.pk).first()


def decision(viewer: Actor, name: str, key: str) -> Decision:
    """What this viewer's files say of a substance that was named so."""
    files = Substance.objects.visible_to(viewer)
    by_key = set(by_inchikey(viewer, key).values_list("pk", flat=True)) if key else set()
    named = Alias.objects.visible_to(viewer).filter(key=identity.name_key(name), key__gt="")
    by_name = set(named.values_list("substance", flat=True))
    alike = Q(pk__in=by_name)
    if key:
        alike |= Q(inchikey__startswith=key[: identity.SKELETON])
    rows = files.filter(alike, one=None).values_list("pk", "inchikey")
    keys = {pk: inchikey or "" for pk, inchikey in rows}
    return identity.decide(key, sorted(by_key), sorted(by_name), keys)


def states(viewer: Actor) -> list[State]:
    """The member States of today, for a map."""
    today = timezone.now().date()
    codes = parties.members(viewer, today)
    return [row for row in parties.states(viewer, today) if row.code in codes]


def verifiers(viewer: Actor, owner: str) -> list[Any]:
    """Analysts and officers of the office that owns a network."""
    now = timezone.now()
    with as_system(WHO):
        held = RoleGrant.objects.unguarded(WHO).filter(
            Q(until=None) | Q(until__gt=now),
            role__in=access.VERIFIERS,
            since__lte=now,
            person__ended_at=None,
            person__institution=owner,
        )
        return list(held.values_list("person", flat=True).distinct())


def with_signals(viewer: Actor) -> QuerySet[Substance]:
    """Files of which a signal that the viewer sees speaks, or a bulletin."""
    seen = DrugSignal.objects.visible_to(viewer).filter(substance=OuterRef("pk"))
    said = BulletinItem.objects.visible_to(viewer).filter(substance=OuterRef("pk"))
    return substances(viewer).filter(Exists(seen) | Exists(said))


def _counts(signal: DrugSignal) -> bool:
    return signal.kind.detects and None not in (signal.state_id, signal.substance_id)


def _counted() -> Q:
    return Q(stage__in=VERIFIED, kind__detects=True, state__isnull=False)


def _verified(signal: DrugSignal) -> Any:
    return signal.verified_at or timezone.now()
