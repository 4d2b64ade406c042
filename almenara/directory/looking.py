"""How many cards a person asked for in the last minute; what is refused is counted too (R4)."""

from datetime import timedelta

from django.db import connection
from django.db.models import Sum
from django.utils import timezone

from almenara.core.access.context import as_system, system_work
from almenara.core.parties.actor import Actor
from almenara.directory import telling
from almenara.directory.models import LookUp, Network

A_MINUTE = 60
TELL_AT = 200
MINUTE = timedelta(minutes=1)
_TURN = "select pg_advisory_xact_lock(hashtextextended('look-up:' || %s, 0))"
_ADD = """insert into directory_lookup as kept (id, person_id, network_id, at, asked)
values (gen_random_uuid(), %s, %s, %s, %s)
on conflict (person_id, network_id, at) do update set asked = kept.asked + excluded.asked"""
WHY = "counters are rows that their own person cannot change"


def asked_lately(actor: Actor) -> int:
    """Cards that this person asked for in the last sixty seconds, in all networks.

    A person's look-ups wait for one another: many at once pass no limit.
    """
    with connection.cursor() as cursor:
        cursor.execute(_TURN, [actor.person])
    rows = LookUp.objects.visible_to(actor).filter(
        person=actor.person, at__gt=timezone.now() - MINUTE
    )
    return rows.aggregate(asked=Sum("asked"))["asked"] or 0


def count(actor: Actor, network: Network, cards: int) -> None:
    """Add some cards to this second's row."""
    now = timezone.now().replace(microsecond=0)
    with as_system(WHY), connection.cursor() as cursor:
        cursor.execute(_ADD, [actor.person, network.pk, now, cards])


def keep_refused(actor: Actor, network: Network, cards: int) -> None:
    """Once the refusal took its transaction back: count what was asked; tell the owner once."""
    with system_work():
        count(actor, network, cards)
        rows = LookUp.objects.unguarded(WHY).filter(
            person=actor.person, at__gt=timezone.now() - MINUTE
        )
        asked = rows.aggregate(asked=Sum("asked"))["asked"] or 0
        if asked >= TELL_AT and not rows.filter(told_at__isnull=False).exists():
            rows.update(told_at=timezone.now())
            telling.many_look_ups(network, actor.person)
