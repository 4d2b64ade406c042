"""A calendar of shifts before it is taken: what it would change, in words."""

from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext as _

from almenara.core.access.context import as_system
from almenara.core.access.rules import why_not
from almenara.core.parties.actor import Actor
from almenara.core.parties.refusals import Denied
from almenara.directory import desk, forms, icalendars, rosters, shifts, shown, submitting, weeks
from almenara.directory.models import Post
from almenara.formats.refusal import Unreadable

Context = dict[str, Any]


def page(viewer: Actor, post: Post) -> Context:
    """Where a calendar is brought; nothing is decided yet."""
    base = f"/directory/posts/{post.pk}/roster/"
    return {
        "crumbs": [
            {"url": f"/directory/posts/{post.pk}/", "label": shown.text(post.titles)},
            {"url": base, "label": _("Cuadro de guardias")},
        ],
        "post": {"title": shown.text(post.titles), "url": base},
        "people": [person.user.get_username() for person in desk.people_of(viewer, post)],
        "zone_words": weeks.zone_words(post.zone, timezone.now()),
        "why": why_not(viewer, "roster", post),
    }


def preview(viewer: Actor, post: Post, file: UploadedFile) -> Context:
    """What the calendar would change; the same text is sent again to be taken."""
    if reason := why_not(viewer, "roster", post):
        raise Denied(reason)
    if (file.size or 0) > icalendars.LARGEST:
        raise Unreadable(["calendar"], _("El calendario es demasiado grande."))
    content, now = file.read(), timezone.now()
    found = submitting.calendar(viewer, post, content)
    with as_system("the viewer keeps this roster"):
        _covers, comparison = shifts.compare(post, found, now)
    text = icalendars.unfolded(content).decode()
    return {
        "preview": _said(viewer, post, comparison),
        "read": len(found),
        "over": sum(shift.ends_at <= now for shift in found),
        "taken": forms.TakenForm(initial={"text": text}),
    }


def _said(viewer: Actor, post: Post, comparison: icalendars.Comparison) -> list[Context]:
    """Each difference as a row: when, who until now, who from then on."""
    names = {str(p.pk): p.user.get_username() for p in desk.people_of(viewer, post)}

    def row(at: datetime, before: rosters.Shift | None, after: rosters.Shift | None) -> Context:
        shift = after or before
        return {
            "at": at,
            "when": weeks.span(shift.starts_at, shift.ends_at, post.zone, viewer.zone)
            if shift
            else "",
            "before": names.get(before.person, "") if before else "",
            "after": names.get(after.person, "") if after else "",
        }

    rows = [row(s.starts_at, None, s) for s in comparison.added]
    rows += [row(s.starts_at, s, None) for s in comparison.removed]
    rows += [row(m.after.starts_at, m.before, m.after) for m in comparison.changed if m.after]
    return sorted(rows, key=lambda one: one["at"])
