"""What can be asked about mandates and what follows from them."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import F, QuerySet
from django.utils import timezone

from almenara.bodies import queries as bodies
from almenara.core.access.context import as_system
from almenara.core.documents import queries as documents
from almenara.core.documents.models import Document
from almenara.core.identity import queries as identity
from almenara.core.parties.actor import Actor
from almenara.core.parties.models import Institution, Person, State, Unit
from almenara.mandates import access
from almenara.mandates.links import LINKS, Linked, linked
from almenara.mandates.models import (
    Action,
    ClearedNote,
    Consultation,
    Hop,
    Journey,
    Letter,
    Mandate,
    PeaceAct,
    PeaceFile,
    Receipt,
    Reply,
    Resolution,
    Task,
    Transmission,
)
from almenara.mandates.models.dealings import TIME_TO_REPORT
from almenara.mandates.stages import LIVE, UNREPORTED

__all__ = [
    "LINKS",
    "Consultation",
    "Journey",
    "Letter",
    "Linked",
    "Mandate",
    "PeaceFile",
    "Receipt",
    "Reply",
    "Resolution",
    "Task",
    "Transmission",
    "linked",
]


def resolutions(viewer: Actor) -> QuerySet[Resolution]:
    return Resolution.objects.visible_to(viewer).select_related("body")


def resolution(viewer: Actor, pk: UUID | str) -> Resolution:
    return resolutions(viewer).get(pk=pk)


def mandates(viewer: Actor, asked: dict[str, str] | None = None) -> QuerySet[Mandate]:
    """By resolution and paragraph; `owner=none` are exactly those that nobody took on."""
    asked = asked or {}
    found = Mandate.objects.visible_to(viewer).select_related("resolution__body", "owner")
    if owner := asked.get("owner"):
        found = found.filter(owner=None if owner == "none" else owner)
    if stage := asked.get("stage"):
        found = found.filter(stage=stage)
    if resolution := asked.get("resolution"):
        found = found.filter(resolution__symbol=resolution)
    if asked.get("late"):
        found = found.filter(due__lt=timezone.localdate(), stage__in=LIVE)
    return found


def mandate(viewer: Actor, pk: UUID | str) -> Mandate:
    return mandates(viewer).get(pk=pk)


def dossier(viewer: Actor, pk: UUID | str) -> Mandate:
    """One mandate with what was done about it: for officials of a State and the secretariat."""
    if not access.is_official(viewer):
        raise Mandate.DoesNotExist
    return mandate(viewer, pk)


def matrix(viewer: Actor, pk: UUID | str) -> Resolution:
    """A resolution whose matrix leaves as a file: for officials."""
    if not access.is_official(viewer):
        raise Resolution.DoesNotExist
    return resolution(viewer, pk)


def gaps(viewer: Actor) -> int:
    """How many mandates in force nobody took on."""
    return Mandate.objects.visible_to(viewer).filter(owner=None).exclude(stage="ended").count()


def actions(viewer: Actor, rows: Iterable[Mandate]) -> QuerySet[Action]:
    found = Action.objects.visible_to(viewer).filter(mandate__in=list(rows))
    return found.select_related("state", "institution", "mandate")


def tasks(viewer: Actor, stage: str = "") -> QuerySet[Task]:
    found = Task.objects.visible_to(viewer).select_related(
        "mandate__resolution", "decision__meeting"
    )
    return found.filter(stage=stage) if stage else found


def task(viewer: Actor, pk: UUID | str) -> Task:
    return tasks(viewer).get(pk=pk)


def transmissions(viewer: Actor) -> QuerySet[Transmission]:
    return Transmission.objects.visible_to(viewer).select_related("resolution")


def transmission(viewer: Actor, pk: UUID | str) -> Transmission:
    return transmissions(viewer).get(pk=pk)


def hops(viewer: Actor, transmission: Transmission) -> QuerySet[Hop]:
    return Hop.objects.visible_to(viewer).filter(transmission=transmission)


def receipts(viewer: Actor, rows: Iterable[Transmission]) -> QuerySet[Receipt]:
    """The secretariat: all; a State: its own."""
    found = Receipt.objects.visible_to(viewer).filter(transmission__in=list(rows))
    return found.select_related("state", "institution")


def links_of(
    viewer: Actor, rows: list[Transmission]
) -> tuple[dict[UUID, list[Hop]], dict[UUID, list[Receipt]]]:
    """By transmission its links, and the receipts that this viewer may see."""
    hops: dict[UUID, list[Hop]] = {}
    for hop in Hop.objects.visible_to(viewer).filter(transmission__in=rows):
        hops.setdefault(hop.transmission_id, []).append(hop)
    found: dict[UUID, list[Receipt]] = {}
    for one in receipts(viewer, rows):
        found.setdefault(one.transmission_id, []).append(one)
    return hops, found


def receipt(viewer: Actor, pk: UUID | str) -> Receipt:
    found = Receipt.objects.visible_to(viewer).select_related("state", "transmission__resolution")
    return found.get(pk=pk)


def missions(viewer: Actor, on: date) -> dict[str, str | None]:
    """By State that is a member on a day, its Permanent Mission, where it has one here."""
    kept = identity.institutions(viewer).filter(kind="mission", state__isnull=False)
    found = {row.state_id: row.slug for row in kept.order_by("-slug")}
    return {code: found.get(code) for code in sorted(identity.members(viewer, on))}


def consultations(viewer: Actor) -> QuerySet[Consultation]:
    return Consultation.objects.visible_to(viewer).select_related("institution")


def consultation(viewer: Actor, pk: UUID | str) -> Consultation:
    return consultations(viewer).get(pk=pk)


def replies(viewer: Actor, consultation: Consultation) -> QuerySet[Reply]:
    found = Reply.objects.visible_to(viewer).filter(consultation=consultation)
    return found.select_related("state")


def reply(viewer: Actor, pk: UUID | str) -> Reply:
    return Reply.objects.visible_to(viewer).select_related("consultation").get(pk=pk)


def letters(viewer: Actor) -> QuerySet[Letter]:
    return Letter.objects.visible_to(viewer).select_related("origin", "addressee")


def letter(viewer: Actor, pk: UUID | str) -> Letter:
    return letters(viewer).get(pk=pk)


def journeys(viewer: Actor) -> QuerySet[Journey]:
    return Journey.objects.visible_to(viewer).select_related("institution")


def unreported(viewer: Actor) -> QuerySet[Journey]:
    """Missions of which nothing was said so long after their last day (S51)."""
    since = timezone.localdate() - TIME_TO_REPORT
    return journeys(viewer).filter(stage__in=UNREPORTED, ends__lt=since)


def journey(viewer: Actor, pk: UUID | str) -> Journey:
    return journeys(viewer).get(pk=pk)


def peace_files(viewer: Actor) -> QuerySet[PeaceFile]:
    return PeaceFile.objects.visible_to(viewer)


def peace_file(viewer: Actor, pk: UUID | str) -> PeaceFile:
    return peace_files(viewer).get(pk=pk)


def peace_acts(viewer: Actor, file: PeaceFile) -> QuerySet[PeaceAct]:
    return PeaceAct.objects.visible_to(viewer).filter(file=file)


def cleared_notes(viewer: Actor) -> QuerySet[ClearedNote]:
    """What closed files of good offices let anybody know."""
    return ClearedNote.objects.visible_to(viewer)


def offices(viewer: Actor) -> QuerySet[Institution]:
    """The secretariat's: who may own a mandate."""
    return identity.institutions(viewer).filter(kind="secretariat")


