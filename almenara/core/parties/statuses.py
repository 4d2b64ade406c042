"""The table of consequences: with which statuses a State is a member, and takes part (R15)."""

from functools import lru_cache
from importlib import resources

from almenara.formats import yamltext


def member_statuses() -> frozenset[str]:
    return _statuses()["member"]


def participating_statuses() -> frozenset[str]:
    """With which a State has its seat, its voice and its vote, and counts for a quorum."""
    return _statuses()["takes_part"]


@lru_cache(maxsize=1)
def _statuses() -> dict[str, frozenset[str]]:
    """From the reference data, which an installation changes with the document that says so."""
    kept = resources.files("almenara.core.parties") / "reference" / "states.yaml"
    table = yamltext.document(kept.read_bytes())["statuses"]
    return {
        consequence: frozenset(row["code"] for row in table if row[consequence])
        for consequence in ("member", "takes_part")
    }
