"""Who may see the directory: members of a network, who nominates for a State, who owns it (R4)."""

from collections.abc import Callable

from django.db.models import Exists, OuterRef, Q, QuerySet

from almenara.core.access.rules import (
    Owners,
    Policy,
    nothing,
    own_person,
    policy_of,
    register,
    system_alone,
)
from almenara.core.documents.hanging import THINGS
from almenara.core.parties.actor import Actor
from almenara.core.parties.models import Person
from almenara.directory import authority as may
from almenara.directory import models
from almenara.directory.authority import AUTHORITIES, has_seat
from almenara.directory.models import (
    Accession,
    Application,
    Check,
    ContactRequest,
    Designation,
    Network,
    Post,
    Probe,
    Proposal,
    Seat,
)

Visible = Callable[[Actor], Q]


# Who sees what


def networks(viewer: Actor) -> Q:
    """That a network exists is public."""
    return Q() if viewer.is_system else Q(is_active=True)


def seats(viewer: Actor) -> Q:
    """A seat is a key: its own institution's and nobody else's; others are seen as posts."""
    if viewer.is_system:
        return Q()
    return Q(institution=viewer.institution) if viewer.institution else nothing()


def inside(prefix: str = "") -> Visible:
    """Rows about posts: for members, for the State's authorities and for the network's owner."""

    def visible(viewer: Actor) -> Q:
        if viewer.is_system:
            return Q()
        if not viewer.institution:
            return nothing()
        return has_seat(viewer, f"{prefix}network") | _overseen(viewer, prefix)

    return visible


def of_institution(*fields: str, prefix: str = "") -> Visible:
    """Rows of the viewer's institution, its State's authorities and the network's owner."""

    def visible(viewer: Actor) -> Q:
        if viewer.is_system:
            return Q()
        if not viewer.institution:
            return nothing()
        found = _overseen(viewer, prefix)
        for field in fields:
            found |= Q(**{prefix + field: viewer.institution})
        return found

    return visible


def parties_to(*fields: str, prefix: str = "") -> Visible:
    """Rows between institutions: for these alone."""

    def visible(viewer: Actor) -> Q:
        if viewer.is_system:
            return Q()
        found = nothing()
        for field in fields if viewer.institution else ():
            found |= Q(**{prefix + field: viewer.institution})
        return found

    return visible


def in_network(viewer: Actor) -> Q:
    """Rows about a network as a whole: its members and its owner."""
    if viewer.is_system:
        return Q()
    if not viewer.institution:
        return nothing()
    return has_seat(viewer) | Q(network__owner=viewer.institution)


def seen_checks(viewer: Actor) -> Q:
    """Members read the sums of a check, its asker everything."""
    if viewer.is_system:
        return Q()
    return in_network(viewer) | Q(institution=viewer.institution or None)


def seen_applications(prefix: str = "") -> Visible:
    """The applicant, its State's authorities, the State's leading team, the network's owner."""

    def visible(viewer: Actor) -> Q:
        found = of_institution("institution", prefix=prefix)(viewer)
        if viewer.is_system or not viewer.state or not viewer.institution:
            return found
        leads = Seat.objects.visible_to(viewer).filter(lead=True, until__isnull=True)
        mine = Exists(leads.filter(network=OuterRef(f"{prefix}network")))
        return found | (Q(mine) & Q(**{f"{prefix}state": viewer.state}))

    return visible


def _overseen(viewer: Actor, prefix: str) -> Q:
    found = Q(**{f"{prefix}network__owner": viewer.institution})
    if viewer.state and viewer.has_role(*AUTHORITIES):
        found |= Q(**{f"{prefix}state": viewer.state})
    return found


# Whose it is


def _of_post(post: Post) -> Owners:
    return Owners(frozenset({post.institution_id}))


def _of_child(thing: Designation) -> Owners:
    return _of_post(thing.post)


def _of_own(thing: Proposal | Application) -> Owners:
    return Owners(frozenset({thing.institution_id}))


def _of_check(check: Check) -> Owners:
    return Owners(frozenset({check.institution_id}))


def _of_probe(probe: Probe) -> Owners:
    return Owners(frozenset({probe.institution_id, probe.asker_id}))


def _of_contact(request: ContactRequest) -> Owners:
    return Owners(frozenset({request.origin_id, request.institution_id}))


def _of_network(network: Network) -> Owners:
    return Owners(frozenset({network.owner}))


def _of_networks(thing: Accession | models.Window) -> Owners:
    return _of_network(thing.network)


register(
    Network,
    Policy(
        networks,
        {"look-up": may.member, "export": may.member, "remind": system_alone},
        _of_network,
    ),
)
register(Seat, Policy(seats))
register(
    Post,
    Policy(
        inside(),
        {
            "nominate": may.nominates,
            "revoke": may.nominates,
            "hand-over": may.nominates,
            "lead": may.nominates,
            "roster": may.keeps,
            "line": may.keeps,
            "attest": may.attests,
            "grow-stale": system_alone,
            "erase": system_alone,
        },
        _of_post,
    ),
)
register(Designation, Policy(inside("post__"), {"verify": may.verifies}, _of_child))
for child in (
    models.ContactLine,
    models.RosterRule,
    models.RosterChange,
    models.Shift,
    models.GapNotice,
    models.Attestation,
):
    register(child, Policy(inside("post__")))
register(
    Proposal,
    Policy(
        of_institution("institution"),
        {
            "propose": may.proposes,
            "nominate": may.decides,
            "refuse": may.decides,
            "withdraw": may.proposes,
            "pass-on": system_alone,
        },
        _of_own,
    ),
)
register(
    Accession,
    Policy(
        inside(),
        {
            "invite": may.owns,
            "accede": may.speaks_for_state,
            "leave": may.speaks_for_state,
            "suspend": may.owns,
            "restore": may.owns,
        },
        _of_networks,
    ),
)
register(models.Window, Policy(in_network, {"open": may.owns}, _of_networks))
register(Check, Policy(seen_checks, {"open": may.checks, "close": may.checks}, _of_check))
register(Probe, Policy(parties_to("institution", "asker"), {"answer": may.answers}, _of_probe))
register(
    ContactRequest,
    Policy(
        parties_to("origin", "institution"),
        {
            "ask": may.asks_contact,
            "accept": may.takes_contact,
            "climb": system_alone,
            "withdraw": may.withdraws_contact,
        },
        _of_contact,
    ),
)
register(models.ContactStep, Policy(parties_to("origin", "institution", prefix="request__")))
register(
    Application,
    Policy(
        seen_applications(),
        {"apply": may.applies, "approve": may.approves, "suspend": may.owns},
        _of_own,
    ),
)
register(models.Approval, Policy(seen_applications("application__")))
register(models.LookUp, Policy(own_person))
register(models.SealedCopy, Policy(own_person))


def _accessions(viewer: Actor) -> QuerySet:
    """Notes of joining and leaving: for the State's authorities and the network's owner."""
    found = Accession.objects.visible_to(viewer)
    return found if viewer.is_system else found.filter(_overseen(viewer, ""))


def _designations(viewer: Actor) -> QuerySet:
    """Notes on designations: also for the institution that holds the post."""
    found = Designation.objects.visible_to(viewer)
    if viewer.is_system:
        return found
    return found.filter(_overseen(viewer, "post__") | Q(post__institution=viewer.institution))


THINGS["designation"] = _designations
THINGS["accession"] = _accessions
THINGS["application"] = Application.objects.visible_to
policy_of(Person).may["invite"] = may.invites
