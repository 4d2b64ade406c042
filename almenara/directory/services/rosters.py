"""Rosters: a rule by hand-over times, overrides and swaps beside it, and the shifts they make."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from almenara.core.access.context import as_system
from almenara.core.access.rules import require
from almenara.core.journal.acts import act, record
from almenara.core.parties.actor import Actor
from almenara.core.parties.models import Person
from almenara.core.parties.refusals import WrongStage
from almenara.directory import rosters, shifts, telling
from almenara.directory.holding import WHY
from almenara.directory.icalendars import Comparison
from almenara.directory.models import GapNotice, Post, RosterChange, RosterRule
from almenara.directory.stages import OPEN
from almenara.formats.refusal import Unreadable

LONGEST = timedelta(days=31)
FARTHEST = timedelta(days=400)


@act
def roster(actor: Actor, post: Post, document: dict[str, Any]) -> RosterRule:
    """Set who hands over to whom and when; it replaces the rules that begin on its day or later.

    Covers and swaps stay; one that the new roster cannot take is set aside, and its people told.
    """
    require(actor, "roster", post)
    _is_open(post)
    with as_system(WHY):
        rule = rosters.read_rule(document, shifts.holders(post))
        now = timezone.now()
        kept = {**document, "zone": rule.zone, "from": rule.valid_from.isoformat()}
        RosterRule.objects.unguarded(WHY).filter(
            post=post, valid_from__gte=rule.valid_from, replaced_at__isnull=True
        ).update(replaced_at=now)
        made = RosterRule(post=post, document=kept, valid_from=rule.valid_from, made_at=now)
        made.made_by_id = actor.person or None
        made.save(force_insert=True)
        remade = shifts.materialise(post, now)
    record(actor, "roster", post, rule=str(made.pk), **_sums(remade))
    telling.moved(actor, post, remade, f"rule:{made.pk}")
    return made


@act
def override(
    actor: Actor, post: Post, person: Person, starts_at: datetime, ends_at: datetime
) -> RosterChange:
    """A person of the roster takes over what lies between two moments."""
    require(actor, "roster", post)
    rosters.Override(str(person.pk), starts_at, ends_at)
    _is_ahead(ends_at, "ends_at")
    if ends_at - starts_at > LONGEST:
        raise Unreadable(["ends_at"], _("Una persona cubre a otra 31 días como máximo."))
    change = RosterChange(
        post=post, kind="override", person=person, starts_at=starts_at, ends_at=ends_at
    )
    remade = _change(actor, post, change)
    record(actor, "override", post, change=str(change.pk), **_sums(remade))
    telling.moved(actor, post, remade, f"change:{change.pk}")
    return change


@act
def swap(
    actor: Actor, post: Post, one: tuple[Person, datetime], other: tuple[Person, datetime]
) -> RosterChange:
    """Two persons exchange the shifts that they have at two moments to come."""
    require(actor, "roster", post)
    for (_person, at), place in ((one, "one_at"), (other, "other_at")):
        _is_ahead(at, place)
    change = RosterChange(
        post=post, kind="swap", person=one[0], other=other[0], starts_at=one[1], other_at=other[1]
    )
    remade = _change(actor, post, change)
    record(actor, "swap", post, change=str(change.pk), **_sums(remade))
    telling.moved(actor, post, remade, f"change:{change.pk}")
    return change


@act
def take_calendar(actor: Actor, post: Post, calendar: Sequence[rosters.Shift]) -> Comparison:
    """The coming shifts that a calendar names become covers; what it does not name stays."""
    require(actor, "roster", post)
    _is_open(post)
    now = timezone.now()
    with as_system(WHY):
        covers, comparison = shifts.compare(post, calendar, now)
        for number, cover in enumerate(covers):
            RosterChange(
                post=post,
                kind="override",
                person_id=cover.person,
                starts_at=cover.starts_at,
                ends_at=cover.ends_at,
                made_at=now + number * timedelta.resolution,
                made_by_id=actor.person or None,
            ).save(force_insert=True)
        remade = shifts.materialise(post, now)
    record(actor, "override", post, covers=len(covers), **_sums(remade))
    telling.moved(actor, post, remade, f"calendar:{post.pk}:{now:%Y%m%d%H%M%S}")
    return comparison


@act
def withdraw_change(actor: Actor, change: RosterChange) -> RosterChange:
    """A cover or swap that is not over is taken back: the roster says again what its rule says."""
    post = change.post
    require(actor, "roster", post)
    _is_open(post)
    with as_system(WHY):
        kept = RosterChange.objects.unguarded(WHY).filter(pk=change.pk, replaced_at__isnull=True)
        if not kept.update(replaced_at=timezone.now()):
            raise WrongStage(_("Ese cambio ya no vale."))
        remade = shifts.materialise(post, timezone.now())
    record(actor, "withdraw", post, change=str(change.pk), **_sums(remade))
    telling.moved(actor, post, remade, f"withdrawn:{change.pk}")
    return change


@act
def materialise(actor: Actor, post: Post) -> Post:
    """Make the shifts up to thirteen months ahead, with the time-zone table of today."""
    require(actor, "roster", post)
    now = timezone.now()
    with as_system(WHY):
        remade = shifts.materialise(post, now)
    record(actor, "roster", post, **_sums(remade))
    telling.moved(actor, post, remade, f"zone:{post.pk}:{now:%Y%m%d}")
    return post


@act
def report_gap(actor: Actor, post: Post, starts_at: datetime, days: int) -> GapNotice:
    """A gap in a roster is told to its State, so many days ahead, once."""
    require(actor, "roster", post)
    found = GapNotice(post=post, starts_at=starts_at, days=days, told_at=timezone.now())
    with as_system(WHY):
        found.save(force_insert=True)
    record(actor, "gap", post, days=days)
    telling.gap(actor, post, f"gap:{found.pk}")
    return found


def _change(actor: Actor, post: Post, change: RosterChange) -> shifts.Remade:
    _is_open(post)
    with as_system(WHY):
        if not shifts.is_rostered(post):
            raise WrongStage(_("Este puesto no tiene turno todavía: escríbalo antes."))
        holders = shifts.holders(post)
        named = {str(change.person_id)} | ({str(change.other_id)} if change.other_id else set())
        if not named <= holders:
            raise Unreadable(["person"], _("Esa persona no está en este turno."))
        change.made_at, change.made_by_id = timezone.now(), actor.person or None
        shifts.try_change(post, change)
        change.save(force_insert=True)
        return shifts.materialise(post, timezone.now())


def _sums(remade: shifts.Remade) -> dict[str, int]:
    """How much a roster moved, for the journal."""
    return {"moved": len(remade.moved), "set_aside": len(remade.set_aside)}


def _is_open(post: Post) -> None:
    if post.stage not in OPEN:
        raise WrongStage(_("El puesto terminó."))


def _is_ahead(moment: datetime, place: str) -> None:
    if moment <= timezone.now():
        raise Unreadable([place], _("El pasado no se cambia."))
    if moment > timezone.now() + FARTHEST:
        raise Unreadable([place], _("Es demasiado lejos: los turnos se hacen a 13 meses."))
