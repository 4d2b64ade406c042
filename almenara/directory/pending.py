"""What waits for an authority of a State, and for which; asked as the system."""

from django.db.models import Q
from django.utils import timezone

from almenara.core.parties.models import RoleGrant
from almenara.directory.models import Network, Proposal

WHY = "who holds an authority is asked for the act of another"


def waits_for(network: Network, state: str | None) -> str:
    """Which role decides a proposal of this State now: the contact point while there is one."""
    roles = network.roles_that("nominates" if state else "nominates_without_state")
    if "ncp" in roles and (has_authority(state, "ncp") or "mission" not in roles):
        return "ncp"
    return "mission" if "mission" in roles else "secretariat"


def has_authority(state: str | None, role: str) -> bool:
    """Does anybody of the State hold this role now? Asked as the system."""
    now = timezone.now()
    grants = RoleGrant.objects.unguarded(WHY).filter(
        Q(until__isnull=True) | Q(until__gt=now),
        role=role,
        since__lte=now,
        person__ended_at=None,
        person__institution__state=state,
    )
    return grants.exists()


def orphans() -> list[Proposal]:
    """Proposals that wait for a contact point whom their State no longer has."""
    waiting = Proposal.objects.unguarded(WHY).filter(stage="proposed", waits_for="ncp")
    return [
        proposal
        for proposal in waiting.select_related("network", "institution")
        if waits_for(proposal.network, proposal.state_id) != "ncp"
    ]
