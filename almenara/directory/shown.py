"""The directory's things as the API and the pages show them to one viewer (docs/api.md)."""

from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from almenara.core.languages import page_language
from almenara.core.parties.actor import Actor
from almenara.core.parties.models import Belonging, Membership, State
from almenara.core.types import queries as types
from almenara.directory import authority, desk, guard, membership, oncall, queries
from almenara.directory.models import Check, Network, Post, Probe
from almenara.formats.rfc3339 import moment

HIDDEN_AFTER = timedelta(days=365)
FIRST_TO_THE_STATE = timedelta(hours=24)
Shape = dict[str, Any]


def text(names: dict[str, str]) -> str:
    """In the reader's language, else in Spanish, else in whatever there is."""
    language = page_language()
    return names.get(language) or names.get("es") or next(iter(names.values()), "")


def kind_words(kind: str) -> str:
    return {"duty": _("Guardia"), "alternate": _("Suplente"), "head": _("Jefatura")}[kind]


def states(viewer: Actor, day: date, rows: Collection[State]) -> list[Shape]:
    """States with whether they are members on a day, since and until when."""
    now = {period.state_id: period for period in membership.periods(viewer, day)}
    return [
        {
            "code": state.code,
            "names": state.names,
            "member": state.code in now,
            **_period(state, now.get(state.code)),
        }
        for state in rows
    ]


