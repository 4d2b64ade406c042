"""What a State gave to the directory: posts, designations, rosters, proposals, requests (X7)."""

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet

from almenara.core.identity.exits import PARTS, as_csv, as_json
from almenara.core.parties.actor import Actor
from almenara.directory.models import (
    Accession,
    Application,
    ContactRequest,
    Designation,
    Post,
    Probe,
    Proposal,
    RosterChange,
    RosterRule,
)

Tables = dict[str, list[dict[str, Any]]]


def directory(viewer: Actor) -> Iterator[tuple[str, bytes]]:
    for name, rows in (_standing(viewer) | _asked(viewer)).items():
        yield f"directory/{name}.json", as_json(rows)
        yield f"directory/{name}.csv", as_csv(rows)


def _standing(viewer: Actor) -> Tables:
    """Posts without their lines: those are on the cards, which are counted one by one (R4)."""
    of_post = {"post__state": viewer.state}
    return {
        "posts": _rows(
            Post.objects.visible_to(viewer).filter(state=viewer.state),
            "id", "network", "institution", "lead", "kind", "titles", "zone", "languages", "stage",
            "nominated_at", "verified_at", "ended_at",
        ),
        "designations": _rows(
            Designation.objects.visible_to(viewer).filter(**of_post),
            "id", "post", "person", "stage", "since", "until", "place", "document",
        ),
        "rosters": _rows(
            RosterRule.objects.visible_to(viewer).filter(**of_post),
            "id", "post", "document", "valid_from", "made_at", "replaced_at",
        ),
        "roster-changes": _rows(
            RosterChange.objects.visible_to(viewer).filter(**of_post),
            "id", "post", "kind", "person", "other", "starts_at", "ends_at", "made_at",
        ),
    }  # fmt: skip


def _asked(viewer: Actor) -> Tables:
    """What its institutions asked for, and what they answered."""
    return {
        "nominations": _rows(
            Proposal.objects.visible_to(viewer).filter(state=viewer.state),
            "id", "network", "institution", "kind", "titles", "person", "stage", "proposed_at",
            "post",
        ),
        "networks": _rows(
            Accession.objects.visible_to(viewer).filter(state=viewer.state),
            "network", "stage",
        ),
        "checks": _rows(
            Probe.objects.visible_to(viewer).filter(state=viewer.state),
            "check_asked", "network", "institution", "stage", "answered_at",
        ),
        "applications": _rows(
            Application.objects.visible_to(viewer).filter(state=viewer.state),
            "id", "network", "institution", "stage", "document", "applied_at", "decided_at",
        ),
        "calls": _rows(
            ContactRequest.objects.visible_to(viewer).filter(origin__state=viewer.state),
            "id", "network", "origin", "institution", "urgency", "marking", "reason",
            "legal_basis", "stage", "asked_at", "reached_at",
        ),
    }  # fmt: skip


def _rows(found: QuerySet[Any], *fields: str) -> list[dict[str, Any]]:
    return list(found.order_by("pk").values(*fields))


PARTS["directory"] = directory
