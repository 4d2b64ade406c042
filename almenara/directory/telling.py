"""Telling persons about posts, checks and rosters: what each act of the directory says to whom."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from almenara.core.access.context import as_system
from almenara.core.notices import post as notices
from almenara.core.parties.actor import SYSTEM, Actor
from almenara.core.parties.models import Person, RoleGrant
from almenara.directory import queries
from almenara.directory.models import (
    Application,
    Check,
    ContactRequest,
    Designation,
    Network,
    Post,
    Probe,
    Proposal,
    SealedCopy,
)
from almenara.directory.shifts import Remade

WHY = "whoever must be told is found by the system"
MARKING = "TLP:GREEN"


def verified(actor: Actor, post: Post, designation: Designation) -> None:
    """The holder is told that they answer from now on."""
    _tell(actor, [designation.person_id], "directory/verified", f"post:{post.pk}",
          f"designation:{designation.pk}", post.institution_id)  # fmt: skip


def invited(actor: Actor, person: Person) -> None:
    """The owner of a new account learns how to enter."""
    _tell(actor, [person.pk], "directory/invited", f"person:{person.pk}", f"invited:{person.pk}")


def copied(actor: Actor, issue: SealedCopy) -> None:
    """The sealed copy leaves by mail alone, encrypted to its holder's key."""
    notices.tell(
        actor,
        notices.Telling(
            (issue.person_id,), "directory/copy", f"sealedcopy:{issue.pk}", f"copy:{issue.pk}",
            "TLP:AMBER", channels=frozenset({"mail"}),
        ),
    )  # fmt: skip


def proposed(actor: Actor, proposal: Proposal) -> None:
    """The authority for which a proposal waits is told."""
    people = authorities(proposal.state_id, proposal.waits_for)
    _tell(actor, people, "directory/proposal", f"proposal:{proposal.pk}",
          f"proposal:{proposal.pk}:{proposal.waits_for}")  # fmt: skip


def asked(actor: Actor, check: Check, probes: Iterable[Probe]) -> None:
    """Whoever is on duty in each institution is asked to answer a check."""
    probes = list(probes)
    with as_system(WHY):
        steps = queries.steps_of(
            SYSTEM, check.network_id, [p.institution_id for p in probes], check.opened_at
        )
    notices.tell(
        actor,
        *(
            notices.Telling(
                (step.person,), "directory/check", f"check:{check.pk}", f"probe:{probe.pk}",
                MARKING, origin=check.institution_id, institution=probe.institution_id,
            )
            for probe in probes
            for step in steps[probe.institution_id][:1]
        ),
    )  # fmt: skip


def answered(actor: Actor, probes: Iterable[Probe]) -> None:
    """What was not yet sent about checks that are answered now is not sent any more."""
    notices.withdraw(actor, [f"probe:{probe.pk}" for probe in probes])


def silent(actor: Actor, probe: Probe) -> None:
    """Silence is told to the State first (R5): its authorities and its own holders."""
    people = [*authorities(probe.state_id, "ncp", "mission"), *holders(probe)]
    _tell(actor, people, "directory/silence", f"check:{probe.check_asked_id}",
          f"silent:{probe.pk}", probe.institution_id)  # fmt: skip


def check_due(actor: Actor, network: Network) -> None:
    """Once a week, while nobody has checked."""
    group = f"check-due:{network.pk}:{timezone.now():%G-%V}"
    _tell(actor, officers(network.owner), "directory/check-due", f"network:{network.pk}", group)


def gap(actor: Actor, post: Post, group: str) -> None:
    """A gap in a roster has an owner: the institution's holders and the State's authorities."""
    people = [*authorities(post.state_id, "ncp", "mission"), *holders(post)]
    _tell(actor, people, "directory/gap", f"post:{post.pk}", group, post.institution_id)


def moved(actor: Actor, post: Post, remade: Remade, group: str) -> None:
    """Whose shifts moved, or whose agreed change fell, is told; not who did it (they know)."""
    shifts = [shift for move in remade.moved for shift in (move.before, move.after) if shift]
    people = {shift.person for shift in shifts if shift.ends_at > timezone.now()}
    about, home = f"post:{post.pk}", post.institution_id
    _tell(actor, sorted(people - {actor.person}), "directory/moved", about, group, home)
    fallen = remade.set_aside
    named = {one for row in fallen for one in (row.person_id, row.other_id, row.made_by_id) if one}
    _tell(actor, sorted(named), "directory/set-aside", about, f"{group}:set-aside", home)


