"""Who reads studies and briefs: a study that is out anybody, a brief whom it is addressed to.

Drafts are read by the units that sign and by the secretariat; an analyst reads drafts of studies.
What is marked AMBER+STRICT stays with its units and those addressed.
"""

from collections.abc import Iterator

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from almenara.core.access.rules import Owners, Policy, register, system_alone
from almenara.core.parties.actor import Actor
from almenara.core.search.queries import CIRCLES
from almenara.exchange import queries as exchange
from almenara.formats.tlp import TLP
from almenara.studies.models import STUDY, Citation, StudyAlert, StudyEdition, StudyText
from almenara.studies.stages import OUT

WRITERS = ("secretariat", "analyst")
CIRCLE = "studies"


def is_writer(viewer: Actor) -> bool:
    return viewer.is_system or viewer.has_role(*WRITERS)


def editions(viewer: Actor) -> Q:
    if viewer.is_system:
        return Q()
    found = Q(kind=STUDY, stage__in=OUT)
    if viewer.institution:
        found |= Q(stage__in=OUT, audience__contains=[viewer.institution])
    if viewer.institution and is_writer(viewer):
        found |= Q(units__contains=[viewer.institution])
    if viewer.has_role("secretariat"):
        found |= ~Q(marking=str(TLP.AMBER_STRICT))
    if viewer.has_role("analyst"):
        found |= Q(kind=STUDY)
    return found


def of_edition(viewer: Actor) -> Q:
    """Parts of the editions that exist for the viewer."""
    if viewer.is_system:
        return Q()
    there = StudyEdition.objects.filter(editions(viewer), pk=OuterRef("edition_id"))
    return Q(Exists(there))


def alerts(viewer: Actor) -> Q:
    """An alert is a source for whoever may see the alert itself (R2, R3)."""
    if viewer.is_system:
        return Q()
    known = exchange.alerts(viewer).order_by().filter(pk=OuterRef("alert_id"))
    return of_edition(viewer) & Q(Exists(known))


def writer(actor: Actor, edition: StudyEdition) -> str:
    """Somebody of a unit that signs."""
    if actor.is_system:
        return ""
    if not (reason := desk(actor, edition)) and actor.institution not in edition.units:
        return _("Lo hace una de las unidades que firman.")
    return reason


def another(actor: Actor, edition: StudyEdition) -> str:
    """Whoever wrote any of it does not clear it."""
    texts = StudyText.objects.filter(edition=edition).values_list("author_id", flat=True)
    if actor.person in {str(pk) for pk in (edition.author_id, *texts) if pk}:
        return _("La revisa otra persona que quienes la escribieron.")
    return desk(actor, edition)


def desk(actor: Actor, edition: StudyEdition) -> str:
    return "" if is_writer(actor) else _("Los estudios y apreciaciones los hace la secretaría.")


def circles(viewer: Actor) -> Iterator[str]:
    """In which circles the viewer finds things (`core.search`)."""
    if viewer.has_role("secretariat"):
        yield CIRCLE
    if viewer.institution and is_writer(viewer):
        yield circle_of(viewer.institution)


def circle_of(unit: str) -> str:
    """Those who write in a unit."""
    return f"{CIRCLE}:{unit}"


def owners(edition: StudyEdition) -> Owners:
    return Owners(institutions=frozenset(edition.units))


VERBS = ("draft", "update", "write", "cite", "uncite", "publish", "supersede", "withdraw", "renew")
register(
    StudyEdition,
    Policy(
        editions,
        {**dict.fromkeys(VERBS, writer), "clear": another, "return": desk, "compare": system_alone},
        owners,
    ),
)
register(StudyText, Policy(of_edition))
register(Citation, Policy(of_edition))
register(StudyAlert, Policy(alerts))
CIRCLES.append(circles)
