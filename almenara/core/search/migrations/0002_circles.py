"""A thing may be found by a circle: people whom an app knows by a rule, not by name (`CIRCLES`).

The app says in which circles the viewer is; like the settings, that guards against a forgotten
filter and not against somebody who can run SQL.
"""

from importlib import import_module

from django.db import migrations

FORMER = import_module("almenara.core.search.migrations.0001_index").FIND
FIND = (
    FORMER.replace("skipped int, taken int)", "skipped int, taken int, circles text[])")
    .replace("text, text, text, int, int)", "text, text, text, int, int, text[])")
    .replace("k.is_public or", "k.is_public or (k.circle <> '' and k.circle = any(circles)) or")
)
DROP = "drop function search_find(text, text, text, int, int{more});"


class Migration(migrations.Migration):
    dependencies = [("search", "0001_index")]

    operations = [
        migrations.RunSQL(
            "alter table search_key add column circle text not null default '';",
            "alter table search_key drop column circle;",
        ),
        migrations.RunSQL(
            DROP.format(more="") + FIND,
            DROP.format(more=", text[]") + FORMER,
        ),
    ]