def stale(actor: Actor, post: Post) -> None:
    _tell(actor, holders(post), "directory/stale", f"post:{post.pk}",
          f"stale:{post.pk}:{timezone.now():%Y%m}", post.institution_id)  # fmt: skip


def contact(actor: Actor, request: ContactRequest, person: UUID | str) -> None:
    """This step's person is asked to call back."""
    _tell(actor, [person], "directory/contact", f"contactrequest:{request.pk}",
          f"contact:{request.pk}", request.institution_id, request.step,
          is_urgent=request.urgency == "immediate")  # fmt: skip


def contact_answered(actor: Actor, request: ContactRequest) -> None:
    """Nobody else is asked to call."""
    notices.withdraw(actor, [f"contact:{request.pk}"])


def applied(actor: Actor, application: Application) -> None:
    """Both who decide on a team's entry are told."""
    with as_system(WHY):
        leads = Designation.objects.unguarded(WHY).filter(
            post__network=application.network_id,
            post__state=application.state_id,
            post__lead=True,
            stage="verified",
            until__isnull=True,
        )
        national = list(leads.values_list("person_id", flat=True).distinct())
    people = [*authorities(application.state_id, "ncp"), *national]
    _tell(actor, people, "directory/application", f"application:{application.pk}",
          f"application:{application.pk}", application.institution_id)  # fmt: skip


def decided(actor: Actor, application: Application) -> None:
    """Whoever asked is told the end of it."""
    if application.stage in ("member", "refused") and application.applied_by_id:
        _tell(actor, [application.applied_by_id], "directory/decided",
              f"application:{application.pk}", f"decided:{application.pk}",
              application.institution_id)  # fmt: skip


def no_answer(actor: Actor, request: ContactRequest) -> None:
    _tell(actor, [request.asked_by_id], "directory/no-answer", f"contactrequest:{request.pk}",
          f"no-answer:{request.pk}", request.origin_id)  # fmt: skip


def many_look_ups(network: Network, person: str) -> None:
    """The network's owner is told that somebody asks for very many cards."""
    with as_system(WHY):
        people = officers(network.owner)
    group = f"look-ups:{person}:{timezone.now():%Y%m%d%H%M}"
    _tell(SYSTEM, people, "directory/look-ups", f"network:{network.pk}", group[:80])


def authorities(state: str | None, *roles: str) -> list[UUID]:
    """Persons of a State who hold one of these roles now."""
    if not state:
        return []
    with as_system(WHY):
        return list(_granted(*roles).filter(person__institution__state=state).distinct())


def officers(institution: str) -> list[UUID]:
    return list(_granted("secretariat").filter(person__institution=institution).distinct())


def holders(thing: Post | Probe) -> list[UUID]:
    """Everybody who holds a post of this institution in this network."""
    with as_system(WHY):
        rows = Designation.objects.unguarded(WHY).filter(
            post__network=thing.network_id,
            post__institution=thing.institution_id,
            stage="verified",
            until__isnull=True,
        )
        return list(rows.values_list("person_id", flat=True).distinct())


def _granted(*roles: str) -> QuerySet:
    now = timezone.now()
    grants = RoleGrant.objects.unguarded(WHY).filter(
        Q(until__isnull=True) | Q(until__gt=now), role__in=roles, person__ended_at=None
    )
    return grants.values_list("person_id", flat=True)


def _tell(
    actor: Actor,
    people: Iterable[UUID | str],
    word: str,
    about: str,
    group: str,
    institution: str = "",
    step: int = 1,
    *,
    is_urgent: bool = False,
) -> None:
    persons = tuple(dict.fromkeys(people))
    if persons:
        notices.tell(
            actor,
            notices.Telling(
                persons, word, about, group, MARKING, step,
                origin=actor.institution, institution=institution, is_urgent=is_urgent,
            ),
        )  # fmt: skip
