"""From a mandate to the results that serve it and to what was done for them."""

from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from almenara.core.parties.actor import Actor
from almenara.formats.refusal import Unreadable
from almenara.mandates import queries as mandates
from almenara.programmes import pages, queries
from almenara.programmes.models import Result

Links = dict[UUID, list[mandates.Linked]]


def register() -> None:
    """The register of mandates shows what of the plans hangs on it."""
    mandates.LINKS["results"] = results
    mandates.LINKS["activities"] = activities


def results(viewer: Actor, ids: Collection[UUID]) -> Links:
    """By mandate the results that serve it."""
    found: Links = {}
    for mandate, result in queries.fulfilments(viewer, ids):
        url = f"/plans/{result.plan_id}/#{result.programme.code}"
        found.setdefault(mandate, []).append(mandates.Linked(result.code, result.name, url))
    return found


def activities(viewer: Actor, ids: Collection[UUID]) -> Links:
    """By mandate the activities for its results, those that this viewer may see, once each."""
    pairs = queries.fulfilments(viewer, ids)
    by_result = queries.activities_by_result(viewer, {result.pk for _mandate, result in pairs})
    rows = {row.pk: row for found in by_result.values() for row in found}
    places = queries.states_of(viewer, list(rows.values()))
    links = {
        pk: mandates.Linked(
            row.kind, row.title, f"/activities/{pk}/",
            tuple(place.state_id for place in places.get(pk, [])), row.starts,
            str(pages.STAGES[row.stage][2]),
        )
        for pk, row in rows.items()
    }  # fmt: skip
    found: dict[UUID, dict[UUID, mandates.Linked]] = {}
    for mandate, result in pairs:
        kept = found.setdefault(mandate, {})
        kept |= {row.pk: links[row.pk] for row in by_result.get(result.pk, [])}
    return {mandate: list(kept.values()) for mandate, kept in found.items()}


def keys(texts: Iterable[str]) -> list[UUID]:
    """What was ticked, as keys."""
    try:
        return [UUID(text) for text in texts]
    except ValueError:
        raise Unreadable(["results"], _("Ese resultado no está en el plan.")) from None


def page(viewer: Actor, mandate: mandates.Mandate) -> pages.Context:
    """Every result of every plan, those that serve this mandate ticked."""
    chosen = {result.pk for _pk, result in queries.fulfilments(viewer, [mandate.pk])}
    label = f"{mandate.resolution.symbol} · {mandate.paragraph}"
    return {
        "mandate": mandate,
        "crumbs": [{"url": f"/mandates/{mandate.pk}/", "label": label}],
        "plans": [_plan(viewer, plan, chosen) for plan in queries.plans(viewer)],
    }


def _plan(viewer: Actor, plan: queries.Plan, chosen: set[UUID]) -> dict[str, Any]:
    rows: list[tuple[Result, bool]] = [
        (row, row.pk in chosen) for row in queries.results(viewer, plan)
    ]
    return {"plan": plan, "rows": rows}
