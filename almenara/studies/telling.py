"""Making studies findable, and telling those who should know of them."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from almenara.core.access.context import as_system
from almenara.core.notices import post as notices
from almenara.core.parties.actor import Actor
from almenara.core.parties.models import Person, RoleGrant
from almenara.core.search.indexing import Findable, Keys
from almenara.core.search.indexing import index as put
from almenara.formats.tlp import TLP
from almenara.studies.access import CIRCLE, WRITERS, circle_of
from almenara.studies.models import STUDY, StudyEdition

WHY = "whoever must be told is found by the system"


def index(edition: StudyEdition) -> None:
    """The newest edition that is out is what one finds; a withdrawn one nobody finds."""
    texts = list(edition.texts.all())
    found = Findable(
        thing="study",
        ref=edition.slug,
        url=f"/studies/{edition.slug}/",
        original=edition.language,
        titles={text.language: text.title for text in texts},
        bodies={text.language: f"{text.summary}\n{text.body}" for text in texts},
        at=edition.published_at or edition.made_at,
    )
    put(found, _keys(edition) if edition.stage == "published" else Keys())


def _keys(edition: StudyEdition) -> Keys:
    if edition.kind == STUDY:
        return Keys(is_public=True)
    circles = {circle_of(unit) for unit in edition.units}
    if edition.marking != str(TLP.AMBER_STRICT):
        circles.add(CIRCLE)
    return Keys(institutions=frozenset(edition.audience), circles=frozenset(circles))


def published(actor: Actor, edition: StudyEdition) -> None:
    """Those to whom a brief is addressed."""
    with as_system(WHY):
        people = Person.objects.unguarded(WHY).filter(
            institution__in=edition.audience, ended_at=None
        )
        found = list(people.values_list("pk", flat=True))
    _tell(actor, edition, found, "studies/published", f"study:{edition.pk}")


def drifted(actor: Actor, edition: StudyEdition) -> None:
    """Who wrote it, and who writes in the units that sign."""
    with as_system(WHY):
        writers = RoleGrant.objects.unguarded(WHY).filter(
            Q(until=None) | Q(until__gt=timezone.now()),
            role__in=WRITERS, person__ended_at=None, person__institution__in=edition.units,
        )  # fmt: skip
        found = list(writers.values_list("person_id", flat=True).distinct())
    group = f"drift:{edition.pk}:{edition.compared_at:%Y%m%d%H%M%S%f}"
    _tell(actor, edition, found, "studies/drifted", group)


def _tell(
    actor: Actor, edition: StudyEdition, people: Collection[UUID], word: str, group: str
) -> None:
    others = tuple(pk for pk in people if str(pk) != actor.person)
    if others:
        about = f"studyedition:{edition.pk}"
        telling = notices.Telling(
            others, word, about, group, edition.marking, origin=actor.institution
        )
        notices.tell(actor, telling)
