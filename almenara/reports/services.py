"""What can be done with reports. Each function is one act."""

from django.utils import timezone
from django.utils.translation import gettext as _

from almenara.core.access.rules import require
from almenara.core.journal.acts import act, record
from almenara.core.parties.actor import Actor
from almenara.core.parties.refusals import WrongStage
from almenara.formats.refusal import Unreadable
from almenara.reports import building, queries
from almenara.reports.drafts import BuildShape, ProseShape
from almenara.reports.models import Edition, Prose
from almenara.reports.stages import EDITION

STEPS = {target: verb for verb, (_sources, target) in EDITION.steps.items()}


@act
def build(actor: Actor, slug: str, shape: BuildShape) -> Edition:
    """A new edition: every figure frozen with its rows; a corrigendum names what it replaces."""
    template = queries.template(actor, slug)
    edition = Edition(
        report=slug,
        names=template.names.model_dump(),
        version=template.version,
        language=shape.language,
        bodies=template.body.model_dump(),
        prose=queries.prose(actor, slug),
        author_id=actor.person or None,
        made_at=timezone.now(),
    )
    require(actor, "build", edition)
    edition.number = building.number(slug)
    edition.replaces = _replaced(actor, slug, shape)
    texts = [edition.bodies[shape.language], *_written(edition)]
    edition.tables = building.tables_in(actor, texts)
    edition.save(force_insert=True)
    building.freeze(actor, edition, building.tokens_in(texts, edition.tables))
    record(actor, "build", edition, number=edition.number)
    return edition


@act
def step(actor: Actor, edition: Edition, stage: str) -> Edition:
    """drafted > cleared > presented > published."""
    if stage not in STEPS:
        raise Unreadable(["stage"], _("Etapa desconocida."))
    verb = STEPS[stage]
    require(actor, verb, edition)
    EDITION.step(edition, verb)
    record(actor, verb, edition)
    return edition


@act
def write(actor: Actor, slug: str, shape: ProseShape) -> Prose:
    """Write what stands at a place of the next edition; editions that there are stay."""
    template = queries.template(actor, slug)
    found = Prose(report=slug, place=shape.place, language=shape.language)
    require(actor, "write", found)
    if shape.place not in [one.place for one in template.places]:
        raise Unreadable(["place"], _("Ese lugar no está en el informe."))
    _check(actor, shape.text)
    said = {"text": shape.text, "author_id": actor.person or None, "at": timezone.now()}
    found, _made = Prose.objects.visible_to(actor).update_or_create(
        report=slug, place=shape.place, language=shape.language, defaults=said
    )
    record(actor, "write", found, letters=len(shape.text))
    return found


def _check(actor: Actor, text: str) -> None:
    """A token that says nothing is refused where it is written."""
    try:
        found = building.tables_in(actor, [text])
        for token in building.tokens_in([text], found):
            queries.taken_token(actor, token)
    except Unreadable as refusal:
        raise refusal.under("text") from None


def _written(edition: Edition) -> list[str]:
    return [text for by_language in edition.prose.values() for text in by_language.values()]


def _replaced(actor: Actor, slug: str, shape: BuildShape) -> Edition | None:
    """The edition to correct: it has been presented, and nothing corrects it yet."""
    if shape.replaces is None:
        return None
    found = queries.editions(actor, slug).filter(number=shape.replaces).first()
    if found is None:
        raise Unreadable(["replaces"], _("Esa edición no existe."))
    if found.stage not in ("presented", "published") or hasattr(found, "replacement"):
        raise WrongStage(_("Solo se corrige lo presentado, y una vez."))
    return found
