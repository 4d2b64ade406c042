"""What can be done with studies and briefs. Each function is one act."""

import secrets
from collections.abc import Collection

from django.core.exceptions import ObjectDoesNotExist
from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from almenara.core.access.context import as_system
from almenara.core.access.rules import require
from almenara.core.journal.acts import act, record
from almenara.core.parties.actor import Actor
from almenara.core.parties.refusals import WrongStage
from almenara.formats.refusal import Unreadable
from almenara.formats.tlp import TLP
from almenara.studies import citing, queries, telling, tokens
from almenara.studies.drafts import CitationShape, HeadShape, StageShape, StudyShape, TextShape
from almenara.studies.models import BRIEF, Citation, StudyAlert, StudyEdition, StudyText
from almenara.studies.stages import EDITION

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
RESTS = "what a brief rests on does not depend on which of its writers looks"
_TURN = "select pg_advisory_xact_lock(hashtextextended('study:' || %s, 0))"


@act
def draft(actor: Actor, shape: StudyShape) -> StudyEdition:
    """Begin a study or a brief: its head and its original text."""
    edition = StudyEdition(
        slug=_slug(shape.title), number=1, kind=shape.kind, language=shape.language,
        author_id=actor.person or None, made_at=timezone.now(), units=[actor.institution],
    )  # fmt: skip
    require(actor, "draft", edition)
    _head(actor, edition, shape)
    edition.save(force_insert=True)
    _rest_on(actor, edition, shape.alerts)
    _keep_text(actor, edition, shape)
    record(actor, "draft", edition)
    return edition


@act
def update(actor: Actor, edition: StudyEdition, shape: HeadShape) -> StudyEdition:
    """Who signs; of a brief also threat, confidence, marking, audience and alerts."""
    require(actor, "update", edition)
    _is_draft(edition)
    _head(actor, edition, shape)
    edition.save()
    _rest_on(actor, edition, shape.alerts)
    record(actor, "update", edition)
    return edition


@act
def write(actor: Actor, edition: StudyEdition, shape: TextShape) -> StudyText:
    """The words in one language, new or instead of the former ones."""
    require(actor, "write", edition)
    _is_draft(edition)
    found = _keep_text(actor, edition, shape)
    record(actor, "write", edition, letters=len(shape.body))
    return found


@act
def cite(actor: Actor, edition: StudyEdition, shape: CitationShape) -> Citation:
    """Quote figures as they are published now; the same name again quotes anew."""
    require(actor, "cite", edition)
    _is_draft(edition)
    former = Citation.objects.visible_to(actor).filter(edition=edition)
    position = former.count() + 1
    if same := former.filter(name=shape.name).first():
        position = same.position
        same.delete()
    made = _citation(actor, edition, shape, position)
    made.save(force_insert=True)
    record(actor, "cite", edition, dataflow=made.dataflow, figures=len(made.cells))
    return made


@act
def uncite(actor: Actor, edition: StudyEdition, name: str) -> None:
    """Quote it no more."""
    require(actor, "uncite", edition)
    _is_draft(edition)
    queries.citation(actor, edition, name).delete()
    record(actor, "uncite", edition)


@act
def step(actor: Actor, edition: StudyEdition, shape: StageShape) -> StudyEdition:
    """drafted > cleared > published > withdrawn, or back to the draft."""
    if shape.stage == "withdrawn":
        return withdraw(actor, edition, shape.reason)
    return {"cleared": clear, "drafted": send_back, "published": publish}[shape.stage](
        actor, edition
    )


@act
def clear(actor: Actor, edition: StudyEdition) -> StudyEdition:
    """Another person read it: every figure that it names is there."""
    require(actor, "clear", edition)
    if missing := tokens.missing(actor, edition):
        raise Unreadable(["body"], _("No se encuentra: %s") % ", ".join(missing))
    EDITION.step(edition, "clear", cleared_by_id=actor.person or None)
    record(actor, "clear", edition)
    return edition


@act
def send_back(actor: Actor, edition: StudyEdition) -> StudyEdition:
    """Back to who wrote it."""
    require(actor, "return", edition)
    EDITION.step(edition, "return", cleared_by_id=None)
    record(actor, "return", edition)
    return edition


