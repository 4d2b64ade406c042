"""A bulletin as a paper in one language: what is known of each signal, kind by kind."""

from itertools import groupby

from django.utils import translation
from django.utils.translation import gettext as _

from almenara.core.dates import dated
from almenara.core.web.papers import paper_words
from almenara.formats.papers.model import Block, Heading, Items, Paper, Paragraph, Run
from almenara.substances.identity import GREEK
from almenara.substances.models import BulletinItem, DrugBulletin
from almenara.substances.words import FIRSTS

MARKING = "TLP:CLEAR"
SPELT = str.maketrans(GREEK)  # the typeface of papers has no Greek


def paper(bulletin: DrugBulletin, items: list[BulletinItem], language: str) -> Paper:
    """Items come by kind; a text that is not in this language is the original, and says so."""
    at = bulletin.published_at or bulletin.drafted_at
    with translation.override(language):
        blocks: list[Block] = []
        for _kind, group in groupby(items, key=lambda item: item.kind_id):
            rows = list(group)
            blocks.append(Heading(2, (Run(rows[0].kind.name),)))
            for item in rows:
                blocks += _item(item, bulletin.language, language)
        return Paper(
            title=bulletin.title(language),
            facts=tuple(_facts(bulletin)),
            blocks=tuple(blocks),
            language=language,
            marking=MARKING,
            at=at,
            words=paper_words(at),
        )


def _facts(bulletin: DrugBulletin) -> list[str]:
    found = []
    if bulletin.number:
        found.append(_("Boletín %d de alerta temprana sobre drogas") % bulletin.number)
    if bulletin.reviewed_at:
        words = _("Revisión de salud: %(who)s, %(day)s")
        said = {"who": bulletin.reviewer, "day": dated(bulletin.reviewed_at)}
        found.append(words % said)
    if bulletin.is_exercise:
        found.append(_("EJERCICIO: nada de lo que dice ha ocurrido."))
    return found


def _item(item: BulletinItem, original: str, language: str) -> list[Block]:
    found: list[Block] = []
    if item.substance:
        key = f" · {item.substance.inchikey}" if item.substance.inchikey else ""
        name = Run(item.substance.name.translate(SPELT), "strong")
        found.append(Paragraph((name, Run(key))))
    if item.retracted_at:
        words = _("RETIRADA el %s: no cuente con lo que sigue.")
        day = dated(item.retracted_at)
        found.append(Paragraph((Run(words % day, "strong"),)))
    found.append(Paragraph(_text(item, original, language)))
    rows = tuple((Run(fact),) for fact in _known(item))
    return [*found, Items(rows)] if rows else found


def _text(item: BulletinItem, original: str, language: str) -> tuple[Run, ...]:
    if language in item.texts:
        return (Run(item.texts[language].translate(SPELT)),)
    said = original if original in item.texts else min(item.texts)
    return Run(f"[{said}] ", "em"), Run(item.texts[said].translate(SPELT))


def _known(item: BulletinItem) -> list[str]:
    found = []
    if item.seen_on:
        found.append(_("Visto el %s") % dated(item.seen_on))
    if item.state:
        found.append(_("Estado: %s") % item.state.name)
    if item.first:
        found.append(str(FIRSTS[item.first]))
    return found
