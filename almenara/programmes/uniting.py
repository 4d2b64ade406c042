"""Which participants are one person: what a person decided, followed through."""

from uuid import UUID

from almenara.core.parties.actor import Actor
from almenara.programmes.models import Likeness, Participant, Participation, Serving


def unite(actor: Actor, proposal: Likeness) -> set[UUID]:
    """Give all who hang together one key, and each who does not their own; the results touched."""
    group = _together(actor, {proposal.first_id, proposal.second_id})
    rest = {proposal.first_id, proposal.second_id}
    while rest:
        one = _reached(actor, min(rest))
        Participant.objects.visible_to(actor).filter(pk__in=one).update(one=min(one))
        rest -= one
    taken = Participation.objects.visible_to(actor).filter(participant__in=group)
    served = Serving.objects.visible_to(actor).filter(activity__in=taken.values("activity"))
    return set(served.values_list("result", flat=True))


def _together(actor: Actor, seeds: set[UUID]) -> set[UUID]:
    """Everybody who was or is one with one of these."""
    keys = Participant.objects.visible_to(actor).filter(pk__in=seeds).values("one")
    return (
        set(Participant.objects.visible_to(actor).filter(one__in=keys).values_list("pk", flat=True))
        | seeds
    )


def _reached(actor: Actor, start: UUID) -> set[UUID]:
    """All whom decisions «one» lead to from here."""
    found, edge = {start}, {start}
    while edge:
        said = Likeness.objects.visible_to(actor).filter(stage="one")
        pairs = [
            *said.filter(first__in=edge).values_list("first", "second"),
            *said.filter(second__in=edge).values_list("first", "second"),
        ]
        edge = {pk for pair in pairs for pk in pair} - found
        found |= edge
    return found
