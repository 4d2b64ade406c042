"""All that the platform keeps of one person and that they gave, as one document (R18, X7).

Each app adds its part; what others wrote about the person's institution is not the person's.
"""

from collections.abc import Callable
from typing import Any

from almenara.core.identity import queries
from almenara.core.journal import queries as journal
from almenara.core.notices import queries as notices
from almenara.core.parties.actor import Actor

Part = Callable[[Actor], Any]


def account(viewer: Actor) -> dict[str, Any]:
    person = queries.oneself(viewer)
    return {
        "username": person.user.get_username(),
        "mail": person.user.email,
        "institution": person.institution_id,
        "titles": person.titles,
        "language": person.language,
        "zone": person.zone,
        "pseudonym": person.pseudonym,
        "roles": [
            {"role": row.role, "since": row.since, "until": row.until}
            for row in queries.own_roles(viewer)
        ],
    }


def access(viewer: Actor) -> dict[str, Any]:
    """Devices and keys; no key is kept that could be given."""
    return {
        "sessions": [
            {"agent": stay.agent, "since": stay.begun_at, "seen": stay.seen_at}
            for stay in queries.stays(viewer)
        ],
        "tokens": [
            {"label": row.label, "made": row.made_at, "expires": row.expires_at,
             "revoked": row.revoked_at}
            for row in queries.tokens(viewer)
        ],
    }  # fmt: skip


def substitutions(viewer: Actor) -> list[dict[str, Any]]:
    return [
        {"holder": str(row.holder), "substitute": str(row.substitute), "rule": row.rule,
         "since": row.since, "until": row.until, "revoked": row.revoked_at}
        for row in queries.substitutions(viewer)
    ]  # fmt: skip


def channels(viewer: Actor) -> dict[str, Any]:
    quiet = notices.quiet(viewer)
    return {
        "channels": [
            {"kind": kind, "since": row.made_at, "facts": row.facts}
            for kind, row in notices.addresses(viewer).items()
        ],
        "quiet": {"since": quiet.since, "until": quiet.until} if quiet else None,
    }


def corrections(viewer: Actor) -> list[dict[str, Any]]:
    return [
        {"about": row.about, "words": row.words, "asked": row.asked_at, "answer": row.answer}
        for row in queries.own_corrections(viewer)
    ]


def acts(viewer: Actor) -> list[dict[str, Any]]:
    """The person's own lines in the journal."""
    mine = journal.entries(viewer).filter(actor=viewer.pseudonym)
    return [
        {"seq": row.seq, "at": row.at, "verb": row.verb, "thing": row.thing,
         "outcome": row.outcome}
        for row in mine.iterator(chunk_size=2000)
    ]  # fmt: skip


PARTS: dict[str, Part] = {
    "account": account,
    "access": access,
    "substitutions": substitutions,
    "notices": channels,
    "corrections": corrections,
    "acts": acts,
}


def of(viewer: Actor) -> dict[str, Any]:
    return {name: part(viewer) for name, part in PARTS.items()}
