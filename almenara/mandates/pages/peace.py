"""Pages of good offices: one's own files, and the notes that anybody may read."""

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from almenara.core import paging
from almenara.core.parties.actor import Actor
from almenara.mandates import access, forms, queries, saying
from almenara.mandates.models import PeaceFile
from almenara.mandates.pages.registers import PAGE, Context, rooms, who

CRUMB = {"url": "/good-offices/", "label": gettext_lazy("Buenos oficios")}


def files_page(viewer: Actor, number: str | None) -> Context:
    """The cleared notes, for anybody; above them the files in which one is named."""
    files = queries.peace_files(viewer)
    return {
        "rooms": rooms(viewer, "good-offices"),
        "page": paging.page(queries.cleared_notes(viewer), PAGE, number),
        "files": [
            (f"/good-offices/{row.pk}/", row.title, saying.PEACE[row.stage]) for row in files
        ],
        "may_open": access.is_desk(viewer),
    }


def file_page(viewer: Actor, file: PeaceFile) -> Context:
    deeds = list(queries.peace_acts(viewer, file))
    people = queries.called(viewer, [*file.people, *(row.person_id for row in deeds)])
    papers = queries.documents_on(viewer, "peaceact", [row.pk for row in deeds])
    return {
        "crumbs": [CRUMB],
        "file": file,
        "stage": saying.PEACE[file.stage],
        "people": [who(people[pk]) for pk in file.people if pk in people],
        "deeds": [
            {"row": row, "who": who(people[row.person_id]), "papers": papers.get(row.pk, [])}
            for row in deeds
        ],
        "note": queries.cleared_notes(viewer).filter(file=file).first(),
        "is_open": file.stage != "closed",
        "marking": "TLP:RED",
        "who_sees": _("Las personas nombradas, y nadie más: tampoco la administración."),
    }


def blank(viewer: Actor) -> PeaceFile:
    """A file that is not there yet, for who would open it."""
    return PeaceFile(people=[viewer.person])


def deed_form() -> forms.DeedForm:
    return forms.DeedForm(initial={"on": timezone.localdate()})
