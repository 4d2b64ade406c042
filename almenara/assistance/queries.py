"""What can be asked about cases; whoever may not see one asks as if it had never been."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import BooleanField, Count, ExpressionWrapper, Q, QuerySet
from django.utils import timezone

from almenara.assistance import ages
from almenara.assistance.models import Case, Errand, Outcome, Remark, Scoping, Topic
from almenara.assistance.stages import OPEN, UNANSWERED
from almenara.core.access.context import as_system
from almenara.core.documents import queries as documents
from almenara.core.documents.queries import Document
from almenara.core.identity import queries as identity
from almenara.core.identity import who
from almenara.core.languages import in_page_language
from almenara.core.parties.actor import SYSTEM, Actor
from almenara.core.parties.models import Person, RoleGrant, Unit
from almenara.directory import queries as directory

__all__ = ["Case", "Errand", "Scoping", "Topic"]
WHY = "both sides of a case know with whom they deal"
SOMEBODY = "whoever must be told is found by the system"


def topics(viewer: Actor) -> QuerySet[Topic]:
    return Topic.objects.visible_to(viewer).order_by("slug")


def cases(viewer: Actor) -> QuerySet[Case]:
    """The newest first."""
    found = Case.objects.visible_to(viewer).select_related("topic", "state", "institution")
    return found.order_by("-made_at", "id")


def board(viewer: Actor) -> QuerySet[Case]:
    """By the clock: first what nobody has taken, then what is open, then the rest."""
    waiting, is_open = _is(owner=None, stage__in=UNANSWERED), _is(stage__in=OPEN)
    return cases(viewer).order_by(waiting.desc(), is_open.desc(), "due_at", "id")


def case(viewer: Actor, pk: UUID | str) -> Case:
    return cases(viewer).get(pk=pk)


def late(viewer: Actor, at: datetime) -> QuerySet[Case]:
    """Without an owner after their time, and nobody told the head yet."""
    found = cases(viewer).filter(owner=None, told_at=None, stage__in=UNANSWERED, due_at__lte=at)
    return found.order_by("due_at", "id")


def scopings(viewer: Actor, case: Case) -> QuerySet[Scoping]:
    """The first meeting first."""
    found = Scoping.objects.visible_to(viewer).filter(case=case).select_related("case__topic")
    return found.order_by("held_on", "id")


def scoping(viewer: Actor, case: Case, pk: UUID | str) -> Scoping:
    return scopings(viewer, case).get(pk=pk)


def agreed(viewer: Actor, case: Case) -> Scoping | None:
    """The last meeting whose terms hold: confirmed by both, or recorded and not disputed."""
    held = Q(stage="agreed") | Q(stage="held", is_record=True, unit_by__isnull=False)
    return scopings(viewer, case).filter(held).exclude(terms="").last()


def errands(viewer: Actor, case: Case) -> QuerySet[Errand]:
    found = Errand.objects.visible_to(viewer).filter(case=case).select_related("case__topic")
    return found.order_by("due", "made_at")


def errand(viewer: Actor, case: Case, pk: UUID | str) -> Errand:
    return errands(viewer, case).get(pk=pk)


def outcomes(viewer: Actor, case: Case) -> QuerySet[Outcome]:
    found = Outcome.objects.visible_to(viewer).filter(case=case)
    return found.select_related("activity").order_by("at")


def remarks(viewer: Actor, case: Case) -> QuerySet[Remark]:
    found = Remark.objects.visible_to(viewer).filter(case=case)
    return found.select_related("institution").order_by("at", "id")


def files(viewer: Actor, case: Case) -> QuerySet[Document]:
    return documents.documents_of(viewer, case)


def by_stage(viewer: Actor) -> dict[str, int]:
    rows = Case.objects.visible_to(viewer).order_by().values_list("stage")
    return dict(rows.annotate(Count("pk")))


def open_by_age(viewer: Actor, at: datetime) -> list[int | None]:
    """How many open cases are how old, for members; a sum below the threshold is None."""
    with as_system("sums above the threshold are every member's, the cases are not"):
        found = Case.objects.unguarded("counted, not shown").filter(stage__in=OPEN)
        days = [(at - made_at).days for made_at in found.values_list("made_at", flat=True)]
    return ages.shown(ages.counted(days))


def names_of(viewer: Actor, people: Iterable[Any]) -> dict[UUID | None, str]:
    """By person of a case that the viewer sees: function, and of others the institution."""
    ids = {pk for pk in people if pk}
    with as_system(WHY):
        found = Person.objects.unguarded(WHY).filter(pk__in=ids)
        rows = list(found.select_related("user", "institution"))
    return {row.pk: _called(viewer, row) for row in rows}


def usernames(viewer: Actor, people: Iterable[Any]) -> dict[UUID | None, str]:
    """By person of a case that the viewer sees, the name of the account."""
    with as_system(WHY):
        found = Person.objects.unguarded(WHY).filter(pk__in={pk for pk in people if pk})
        return dict(found.values_list("pk", "user__username"))


def account(viewer: Actor, username: str) -> UUID | None:
    """The person of an account, whatever role they hold now."""
    with as_system(WHY):
        found = Person.objects.unguarded(WHY).filter(user__username=username)
        return found.values_list("pk", flat=True).first()


def officers(viewer: Actor, unit: str) -> list[UUID]:
    """Who of the secretariat answers in a unit, or in the one above it that has somebody."""
    if found := _above(unit, _officers):
        return found
    with as_system(SOMEBODY):
        return _officers()


def heads(viewer: Actor, unit: str) -> list[UUID]:
    """Who heads a unit, or the one above it; where no head has a post, its officers."""
    return _above(unit, _heads) or officers(viewer, unit)


def unit_of(viewer: Actor, slug: str) -> Unit | None:
    """The unit of the chart of today behind an institution of the secretariat."""
    return identity.units(viewer, timezone.now().date()).filter(code=slug.upper()).first()


def _above(unit: str, find: Callable[[str], list[UUID]]) -> list[UUID]:
    """What is found in a unit, else in the one above it, and so on to the top."""
    with as_system(SOMEBODY):
        chart = identity.units(SYSTEM, timezone.now().date())
        parents = dict(chart.values_list("code", "parent_code"))
        code, seen = unit.upper(), set[str]()
        while code and code not in seen:
            if found := find(code.lower()):
                return found
            seen.add(code)
            code = parents.get(code, "")
        return []


def _officers(institution: str = "") -> list[UUID]:
    now = timezone.now()
    held = RoleGrant.objects.unguarded(SOMEBODY).filter(
        Q(until=None) | Q(until__gt=now),
        role="secretariat",
        since__lte=now,
        person__ended_at=None,
    )
    if institution:
        held = held.filter(person__institution=institution)
    return list(held.values_list("person", flat=True).distinct())


def _heads(institution: str) -> list[UUID]:
    here = Person.objects.unguarded(SOMEBODY).filter(institution=institution, ended_at=None)
    people = here.order_by("pk").values_list("pk", flat=True)
    return [pk for pk in people if "head" in directory.kinds_held(who.of_person(pk))]


def _is(**facts: Any) -> ExpressionWrapper:
    return ExpressionWrapper(Q(**facts), output_field=BooleanField())


def _called(viewer: Actor, person: Person) -> str:
    titles = person.titles
    title = in_page_language(titles) or person.user.get_username()
    if person.institution is None or person.institution_id == viewer.institution:
        return title
    return f"{title}, {person.institution.name}"
