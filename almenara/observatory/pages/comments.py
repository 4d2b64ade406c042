"""What States say of figures of public sources, beside them, and where they say it (R9)."""

from typing import Any

from django.utils.translation import gettext as _

from almenara.core.access.rules import why_not
from almenara.core.dates import dated
from almenara.core.languages import in_another, page_language
from almenara.core.parties.actor import Actor
from almenara.core.parties.alphabet import alphabetical
from almenara.observatory import forms, queries
from almenara.observatory.pages.readings import Reading
from almenara.observatory.structures import AREA

Context = dict[str, Any]


def beside(viewer: Actor, read: Reading) -> list[Context]:
    """Of the States whose figures are read here; of all where the areas are no States."""
    if not read.flow.policy.is_external:
        return []
    areas = set(read.selection.areas)
    known = read.flow.codes.get(AREA, {})
    found = [
        shown(one)
        for one in queries.comments(viewer, read.flow.id)
        if not areas or one.state_id in areas or one.state_id not in known
    ]
    return alphabetical(found, lambda row: str(row["title"]))


def shown(one: queries.Comment) -> Context:
    """A comment with who says it and when; its words stay in the language of their State (R17)."""
    said = {"state": one.state.name, "period": one.period, "day": _day(one)}
    title = _("Comentario de %(state)s, %(day)s")
    if one.period:
        title = _("Comentario de %(state)s sobre %(period)s, %(day)s")
    return {
        "title": title % said,
        "text": one.text,
        "language": one.language,
        "original": in_another(one.language),
    }


def _day(one: queries.Comment) -> str:
    return dated(one.made_at)


def writing(viewer: Actor, read: Reading, form: forms.CommentForm | None = None) -> Context:
    """For who speaks for a State: what it says now, and the form in which it says it."""
    mine = queries.Comment(dataflow_id=read.flow.id, state_id=viewer.state)
    if not read.flow.policy.is_external or why_not(viewer, "comment", mine):
        return {}
    standing = queries.comments(viewer, read.flow.id, viewer.state).first()
    said = standing or queries.Comment(language=page_language())
    initial = {"text": said.text, "language": said.language, "period": said.period}
    return {
        "standing": standing and shown(standing),
        "form": form or forms.CommentForm(initial=initial),
    }
