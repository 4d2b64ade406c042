"""Beginning and ending to hold a post: parts of the directory's acts, run as the system."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _

from almenara.core.documents import hanging
from almenara.core.documents import queries as documents
from almenara.core.identity.endings import LEAVINGS
from almenara.core.parties import keyring
from almenara.core.parties.actor import Actor
from almenara.core.parties.models import Institution, Person, RoleGrant
from almenara.core.parties.refusals import WrongStage
from almenara.core.search import indexing
from almenara.directory.models import ContactLine, Designation, Network, Post, Seat, Shift
from almenara.directory.stages import DESIGNATION, OPEN, POST
from almenara.formats.refusal import Unreadable

WHY = "the directory is written by its acts alone"
SINGLE = ("alternate", "head")


@dataclass(frozen=True)
class Nomination:
    """Who shall hold which post of which institution, by which act."""

    network: Network
    institution: Institution
    kind: str
    titles: dict[str, str]
    holder: Person
    document: str
    zone: str = ""
    languages: tuple[str, ...] = ()
    lines: dict[str, str] = field(default_factory=dict)


def hang(actor: Actor, document: str, thing: Model) -> None:
    """No act, no nomination: the note, uploaded before, hangs on what it is the act of."""
    hanging.hang_one(actor, str(document), thing, ["document"])


def require_document(actor: Actor, document: str) -> None:
    """The note must be there for who names it, before anything is written."""
    try:
        UUID(str(document))
        documents.document(actor, document)
    except (ValueError, ObjectDoesNotExist):
        raise Unreadable(["document"], _("Falta la nota verbal.")) from None


def end_post(post: Post) -> None:
    """End a post, its holders' time and, with the last post, the seat; as the system."""
    now = timezone.now()
    for designation in post.designations.exclude(stage="ended"):
        end(designation, now)
    POST.step(post, "revoke", ended_at=now)
    others = Post.objects.unguarded(WHY).filter(seat=post.seat_id, stage__in=OPEN)
    if not others.exists():
        _close(post, now)


def end(designation: Designation, now: datetime) -> None:
    """The person's shifts of this post end now; what is past stays as it was."""
    DESIGNATION.step(designation, "revoke", until=now)
    shifts = Shift.objects.unguarded(WHY).filter(
        post=designation.post_id, person=designation.person_id
    )
    shifts.filter(starts_at__gte=now).delete()
    shifts.filter(ends_at__gt=now).update(ends_at=now)
    _take_role(designation.post, designation, now)


def give_role(post: Post, designation: Designation, now: datetime) -> None:
    role = post.network.document.get("gives_role")
    if not role or not post.state_id:
        return
    grants = RoleGrant.objects.unguarded(WHY)
    if not grants.filter(person=designation.person_id, role=role, until__isnull=True).exists():
        RoleGrant(person_id=designation.person_id, role=role, since=now).save(force_insert=True)


def _take_role(post: Post, designation: Designation, now: datetime) -> None:
    role = post.network.document.get("gives_role")
    others = Designation.objects.unguarded(WHY).filter(
        person=designation.person_id, post__network=post.network_id, stage="verified"
    )
    if role and not others.exists():
        RoleGrant.objects.unguarded(WHY).filter(
            person=designation.person_id, role=role, until__isnull=True
        ).update(until=now)


def take_turn(network: Network) -> None:
    """Nominations of one network wait for one another: of two first seats only one leads."""
    Network.objects.unguarded(WHY).select_for_update(no_key=True).get(pk=network.pk)


def seat_for(nomination: Nomination) -> Seat:
    """The institution's open seat, or one to be made; the first of a State leads for it."""
    open_ones = Seat.objects.unguarded(WHY).filter(network=nomination.network, until__isnull=True)
    found = open_ones.filter(institution=nomination.institution).first()
    state = nomination.institution.state_id
    return found or Seat(
        network=nomination.network,
        institution=nomination.institution,
        state_id=state,
        lead=bool(state) and not open_ones.filter(state=state, lead=True).exists(),
    )


def open_seat(seat: Seat) -> None:
    """The institution is in the network; what it read there before is found again."""
    seat.save(force_insert=True)
    indexing.move(seat.institution_id, seat.network_id, is_open=True)


def same_post(nomination: Nomination, seat: Seat) -> Post | None:
    """A post of the same kind and title: a further nomination adds a holder to it."""
    return (
        Post.objects.unguarded(WHY)
        .filter(seat=seat.pk, kind=nomination.kind, titles=nomination.titles, stage__in=OPEN)
        .select_related("network", "institution")
        .first()
    )


def new_post(nomination: Nomination, seat: Seat) -> Post:
    institution = nomination.institution
    state = institution.state
    return Post(
        seat=seat,
        network=nomination.network,
        institution=institution,
        state=state,
        lead=seat.lead,
        kind=nomination.kind,
        titles=nomination.titles,
        zone=nomination.zone or (state.zone if state else "UTC"),
        languages=list(nomination.languages) or [state.language if state else "es"],
        nominated_at=timezone.now(),
    )


def designate(actor: Actor, post: Post, holder: Person, document: str) -> Designation:
    rows = Designation.objects.unguarded(WHY).filter(post=post).exclude(stage="ended")
    open_ones = list(rows.values_list("person_id", flat=True))
    if holder.pk in open_ones:
        raise WrongStage(_("Esa persona ya está nombrada para este puesto."))
    designation = Designation(
        post=post,
        person=holder,
        is_single=post.kind in SINGLE,
        since=timezone.now(),
        place=len(open_ones),
        document=document,
        nominated_by_id=actor.person or None,
    )
    designation.save(force_insert=True)
    return designation


def write_line(post: Post, kind: str, address: str) -> None:
    ContactLine.objects.unguarded(WHY).filter(post=post, kind=kind, priority=0).delete()
    if not address.strip():
        return
    row = ContactLine(post=post, kind=kind, attested_at=timezone.now())
    row.address = keyring.seal(address.strip(), "directory_contactline", "address", str(row.pk))
    row.save(force_insert=True)


def _close(post: Post, now: datetime) -> None:
    """The seat ends; if it led, the State's oldest other seat leads from now on."""
    seats = Seat.objects.unguarded(WHY)
    seats.filter(pk=post.seat_id).update(until=now, lead=False)
    indexing.move(post.institution_id, post.network_id, is_open=False)
    for leaving in LEAVINGS:
        leaving(post.institution_id, post.network_id)
    if not post.lead:
        return
    heirs = seats.filter(network=post.network_id, state=post.state_id, until__isnull=True)
    if heir := heirs.order_by("since", "pk").first():
        move_lead(heir)


def move_lead(seat: Seat) -> None:
    """This seat leads for its State, and no other one does."""
    seats = Seat.objects.unguarded(WHY).filter(network=seat.network_id, state=seat.state_id)
    seats.filter(until__isnull=True).update(lead=False)
    seats.filter(pk=seat.pk).update(lead=True)
    posts = Post.objects.unguarded(WHY).filter(network=seat.network_id, state=seat.state_id)
    posts.filter(stage__in=OPEN).update(lead=False)
    posts.filter(seat=seat.pk, stage__in=OPEN).update(lead=True)
