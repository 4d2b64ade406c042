"""A strategic plan as a tree: goals, and below each the results that roll up to it."""

from typing import Any

from almenara.core.parties.actor import Actor
from almenara.programmes import pages, queries, shown
from almenara.programmes.models import Strategy

Context = dict[str, Any]


def tree_page(viewer: Actor, strategy: Strategy) -> Context:
    """Goal by goal; what is counted of a goal counts each person and activity once."""
    by_goal: dict[Any, list[Context]] = {}
    rows = list(queries.rolled_up(viewer, strategy))
    for row, figure in zip(rows, shown.results(viewer, rows), strict=True):
        one = pages.result_row(row, figure) | {"plan": row.plan}
        by_goal.setdefault(row.goal_id, []).append(one)
    goals = [_goal(goal, by_goal.get(goal.pk, [])) for goal in queries.goals(viewer, strategy)]
    return {
        "strategy": strategy,
        "crumbs": [pages.PLANS],
        "goals": goals,
        "results": len(rows),
        "promised": sum(goal["promised"] for goal in goals),
        "met": sum(goal["met"] for goal in goals),
    }


def _goal(goal: Any, results: list[Context]) -> Context:
    promised = [one for one in results if one["is_promised"]]
    return {
        "row": goal,
        "results": results,
        "promised": len(promised),
        "met": sum(one["is_met"] for one in promised),
    }
