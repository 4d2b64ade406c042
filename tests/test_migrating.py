"""Tables made together are drawn into what is drawn already, as if all had been drawn at once."""

from django.db import migrations, models
from django.db.migrations.state import ProjectState

from almenara.core.migrating import CreateTables


def table(name, **columns):
    return migrations.CreateModel(
        name, [("id", models.AutoField(primary_key=True)), *columns.items()]
    )


def to(name):
    return models.ForeignKey(f"there.{name}", models.CASCADE)


def test_new_tables_are_known_to_one_another_and_to_the_old_ones():
    state = ProjectState()
    CreateTables([table("Old")]).state_forwards("there", state)
    old = state.apps.get_model("there", "Old")
    CreateTables([table("One", to=to("Two")), table("Two", to=to("Old"))]).state_forwards(
        "there", state
    )
    one, two = (state.apps.get_model("there", name) for name in ("One", "Two"))
    assert state.apps.get_model("there", "Old") is old, "what was drawn is not drawn again"
    assert one._meta.get_field("to").related_model is two
    assert two._meta.get_field("to").related_model is old
    assert [found.related_model for found in old._meta.related_objects] == [two]
    assert [found.related_model for found in two._meta.related_objects] == [one]


def test_a_later_change_reaches_what_was_drawn_before():
    state = ProjectState()
    CreateTables([table("Old")]).state_forwards("there", state)
    assert state.apps
    CreateTables([table("New", to=to("Old"))]).state_forwards("there", state)
    state.add_field("there", "old", "more", models.TextField(default=""), preserve_default=True)
    old, new = (state.apps.get_model("there", name) for name in ("Old", "New"))
    assert new._meta.get_field("to").related_model is old
    assert old._meta.get_field("more")
