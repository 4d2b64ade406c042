"""«Whom do I call now?» as a page: the number, the clock there and here, and else what."""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from almenara.core.parties.actor import Actor
from almenara.core.web import moments
from almenara.directory import authority, desk, guard, pages, queries, shown
from almenara.directory.models import Network, Post
from almenara.directory.wallclock import zone

Context = dict[str, Any]


def page(viewer: Actor, found: guard.OnDuty) -> Context:
    """One card: who answers now, who does afterwards, and another question below it."""
    item = shown.on_duty(viewer, found)
    place = found.cards[0].zone if found.cards else "UTC"
    shown_steps = zip(item["steps"], found.steps, found.cards, strict=True)
    slug, networks = found.network.slug, pages.network_rows(viewer)
    return (
        item
        | around(viewer, slug, found.seat.state, networks)
        | {
            "network": next(row for row in networks if row["slug"] == slug),
            "institution": desk.institution(viewer, found.seat.institution).name,
            "others": _others(viewer, found),
            "at": found.at,
            "until": found.until,
            "then": _who(viewer, *found.then) if found.then else "",
            "local_time": _clocks(found.at, place, viewer.zone),
            "left_out": [shown.kind_words(kind) for kind in found.left_out],
            "steps": [_step(viewer, *one) for one in shown_steps],
            "contact_url": f"/directory/{slug}/contact/?institution={found.seat.institution}",
            "is_own": viewer.institution == found.seat.institution,
        }
    )


def nobody(viewer: Actor, network: Network, state: str) -> Context:
    """The same page for a State that has named nobody in the network."""
    return around(viewer, network.slug, state, pages.network_rows(viewer)) | {
        "network": pages.network_facts(viewer, network),
        "has_no_seat": True,
    }


def around(viewer: Actor, slug: str, state: str | None, networks: list[Context]) -> Context:
    """What the page shows beside the card."""
    return {
        "crumbs": pages.HOME,
        "state": pages.state_words(viewer, state),
        "states": pages.state_choices(viewer),
        "networks": [row for row in networks if row["member"]],
        "posts_url": f"/directory/{slug}/?state={state or ''}",
        "marking": pages.MARKING,
        "who_sees": _("Los miembros de la red"),
        "may": {},
        "why": {},
    }


def _step(viewer: Actor, item: Context, step: queries.Step, post: Post) -> Context:
    names = {"es": _("español"), "en": _("inglés"), "pt": _("portugués"), "fr": _("francés")}
    return item | {
        "username": _who(viewer, step, post),
        "kind_words": shown.kind_words(step.kind),
        "title": shown.text(post.titles),
        "stands_in": bool(step.acting_for),
        "spoken": [names.get(language, language) for language in post.languages],
        "card": pages.card_state(post, timezone.now()),
        "verified_at": post.verified_at,
    }


def _who(viewer: Actor, step: queries.Step, post: Post) -> str:
    """The user name of who answers, where the type shows holders; else the kind of the post."""
    return step.username if authority.sees(viewer, post, "holder") else shown.kind_words(step.kind)


def _others(viewer: Actor, found: guard.OnDuty) -> list[Context]:
    base = f"/directory/on-duty/?network={found.network.slug}&state={found.seat.state or ''}"
    return [
        {"name": one.name, "url": f"{base}&institution={one.pk}"}
        for one in desk.institutions(viewer, found.others)
    ]


def _clocks(at: datetime, there: str, here: str) -> Context:
    """The clock there and the reader's own, and how far they are from each other."""
    own = here or "UTC"
    away = at.astimezone(zone(there)).utcoffset() or timedelta()
    seconds = int((away - (at.astimezone(zone(own)).utcoffset() or timedelta())).total_seconds())
    hours = f"{abs(seconds) // 3600}:{abs(seconds) // 60 % 60:02d}"
    words = _("{h} h más que aquí") if seconds > 0 else _("{h} h menos que aquí")
    return {
        "clock": f"{at.astimezone(zone(there)):%H:%M}",
        "place": moments.place(there),
        "is_night": not 7 <= at.astimezone(zone(there)).hour < 21,
        "own_clock": f"{at.astimezone(zone(own)):%H:%M}",
        "own_place": moments.place(own),
        "differs": words.format(h=hours) if seconds else "",
    }
