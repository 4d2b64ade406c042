"""The second factor: who has one, and whether this session has passed it.

Every role needs one; the strongest roles need a passkey, because a code can be asked for by a
false page and a passkey cannot.
"""

from collections.abc import Iterable
from typing import Any

from almenara.core.parties.actor import Actor

CODES, PASSKEY = "totp", "webauthn"
STRONGEST = ("secretariat", "administrator")
SET_UP, PASS = "set-up", "pass"


def step(actor: Actor, held: Iterable[str], passed: Iterable[str]) -> str:
    """What this person still has to do: make a factor, show it, or nothing ("")."""
    good = good_for(actor)
    if not good & set(held):
        return SET_UP
    if not accepted(actor) & set(passed):
        return PASS
    return ""


def good_for(actor: Actor) -> set[str]:
    """Kinds of factors that are enough for this person's roles."""
    return {PASSKEY} if actor.has_role(*STRONGEST) else {CODES, PASSKEY}


def accepted(actor: Actor) -> set[str]:
    """What may be shown at the door; a recovery code stands for a lost telephone, not for a key."""
    return good_for(actor) | ({"recovery_codes"} if CODES in good_for(actor) else set())


def held(user: Any) -> set[str]:
    """Kinds of factors that an account has."""
    return set(user.authenticator_set.values_list("type", flat=True))


def passed(records: Iterable[dict[str, Any]]) -> set[str]:
    """Kinds of factors shown in a session, out of what allauth wrote down in it."""
    return {record.get("type", "") for record in records if record.get("method") == "mfa"}
