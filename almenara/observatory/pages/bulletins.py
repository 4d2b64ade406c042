"""An indicator on paper: the sentence, the picture, the table, how we know; as tagged PDF."""

from datetime import UTC, datetime

from django.utils.translation import gettext as _

from almenara.core.parties.actor import Actor
from almenara.core.web.papers import paper_words
from almenara.formats.late import Late
from almenara.formats.papers.model import (
    Block,
    Grid,
    Heading,
    Items,
    Paper,
    Paragraph,
    Picture,
    Run,
    Runs,
)  # fmt: skip
from almenara.observatory.pages import drawings, figures
from almenara.observatory.pages.headlines import headline
from almenara.observatory.pages.readings import Reading

printing = Late("almenara.formats.papers.printing")
MARKING = "TLP:CLEAR"


def written(viewer: Actor, read: Reading) -> bytes:
    """The same figures at the same moment give the same bytes."""
    made: bytes = printing.as_pdf(paper(viewer, read))
    return made


def paper(viewer: Actor, read: Reading) -> Paper:
    shown = figures.figure(viewer, read)
    at = shown["foot"]["data_date"] or datetime(1970, 1, 1, tzinfo=UTC)
    return Paper(
        title=shown["title"],
        facts=(shown["foot"]["citation"],),
        blocks=tuple(_blocks(read, shown)),
        language=read.language,
        marking=MARKING,
        at=at,
        words=paper_words(at),
    )


def _blocks(read: Reading, shown: figures.Context) -> list[Block]:
    found: list[Block] = []
    if said := headline(read):
        unit = f"{said['figure']} {said['unit']}"
        found.append(Paragraph((Run(unit, "strong"), Run(f" {said['said']}"))))
    if shown["kind"]:
        found.append(Picture(drawings.words(read).title, drawings.svg(read).decode()))
    table = shown["table"]
    if table["rows"]:
        found += [Heading(2, _plain(_("Tabla"))), _grid(shown, table)]
    letters = [_plain(f"{letter}: {why}") for letter, why in table["letters"]]
    found += [Items(tuple(letters))] if letters else []
    return [*found, Heading(2, _plain(_("Cómo lo sabemos"))), Items(tuple(_known(shown)))]


def _grid(shown: figures.Context, table: figures.Context) -> Grid:
    rows = tuple(
        (_plain(row["name"]),
         *(_plain(" ".join(filter(None, (cell["text"], cell["flag"]))))
           for _name, cell in row["cells"]))
        for row in table["rows"]
    )  # fmt: skip
    numbers = frozenset(range(1, 1 + len(table["header"])))
    return Grid(shown["title"], (table["down"], *table["header"]), rows, numbers)


def _known(shown: figures.Context) -> list[Runs]:
    how = shown["how"]
    said = [how["definition"], how["key_note"], _("Fuente: %s.") % shown["foot"]["source"]]
    if shown["table"]["beside"]:
        said.append(f"{_('Población')}: {shown['table']['beside'].source}.")
    if how["is_external"]:
        said.append(_("Ningún Estado dio aquí su acuerdo sobre estas cifras."))
    for one in shown["comments"]:
        said.append(f"{one['title']}: {one['text']} {one['original']}".strip())
    if how["silent"]:
        said.append(f"{_('Sin datos:')} {', '.join(how['silent'])}.")
    return [_plain(text) for text in said if text]


def _plain(text: str) -> Runs:
    return (Run(text),)
