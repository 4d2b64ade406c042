"""The versions of a plan, and what each says otherwise than the one before."""

from itertools import pairwise
from typing import Any

from django.utils.translation import gettext_lazy as _

from almenara.core.parties.actor import Actor
from almenara.core.types.models import TypeVersion
from almenara.programmes import amending, pages, queries, shown
from almenara.programmes.models import Plan
from almenara.programmes.words import target_words

Context = dict[str, Any]
WHAT = {
    "period": _("Otro período"),
    "added": _("Resultado nuevo"),
    "left-out": _("Resultado que sale"),
    "target": _("Otra meta"),
    "beneficiaries": _("Otros beneficiarios"),
    "otherwise": _("Dicho o medido de otro modo"),
}


def versions_page(viewer: Actor, plan: Plan) -> Context:
    """The newest first, each with its decision; what was left out keeps its figures."""
    found = queries.versions(viewer, plan)
    former = {new.version: old for new, old in pairwise(found)}
    rows = list(queries.left_out(viewer, plan))
    figures = zip(rows, shown.results(viewer, rows), strict=True)
    left = [pages.result_row(row, figure) | {"until": row.until_version} for row, figure in figures]
    return pages.frame(viewer, plan, "versions") | {
        "versions": [_version(plan, one, former.get(one.version)) for one in found],
        "left_out": left,
    }


def _version(plan: Plan, version: TypeVersion, former: TypeVersion | None) -> Context:
    before = amending.changes(former.document, version.document) if former else []
    return {
        "row": version,
        "is_first": former is None,
        "is_current": version.version == plan.version,
        "decision": version.document.get("decision"),
        "changes": [_change(one) for one in before],
    }


def _change(change: amending.Change) -> Context:
    said = {"code": change.code, "names": change.names, "what": WHAT[change.what]}
    if change.what in ("target", "added"):
        said["before"] = target_words(change.before) if change.before else ""
        said["after"] = target_words(change.after)
    elif change.what == "period":
        said["before"], said["after"] = (" – ".join(one) for one in (change.before, change.after))
    return said
