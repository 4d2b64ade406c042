"""Tables made together: Django draws every model of the project anew for each table it adds."""

from collections.abc import Sequence
from typing import Any

from django.db import migrations
from django.db.migrations.state import ProjectState


class CreateTables(migrations.operations.base.Operation):
    """The tables of an app in one step, drawn once: eighty models take 20 s singly and 1 s so.

    They may point at one another in any order: foreign keys are made when all tables are there.
    """

    serialization_expand_args = ["tables"]

    def __init__(self, tables: Sequence[migrations.CreateModel]) -> None:
        self.tables = tables

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """What is drawn already stays so, and only the new ones are added to it, together."""
        drawn = state.__dict__.pop("apps", None)
        for table in self.tables:
            table.state_forwards(app_label, state)
        if drawn is not None:
            new = [state.models[app_label, table.name_lower] for table in self.tables]
            drawn.render_multiple(new)
            state.__dict__["apps"] = drawn

    def database_forwards(self, label: str, editor: Any, before: Any, after: Any) -> None:
        """Make the tables."""
        for table in self.tables:
            table.database_forwards(label, editor, before, after)

    def database_backwards(self, label: str, editor: Any, before: Any, after: Any) -> None:
        """Drop them, the last first."""
        for table in reversed(self.tables):
            table.database_backwards(label, editor, before, after)

    def describe(self) -> str:
        """For `migrate --plan`."""
        return f"Create {len(self.tables)} tables"
