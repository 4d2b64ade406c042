"""What a contact point reads when the journal was signed: a head, to be kept elsewhere."""

from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _

from almenara.core.journal import archive, queries
from almenara.core.journal.models import Head
from almenara.core.notices.models import Notice
from almenara.core.notices.words import WORDS, Content, File, Word
from almenara.core.parties.actor import SYSTEM

WORD = "journal-head"


def contents(notices: list[Notice]) -> dict[UUID, Content]:
    """One letter for each notice; the head goes with it as the line that an export has."""
    heads = {notice.about: _head(notice.about) for notice in notices}
    return {notice.pk: _content(heads[notice.about]) for notice in notices}


def _head(about: str) -> Head:
    return queries.head(SYSTEM, int(about.partition(":")[2]))


def _content(head: Head) -> Content:
    line = archive.as_line(head).line()
    file = File(f"almenara-head-{head.size}.jsonl", "application/jsonl", line.encode())
    body = _(
        "Guarde este mensaje fuera de Almenara. El archivo adjunto dice cuántos asientos tiene hoy "
        "la bitácora y la raíz de su árbol, con nuestra firma. Si alguien reescribe la historia, "
        "también quien administra el servidor, la raíz será otra y esta firma lo mostrará.\n\n"
        "Comprobarlo:\n  almenara journal verify --head %(file)s\n"
        "  python tools/verify_journal.py prueba.jsonl --head %(file)s\n\n%(note)s"
    ) % {"file": file.name, "note": head.note}
    return Content(
        title=_("Firma de la bitácora: %(size)d asientos") % {"size": head.size},
        body=body,
        marking="TLP:CLEAR",
        url=f"{settings.BASE_URL}/journal/heads/",
        files=(file,),
    )


WORDS[WORD] = Word(contents)
