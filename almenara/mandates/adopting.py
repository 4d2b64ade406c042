"""What a body adopted comes in: read whole, or every place that names what is not there."""

from datetime import datetime, time
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.utils import timezone
from django.utils.translation import gettext as _

from almenara.bodies import queries as bodies
from almenara.core.parties.actor import Actor
from almenara.core.search import indexing
from almenara.formats.refusal import Unreadable
from almenara.mandates import queries
from almenara.mandates.drafts import ParagraphShape, ResolutionShape
from almenara.mandates.models import Mandate, Resolution
from almenara.mandates.models.registers import STATES
from almenara.mandates.stages import MANDATE

Loc = list[str | int]
Faults = list[tuple[Loc, str]]


def resolution(actor: Actor, shape: ResolutionShape) -> Resolution:
    """The row of a resolution, not kept yet."""
    faults: Faults = []
    if not queries.all_bodies(actor).filter(slug=shape.body).exists():
        faults.append((["body"], _("Órgano desconocido.")))
    if shape.adopted_on > timezone.localdate():
        faults.append((["adopted_on"], _("Esa fecha no ha llegado.")))
    if queries.resolutions(actor).filter(symbol=shape.symbol.strip()).exists():
        faults.append((["symbol"], _("Ya hay una con esa signatura.")))
    decision = _decision(actor, shape.decision, faults)
    if faults:
        raise Unreadable.many(faults)
    return Resolution(
        body_id=shape.body, symbol=shape.symbol.strip(), kind=shape.kind, names=shape.titles.said,
        adopted_on=shape.adopted_on, precision=shape.precision, decision=decision,
    )  # fmt: skip


def paragraph(actor: Actor, resolution: Resolution, shape: ParagraphShape, loc: Loc) -> Mandate:
    """Keep one paragraph; the mandate that it supersedes ends."""
    faults: Faults = []
    former = _former(actor, shape.supersedes, faults)
    _check(actor, resolution, shape, faults)
    if faults:
        raise Unreadable.many([([*loc, *place], said) for place, said in faults])
    mandate = Mandate(
        resolution=resolution, paragraph=shape.paragraph, verb=shape.verb,
        summaries=shape.summaries.said, addressee=shape.addressee,
        report_to_id=shape.report_to or None, due=shape.due,
        since=shape.since or resolution.adopted_on, until=shape.until, supersedes=former,
    )  # fmt: skip
    mandate.save(force_insert=True)
    if former and MANDATE.may(former, "end"):
        MANDATE.step(former, "end")
    return mandate


def find_by_search(actor: Actor, resolution: Resolution) -> None:
    """Anybody finds a resolution by its title and by what its paragraphs ask."""
    bodies: dict[str, str] = {}
    for row in queries.mandates(actor).filter(resolution=resolution):
        for language, text in row.summaries.items():
            bodies[language] = f"{bodies.get(language, '')}{text}\n"
    adopted = timezone.make_aware(datetime.combine(resolution.adopted_on, time()))
    titles = {code: f"{resolution.symbol} · {name}" for code, name in resolution.names.items()}
    found = indexing.Findable(
        "resolution", str(resolution.pk), f"/resolutions/{resolution.pk}/", next(iter(titles)),
        titles, bodies, adopted,
    )  # fmt: skip
    indexing.index(found, indexing.Keys(is_public=True))


def _check(actor: Actor, resolution: Resolution, shape: ParagraphShape, faults: Faults) -> None:
    units = set(queries.units(actor).values_list("code", flat=True))
    if shape.addressee and shape.addressee not in units | {STATES}:
        faults.append((["addressee"], _("Unidad desconocida.")))
    if shape.report_to and not queries.all_bodies(actor).filter(slug=shape.report_to).exists():
        faults.append((["report_to"], _("Órgano desconocido.")))
    if shape.until and shape.until <= (shape.since or resolution.adopted_on):
        faults.append((["until"], _("Termina antes de empezar.")))
    if shape.due and shape.due < resolution.adopted_on:
        faults.append((["due"], _("Vence antes de adoptarse.")))
    same = queries.mandates(actor).filter(resolution=resolution, paragraph=shape.paragraph)
    if same.filter(addressee=shape.addressee).exists():
        faults.append((["paragraph"], _("Ese párrafo ya está, con ese destinatario.")))


def _decision(actor: Actor, pk: str, faults: Faults) -> bodies.Decision | None:
    try:
        return bodies.decision(actor, UUID(pk)) if pk else None
    except (ObjectDoesNotExist, ValueError):
        faults.append((["decision"], _("Esa decisión no está.")))
        return None


def _former(actor: Actor, pk: str, faults: Faults) -> Mandate | None:
    try:
        return queries.mandate(actor, UUID(pk)) if pk else None
    except (ObjectDoesNotExist, ValueError):
        faults.append((["supersedes"], _("Ese mandato no está.")))
        return None
