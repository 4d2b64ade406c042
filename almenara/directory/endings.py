"""Whose account is closed holds no post; what waited for them waits for who comes next (S77)."""

from almenara.core.identity.endings import ENDINGS
from almenara.core.parties.actor import SYSTEM
from almenara.core.parties.models import Person
from almenara.directory import pending, services
from almenara.directory.models import Designation

WHY = "whoever closes an account may not nominate"


def vacate(person: Person) -> None:
    """Their posts stay, without them; their shifts, the running one too, end now."""
    held = Designation.objects.unguarded(WHY).filter(person=person).exclude(stage="ended")
    for designation in held.select_related("post__network"):
        services.release(SYSTEM, designation)
    for proposal in pending.orphans():
        services.pass_on(SYSTEM, proposal)


ENDINGS.append(vacate)
