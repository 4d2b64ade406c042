"""Acts on files of good offices, by the persons named and nobody else."""

from typing import BinaryIO

from django.utils import timezone
from django.utils.translation import gettext as _

from almenara.core.access.rules import require
from almenara.core.documents import hanging
from almenara.core.documents import services as documents
from almenara.core.journal.acts import act, record
from almenara.core.parties.actor import Actor
from almenara.core.parties.refusals import WrongStage
from almenara.formats.refusal import Unreadable
from almenara.mandates import queries
from almenara.mandates.drafts import DeedShape, PeaceShape
from almenara.mandates.models import ClearedNote, PeaceAct, PeaceFile
from almenara.mandates.stages import PEACE

NAMED_ONLY = "TLP:RED"


@act
def open_file(actor: Actor, shape: PeaceShape) -> PeaceFile:
    """Open a file that exists for the persons named alone, who opens it among them."""
    found = queries.persons(actor, shape.people)
    faults: list[tuple[list[str | int], str]] = [
        (["people", i], _("Nadie se llama «%s».") % name)
        for i, name in enumerate(shape.people)
        if name not in found
    ]
    people = sorted({person.pk for person in found.values()})
    file = PeaceFile(
        title=shape.title.strip(), mandate=shape.mandate.strip(), people=people,
        made_at=timezone.now(),
    )  # fmt: skip
    require(actor, "open", file)
    if faults:
        raise Unreadable.many(faults)
    file.save(force_insert=True)
    record(actor, "open", file)
    return file


@act
def add_deed(
    actor: Actor, file: PeaceFile, shape: DeedShape, paper: BinaryIO | None = None, name: str = ""
) -> PeaceAct:
    """Write down something done, with its document."""
    require(actor, "note", file)
    if file.stage == "closed":
        raise WrongStage(_("El expediente está cerrado."))
    if file.stage == PEACE.start:
        PEACE.step(file, "begin")
    deed = PeaceAct(
        file=file, text=shape.text.strip(), on=shape.on, person_id=actor.person or None,
        at=timezone.now(),
    )  # fmt: skip
    deed.save(force_insert=True)
    if paper:
        kept = documents.keep(actor, paper, name, NAMED_ONLY)
        hanging.hang_all(actor, [str(kept.pk)], deed, ["file"])
    record(actor, "note", file)
    return deed


@act
def close_file(actor: Actor, file: PeaceFile, note: str) -> ClearedNote:
    """Close it with a cleared note: that note alone is public."""
    require(actor, "close", file)
    if not note.strip():
        raise Unreadable(["note"], _("Escriba la nota que puede ser pública."))
    PEACE.step(file, "close", closed_at=timezone.now())
    cleared = ClearedNote(
        file=file, text=note.strip(), language=actor.language, on=timezone.localdate()
    )
    cleared.save(force_insert=True)
    record(actor, "close", file)
    return cleared
