"""Papers get their symbols, their parts and the file of each language."""

from typing import BinaryIO

from django.utils import timezone
from django.utils.translation import gettext as _

from almenara.bodies import queries
from almenara.bodies.drafts import WIDEST, PaperShape, RevisionShape
from almenara.bodies.models import DISTRIBUTIONS, Meeting, Paper, PaperText
from almenara.bodies.numbering import following
from almenara.bodies.symbols import symbol
from almenara.core.access.rules import require
from almenara.core.documents import hanging
from almenara.core.documents import services as documents
from almenara.core.journal.acts import act, record
from almenara.core.parties.actor import Actor
from almenara.core.parties.refusals import WrongStage
from almenara.core.search import indexing
from almenara.formats.refusal import Unreadable


@act
def submit(actor: Actor, meeting: Meeting, shape: PaperShape) -> Paper:
    """Post a paper: it gets the next number of its class and year, or is refused without one."""
    paper = Paper(
        meeting=meeting,
        body=meeting.body,
        series=shape.series,
        language=shape.language,
        titles={shape.language: shape.title.strip()},
        marking=shape.marking,
        distribution=shape.distribution or WIDEST[shape.marking],
        author_id=actor.person or None,
        made_at=timezone.now(),
    )
    require(actor, "submit", paper)
    pattern = _pattern(paper)
    if shape.item:
        paper.item = queries.item(actor, meeting, shape.item, "item")
    paper.year = timezone.localdate().year
    paper.number = following(actor, meeting.body, paper.series, paper.year)
    paper.symbol = symbol(pattern, paper.number, paper.year)
    paper.save(force_insert=True)
    _index(paper)
    record(actor, "submit", paper, symbol=paper.symbol)
    return paper


@act
def revise(actor: Actor, paper: Paper, shape: RevisionShape) -> Paper:
    """A revision, an addition or a correction: the number stays, the part has its own."""
    root = paper.original or paper
    require(actor, "revise", root)
    key = f"{root.series}.{root.number}.{shape.part}"
    part_number = following(actor, root.body, key, root.year)
    title = shape.title.strip() or root.title
    made = Paper(
        meeting=paper.meeting,
        body=root.body,
        item=root.item,
        series=root.series,
        year=root.year,
        number=root.number,
        part=shape.part,
        part_number=part_number,
        original=root,
        symbol=symbol(_pattern(root), root.number, root.year, shape.part, part_number),
        language=root.language,
        titles={root.language: title},
        marking=root.marking,
        distribution=root.distribution,
        author_id=actor.person or None,
        made_at=timezone.now(),
    )
    made.save(force_insert=True)
    _index(made)
    record(actor, "revise", made, symbol=made.symbol)
    return made


@act
def translate(
    actor: Actor, paper: Paper, language: str, title: str, file: BinaryIO, name: str
) -> PaperText:
    """Keep the file of one language; with a new original the translations are out of date."""
    require(actor, "translate", paper)
    if language not in paper.body.languages:
        raise Unreadable(["language"], _("El órgano no trabaja en ese idioma."))
    rows = Paper.objects.visible_to(actor).filter(pk=paper.pk)
    paper.titles = rows.select_for_update(of=("self",)).get().titles  # one language at a time
    texts = PaperText.objects.visible_to(actor).filter(paper=paper)
    is_original = language == paper.language
    if not is_original and not texts.filter(language=paper.language).exists():
        raise WrongStage(_("Falta el original: una traducción no va antes."))
    if not is_original and not title.strip():
        raise Unreadable(["title"], _("Escriba el título en ese idioma."))
    document = documents.keep(actor, file, name, paper.marking)
    hanging.hang_all(actor, [str(document.pk)], paper, ["file"])
    now = timezone.now()
    text = texts.filter(language=language).first() or PaperText(paper=paper, language=language)
    text.document, text.kept_at = document, now
    text.save()
    if title.strip():
        paper.titles = {**paper.titles, language: title.strip()[:200]}
        paper.save(update_fields=["titles"])
    _index(paper)
    record(actor, "translate", paper, language=language)
    return text


def _pattern(paper: Paper) -> str:
    """How the class of a paper makes symbols; what goes too wide is refused before a number."""
    patterns = {one["key"]: str(one["symbol"]) for one in paper.body.classes}
    faults: list[tuple[list[str | int], str]] = []
    if paper.series not in patterns:
        faults.append((["class"], _("El órgano no tiene esa clase de documentos.")))
    if paper.language not in paper.body.languages:
        faults.append((["language"], _("El órgano no trabaja en ese idioma.")))
    widest = DISTRIBUTIONS.index(WIDEST[paper.marking])
    if DISTRIBUTIONS.index(paper.distribution) < widest:
        faults.append((["distribution"], _("El marcado no deja distribuirlo a tantos.")))
    if faults:
        raise Unreadable.many(faults)
    return patterns[paper.series]


def _index(paper: Paper) -> None:
    """What is public can be found; the rest stands on the page of its meeting alone."""
    if paper.distribution != "public":
        return
    found = indexing.Findable(
        thing="paper",
        ref=str(paper.pk),
        url=f"/bodies/{paper.body_id}/meetings/{paper.meeting_id}/#{paper.pk}",
        original=paper.language,
        titles={code: f"{paper.symbol} · {title}" for code, title in paper.titles.items()},
        bodies={},
        at=paper.made_at,
    )
    indexing.index(found, indexing.Keys(is_public=True))