def _period(state: State, period: Membership | None) -> Shape:
    """Its days, and how much of the first one its source knows."""
    if period is None:
        return {"since": None, "until": None, "since_precision": None}
    known = state.facts.get("periods", {}).get(str(period.since), {})
    return {
        "since": period.since.isoformat(),
        "until": _iso(period.until),
        "since_precision": known.get("since_precision", "day"),
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def networks(viewer: Actor, rows: Collection[Network]) -> list[Shape]:
    """Networks as programs read them: their names and their kinds besides."""
    kinds = _kinds(viewer)
    return [
        item | {"names": row.names, "kinds": sorted(kinds.get(row.slug, ()))}
        for row, item in zip(rows, taking_part(viewer, rows), strict=True)
    ]


def taking_part(viewer: Actor, rows: Collection[Network]) -> list[Shape]:
    """Networks with both denominators (R5) and whether the viewer is in them."""
    sums, everybody = queries.sums(viewer), queries.states_all(viewer)
    mine = set(queries.member_networks(viewer))
    return [
        {
            "slug": network.slug,
            "states_taking_part": sums.get(network.slug, 0),
            "states_all": everybody,
            "member": network.slug in mine,
        }
        for network in rows
    ]


def _kinds(viewer: Actor) -> dict[str, set[str]]:
    """The message kinds of each network, from the public register of types."""
    found: dict[str, set[str]] = {}
    for version in types.versions(viewer, "kind").filter(stage="active"):
        found.setdefault(version.document.get("network", ""), set()).add(version.slug)
    return found


def posts(viewer: Actor, rows: Collection[Post], *, has_cards: bool) -> list[Shape]:
    """Posts, field by field as the type of their network says."""
    now = timezone.now()
    holders = on_shift(viewer, rows, now)
    shown = carded(viewer, rows, now) if has_cards else set()
    lines = {(post, kind): to for post, kind, to in queries.lines(viewer, shown)}
    behalf = _on_behalf(viewer, rows, now.date())
    return [_post(viewer, post, holders, lines, behalf) for post in rows]


def _post(
    viewer: Actor,
    post: Post,
    holders: dict[str, str],
    lines: dict[tuple[str, str], str],
    behalf: dict[str, list[str]],
) -> Shape:
    key = str(post.pk)
    shape: Shape = {
        "id": key,
        "state": post.state_id,
        "institution": post.institution_id,
        "lead": post.lead,
        "kind": post.kind,
        "title": text(post.titles) if authority.sees(viewer, post, "title") else None,
        "holder": holders.get(key) if authority.sees(viewer, post, "holder") else None,
        "phone": lines.get((key, "phone")) if authority.sees(viewer, post, "phone") else None,
        "mail": lines.get((key, "mail")) if authority.sees(viewer, post, "mail") else None,
        "stage": post.stage,
        "verified_at": moment(post.verified_at),
    }
    if post.institution_id in behalf:
        shape["on_behalf"] = behalf[post.institution_id]
    return shape


def on_shift(viewer: Actor, rows: Collection[Post], at: datetime) -> dict[str, str]:
    """By post, the user name of who has it at a moment; a constant number of queries a network."""
    found: dict[str, str] = {}
    for network in {post.network_id for post in rows}:
        homes = {post.institution_id for post in rows if post.network_id == network}
        watch = queries.watches(viewer, [network], homes, at, at)[network]
        for of_home in watch.posts.values():
            for post in of_home:
                for step in oncall.steps([post], at, [post.kind], watch.absences):
                    found[post.id] = watch.names[step.person]
    return found


def carded(viewer: Actor, rows: Collection[Post], now: datetime) -> set[Any]:
    """Posts whose telephone or mail this viewer is shown: not when unverified for a year (R4)."""
    return {
        post.pk
        for post in rows
        if post.verified_at
        and post.verified_at > now - HIDDEN_AFTER
        and (authority.sees(viewer, post, "phone") or authority.sees(viewer, post, "mail"))
        and queries.is_reachable(viewer, post, now)
    }


def _on_behalf(viewer: Actor, rows: Iterable[Post], day: date) -> dict[str, list[str]]:
    """The States for which subregional organisations hold their posts on a day."""
    homes = {post.institution_id for post in rows if not post.state_id}
    found: dict[str, list[str]] = {}
    if not homes:
        return found
    kept = Belonging.objects.visible_to(viewer).filter(organisation__in=homes)
    for row in kept.order_by("state"):
        if (row.since is None or row.since <= day) and (row.until is None or day < row.until):
            found.setdefault(row.organisation_id, []).append(row.state_id)
    return found


def checks(viewer: Actor, rows: Collection[Check]) -> list[Shape]:
    """Checks with their sums, which show at once."""
    sums = queries.sums_of_checks(viewer, rows)
    return [_check(check, sums[check.pk]) for check in rows]


def check(viewer: Actor, one: Check) -> Shape:
    """One check: all answers for who opened it, else the viewer's own."""
    [shape] = checks(viewer, [one])
    now = timezone.now()
    return shape | {"answers": [probe(row, now) for row in queries.probes(viewer, one)]}


def _check(check: Check, sums: dict[str, int]) -> Shape:
    return {
        "id": str(check.pk),
        "network": check.network_id,
        "opened_at": moment(check.opened_at),
        "closes_at": moment(check.closes_at),
        "announced": check.announced,
        "asked": sum(sums.values()),
        "reached": sums.get("reached", 0),
        "late": sums.get("late", 0),
        "silent": sums.get("silent", 0),
        "states_taking_part": check.states_taking_part,
        "states_all": check.states_all,
    }


def probe(row: Probe, now: datetime) -> Shape:
    """One institution's answer; its silence shows a day after its State was told (R5)."""
    return {
        "state": row.state_id,
        "institution": row.institution_id,
        "stage": shown_stage(row, now),
        "answered_at": moment(row.answered_at),
    }


def shown_stage(row: Probe, now: datetime) -> str:
    is_early = row.told_at is None or now < row.told_at + FIRST_TO_THE_STATE
    return "asked" if row.stage == "silent" and is_early else row.stage


def me(viewer: Actor) -> Shape:
    """The person behind a key, with the kinds of posts that they hold anywhere."""
    person = queries.myself(viewer)
    held = queries.kinds_held(viewer)
    return {
        "username": viewer.name,
        "state": viewer.state or None,
        "institution": viewer.institution or None,
        "roles": sorted(viewer.roles | held),
        "networks": queries.member_networks(viewer),
        "language": viewer.language,
        "mail": person.user.email,
    }


def on_duty(viewer: Actor, found: guard.OnDuty) -> Shape:
    """Who is told, in order; telephone as the type says."""
    lines = {(p, kind): to for p, kind, to in queries.lines(viewer, [s.post for s in found.steps])}
    mails = desk.mails(viewer, [step.person for step in found.steps])
    now = timezone.now()
    open_cards = {str(pk) for pk in carded(viewer, found.cards, now)}
    return {
        "network": found.network.slug,
        "state": found.seat.state,
        "institution": found.seat.institution,
        "at": moment(found.at),
        "until": moment(found.until),
        "only_one": found.only_one,
        "steps": [
            {
                "step": step.step,
                "kind": step.kind,
                "post": step.post,
                "username": step.username,
                "mail": mails.get(step.person)
                if step.post in open_cards and authority.sees(viewer, post, "mail")
                else None,
                "phone": lines.get((step.post, "phone"))
                if step.post in open_cards and authority.sees(viewer, post, "phone")
                else None,
            }
            for step, post in zip(found.steps, found.cards, strict=True)
        ],
    }