def correspondents(viewer: Actor) -> QuerySet[Institution]:
    """Offices of no State, other than one's own."""
    found = identity.institutions(viewer).filter(state=None)
    return found.exclude(slug=viewer.institution)


def units(viewer: Actor) -> QuerySet[Unit]:
    return identity.units(viewer, timezone.localdate())


def states(viewer: Actor) -> list[State]:
    """Every State there is a record of, in the order in which people read them."""
    return list(identity.states(viewer, timezone.localdate()))


def members(viewer: Actor, on: date) -> set[str]:
    return identity.members(viewer, on)


def all_bodies(viewer: Actor) -> QuerySet[bodies.Body]:
    return bodies.bodies(viewer)


def colleagues(viewer: Actor) -> list[Person]:
    """Who may be given a task or sent on a mission: those of one's own office."""
    here = identity.people(viewer).filter(institution=viewer.institution or None, ended_at=None)
    return list(here.order_by("user__username"))


def persons(viewer: Actor, names: Iterable[str]) -> dict[str, Person]:
    """By user name, accounts that are open; whoever names somebody knows how they are called."""
    with as_system("a person is named by user name, whatever their office"):
        found = Person.objects.unguarded("named one by one").filter(
            user__username__in=list(names), ended_at=None
        )
        return {row.user.get_username(): row for row in found.select_related("user")}


def called(viewer: Actor, ids: Iterable[UUID]) -> dict[UUID, Person]:
    """The persons whom things that the viewer sees name."""
    with as_system("who sees the thing may know whose it is"):
        found = Person.objects.unguarded("of visible things").filter(pk__in=set(ids))
        return {row.pk: row for row in found.select_related("user", "institution")}


def documents_on(viewer: Actor, word: str, ids: Iterable[UUID]) -> dict[UUID, list[Document]]:
    """By key of things of one word, the documents that hang on them."""
    by_thing: dict[UUID, list[Document]] = {}
    found = documents.documents_on(viewer, word, map(str, ids))
    for row in found.annotate(on=F("hangings__ref")):
        by_thing.setdefault(UUID(row.on), []).append(row)
    return by_thing


def institution(viewer: Actor, slug: str) -> Institution:
    return identity.institutions(viewer).get(slug=slug or None)