@act
def publish(actor: Actor, edition: StudyEdition) -> StudyEdition:
    """Out to its readers; the edition before stays where it is, and says which one follows."""
    require(actor, "publish", edition)
    now = timezone.now()
    figures = queries.drift(actor, edition)
    EDITION.step(edition, "publish", published_at=now, compared_at=now, drift=figures)
    for former in queries.editions(actor).filter(slug=edition.slug, stage="published"):
        if former.pk != edition.pk:
            _supersede(actor, former)
    telling.index(edition)
    telling.published(actor, edition)
    record(actor, "publish", edition, number=edition.number)
    return edition


@act
def withdraw(actor: Actor, edition: StudyEdition, reason: str) -> StudyEdition:
    """It counts no more, and says why; its words stay where they were."""
    require(actor, "withdraw", edition)
    if not reason:
        raise Unreadable(["reason"], _("Diga por qué se retira."))
    EDITION.step(edition, "withdraw", ended_at=timezone.now(), reason=reason)
    telling.index(edition)
    record(actor, "withdraw", edition)
    return edition


@act
def renew(actor: Actor, edition: StudyEdition) -> StudyEdition:
    """A next edition as a draft: the same words, the figures as they are published now."""
    require(actor, "renew", edition)
    with connection.cursor() as cursor:
        cursor.execute(_TURN, [edition.slug])
    numbers = queries.numbers(actor, edition.slug)
    if edition.stage in ("drafted", "cleared") or numbers[0].stage in ("drafted", "cleared"):
        raise WrongStage(_("Ya hay un borrador de la próxima edición."))
    made = _copy(actor, edition, numbers[0].number + 1)
    record(actor, "renew", made, number=made.number)
    return made


@act
def compare(actor: Actor, edition: StudyEdition, figures: int) -> StudyEdition:
    """So many quoted figures are otherwise published now; those who sign are told of more."""
    require(actor, "compare", edition)
    before, edition.drift, edition.compared_at = edition.drift, figures, timezone.now()
    edition.save(update_fields=["drift", "compared_at"])
    if figures > before:
        telling.drifted(actor, edition)
    record(actor, "compare", edition, figures=figures)
    return edition


def _supersede(actor: Actor, former: StudyEdition) -> None:
    require(actor, "supersede", former)
    EDITION.step(former, "supersede", ended_at=timezone.now())
    record(actor, "supersede", former)


def _head(actor: Actor, edition: StudyEdition, shape: HeadShape) -> None:
    """The head as said, or every place where nobody can be found under that name."""
    edition.units = list(dict.fromkeys([edition.units[0], *shape.units]))
    edition.marking, edition.audience = shape.marking, list(dict.fromkeys(shape.audience))
    edition.threat, edition.confidence = shape.threat, shape.confidence
    faults = _unknown("units", edition.units, {one.pk for one in queries.units(actor)})
    if edition.kind == BRIEF:
        known = {one.pk for one in queries.readers(actor)}
        faults += _unknown("audience", edition.audience, known)
        faults += _threat(actor, edition, shape)
    elif shape.marking != str(TLP.CLEAR) or shape.audience or shape.threat or shape.alerts:
        faults.append((["kind"], _("Un estudio es público: no tiene amenaza ni destinatarios.")))
    if faults:
        raise Unreadable.many(faults)


Faults = list[tuple[list[str | int], str]]


def _threat(actor: Actor, edition: StudyEdition, shape: HeadShape) -> Faults:
    terms = queries.threats(actor)
    edition.threats_version = terms.version
    faults = _unknown("threat", [shape.threat], {one.key for one in terms.threats})
    faults += _unknown("confidence", [shape.confidence], {one.key for one in terms.confidence})
    if shape.marking == str(TLP.CLEAR):
        faults.append((["marking"], _("Una apreciación va dirigida: no es TLP:CLEAR.")))
    return faults


def _unknown(place: str, said: Collection[str], known: set[str]) -> Faults:
    return [
        ([place, at] if place in ("units", "audience") else [place], _("No existe: %s") % one)
        for at, one in enumerate(said)
        if one not in known
    ]


def _rest_on(actor: Actor, edition: StudyEdition, references: list[str]) -> None:
    """The alerts that the writer names; those that the writer may not see stay as they were."""
    if edition.kind != BRIEF:
        return
    found = queries.alert_references(actor, references)
    faults: Faults = [
        (["alerts", at], _("No existe, o no existe para usted."))
        for at, one in enumerate(references)
        if one not in found
    ]
    own = StudyAlert.objects.visible_to(actor).filter(edition=edition)
    markings = {row.marking for row in found.values()} | _unseen(edition, own)
    if any(TLP(one) > TLP(edition.marking) for one in markings):
        words = _("Se apoya en una alerta más estricta que esta marcación.")
        faults.append((["marking"], words))
    if faults:
        raise Unreadable.many(faults)
    own.delete()
    rows = [StudyAlert(edition=edition, alert=row) for row in found.values()]
    StudyAlert.objects.bulk_create(rows)


