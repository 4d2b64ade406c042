"""The table of consequences: with which statuses a State is a member (R15)."""

from functools import lru_cache
from importlib import resources

import yaml


@lru_cache(maxsize=1)
def member_statuses() -> frozenset[str]:
    """From the reference data, which an installation changes with the document that says so."""
    kept = resources.files("almenara.core.parties") / "reference" / "states.yaml"
    table = yaml.safe_load(kept.read_text(encoding="utf-8"))["statuses"]
    return frozenset(row["code"] for row in table if row["member"])
