"""The file of the demonstration's accounts: `HOME/demo-accounts.csv`, for this OS user alone."""

import csv
import io
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from almenara.config.demonstration.people import Company
from almenara.core import private

HEADER = ("username", "password", "state", "institution", "roles", "token")
ORDER = (  # the words that readers of the file know: the liaison is named by its account
    "duty", "alternate", "head", "ncp", "mission", "secretariat", "administrator", "observer",
    "analyst", "statistician",
)  # fmt: skip


@dataclass(frozen=True)
class Listed:
    """One line of the file, without its secrets."""

    username: str
    state: str


def place() -> Path:
    return Path(settings.HOME) / "demo-accounts.csv"


def write(company: Company) -> Path:
    """The file is complete when it appears."""
    text = io.StringIO()
    lines = csv.writer(text, lineterminator="\n")
    lines.writerow(HEADER)
    for username, account in company.accounts.items():
        actor = company.actor(username)
        held = {seat.kind for seat in account.seats} | actor.roles
        lines.writerow(
            (
                username,
                company.passwords[username],
                account.observer or actor.state,
                actor.institution,
                " ".join(role for role in ORDER if role in held),
                company.tokens[username],
            )
        )
    half = place().with_suffix(".half")
    private.write(half, text.getvalue())
    return half


def read() -> list[Listed]:
    """Who is in the file."""
    with place().open(encoding="utf-8", newline="") as file:
        return [Listed(row["username"], row["state"]) for row in csv.DictReader(file)]