def _unseen(edition: StudyEdition, seen: QuerySet[StudyAlert]) -> set[str]:
    """Markings of the alerts that others named and this writer may not see."""
    known = list(seen.values_list("pk", flat=True))
    with as_system(RESTS):
        found = StudyAlert.objects.unguarded(RESTS).filter(edition=edition).exclude(pk__in=known)
        return set(found.values_list("alert__marking", flat=True))


def _keep_text(actor: Actor, edition: StudyEdition, shape: TextShape) -> StudyText:
    said = shape.model_dump(include={"title", "summary", "body"})
    said |= {"author_id": actor.person or None, "at": timezone.now()}
    kept, _made = StudyText.objects.visible_to(actor).update_or_create(
        edition=edition, language=shape.language, defaults=said
    )
    return kept


def _citation(actor: Actor, edition: StudyEdition, shape: CitationShape, position: int) -> Citation:
    """The figures, or the place where the question finds none or too many."""
    try:
        taken = queries.taken(actor, shape, timezone.now())
    except ObjectDoesNotExist:
        raise Unreadable(["dataflow"], _("Ese flujo de datos no existe o no es público.")) from None
    if not taken.cells:
        raise Unreadable(["where"], _("No hay ninguna cifra publicada con esas condiciones."))
    if len(taken.cells) > citing.MOST:
        words = _("Son %(n)d cifras; se citan hasta %(most)d: elija menos códigos o periodos.")
        raise Unreadable(["where"], words % {"n": len(taken.cells), "most": citing.MOST})
    return Citation(
        edition=edition, position=position, name=shape.name, dataflow=taken.dataflow,
        version=taken.version, where=shape.where, start=shape.start, end=shape.end,
        as_of=taken.as_of, described=taken.described, cells=taken.cells,
    )  # fmt: skip


def _copy(actor: Actor, edition: StudyEdition, number: int) -> StudyEdition:
    kept = ("slug", "kind", "language", "units", "marking", "audience", "threat", "confidence",
            "threats_version")  # fmt: skip
    made = StudyEdition(
        **{name: getattr(edition, name) for name in kept},
        number=number, author_id=actor.person or None, made_at=timezone.now(),
    )  # fmt: skip
    made.save(force_insert=True)
    for text in edition.texts.all():
        _keep_text(actor, made, TextShape.model_construct(
            language=text.language, title=text.title, summary=text.summary, body=text.body
        ))  # fmt: skip
    with as_system(RESTS):
        found = StudyAlert.objects.unguarded(RESTS).filter(edition=edition)
        alerts = [StudyAlert(edition=made, alert_id=one.alert_id) for one in found]
        StudyAlert.objects.bulk_create(alerts)
    rows = [_again(actor, made, row) for row in queries.citations(actor, edition)]
    Citation.objects.bulk_create(rows)
    return made


def _again(actor: Actor, edition: StudyEdition, row: Citation) -> Citation:
    """The same question today; where nothing is published any more, a citation without figures."""
    asked = CitationShape.model_construct(
        name=row.name,
        dataflow=row.dataflow,
        where=row.where,
        start=row.start,
        end=row.end,
        as_of=None,
    )
    now = timezone.now()
    try:
        taken = queries.taken(actor, asked, now)
    except ObjectDoesNotExist:
        taken = queries.Taken(row.dataflow, row.version, now, row.described, [])
    return Citation(
        edition=edition, position=row.position, name=row.name, dataflow=row.dataflow,
        version=taken.version, where=row.where, start=row.start, end=row.end,
        as_of=now, described=taken.described, cells=taken.cells,
    )  # fmt: skip


def _is_draft(edition: StudyEdition) -> None:
    if edition.stage != EDITION.start:
        raise WrongStage(_("Ya no es un borrador: haga otra edición."))


def _slug(title: str) -> str:
    """From its title, with letters that nobody can guess: it names the study for ever."""
    letters = "".join(secrets.choice(LETTERS) for _place in range(6))
    return f"{slugify(title)[:50].strip('-') or 'estudio'}-{letters}"
