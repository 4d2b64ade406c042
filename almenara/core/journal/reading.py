"""Entries as a person reads them: names and titles are joined now, by what the reader may see."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from almenara.core.journal.models import Entry
from almenara.core.journal.titles import Called, titles
from almenara.core.languages import in_page_language
from almenara.core.parties.actor import NOBODY, SYSTEM, Actor
from almenara.core.parties.models import Institution, Person, Substitution


@dataclass(frozen=True)
class Who:
    """The one behind a pseudonym: user name, post and institution, as the reader may know them."""

    username: str
    post: str = ""
    institution: str = ""


@dataclass(frozen=True)
class Reading:
    """One entry with its names."""

    seq: int
    at: datetime
    at_text: str
    who: Who
    for_whom: tuple[Who, ...]
    by_which: tuple[str, ...]
    state: str | None
    institution: str | None
    verb: str
    thing: str
    called: Called
    outcome: str
    detail: dict[str, Any]
    is_own: bool


def readings(viewer: Actor, entries: Sequence[Entry]) -> list[Reading]:
    """The entries in the same order; the same number of queries for one as for two hundred."""
    leaves = [json.loads(entry.leaf) for entry in entries]
    people = _people(viewer, {name for leaf in leaves for name in _pseudonyms(leaf)})
    places = _institutions(viewer, {leaf["institution"] for leaf in leaves} - {None})
    called = titles(viewer, [entry.thing for entry in entries])
    rules = _rules(viewer, {key for leaf in leaves for key in _absences(leaf["detail"])})
    return [
        _reading(viewer, entry, leaf, people, places, called[entry.thing], rules)
        for entry, leaf in zip(entries, leaves, strict=True)
    ]


def _reading(
    viewer: Actor,
    entry: Entry,
    leaf: dict[str, Any],
    people: dict[str, Who],
    places: dict[str, str],
    called: Called,
    rules: dict[str, str],
) -> Reading:
    place = places.get(leaf["institution"] or "", "")
    detail = dict(leaf["detail"])
    holders = detail.get("for", [])
    for_whom = tuple(people.get(name) or _somebody(place) for name in holders)
    if holders:
        detail["for"] = [who.username for who in for_whom]
    absences = _absences(detail)
    by_which = tuple(rules[key] for key in absences if key in rules)
    if absences:
        del detail["by"]
    if by_which:
        detail["by"] = list(by_which)
    return Reading(
        seq=entry.seq, at=entry.at, at_text=leaf["at"],
        who=people.get(leaf["actor"]) or _somebody(place), for_whom=for_whom,
        by_which=by_which,
        state=entry.state, institution=entry.institution, verb=entry.verb, thing=entry.thing,
        called=called, outcome=entry.outcome, detail=detail,
        is_own=bool(viewer.person) and leaf["actor"] == viewer.pseudonym,
    )  # fmt: skip


def _rules(viewer: Actor, keys: set[str]) -> dict[str, str]:
    """By which act or rule somebody acted for another, as far as the viewer is a party to it."""
    if not keys:
        return {}
    rows = Substitution.objects.visible_to(viewer).filter(pk__in=keys)
    return {str(row.pk): row.rule for row in rows}


def _absences(detail: dict[str, Any]) -> list[str]:
    """Ids of substitutions; in rows of former versions `by` may be a word of the act's own."""
    by = detail.get("by")
    return by if isinstance(by, list) else []


def _pseudonyms(leaf: dict[str, Any]) -> list[str]:
    return [leaf["actor"], *leaf["detail"].get("for", [])]


def _somebody(place: str) -> Who:
    if place:
        return Who(_("alguien de %(institution)s") % {"institution": place}, institution=place)
    return Who(_("alguien"))


def _people(viewer: Actor, pseudonyms: set[str]) -> dict[str, Who]:
    """Those whom the viewer may know of; the system and nobody are known to all."""
    rows = Person.objects.visible_to(viewer).filter(pseudonym__in=pseudonyms)
    found = {
        person.pseudonym: Who(
            person.user.get_username(),
            in_page_language(person.titles),
            person.institution.name if person.institution else "",
        )
        for person in rows.select_related("user", "institution")
    }
    found[SYSTEM.pseudonym] = Who(SYSTEM.name)
    found[NOBODY.pseudonym] = Who(NOBODY.name)
    return found


def _institutions(viewer: Actor, slugs: set[str]) -> dict[str, str]:
    rows = Institution.objects.visible_to(viewer).filter(pk__in=slugs)
    return {row.pk: row.name for row in rows}
