"""Whoever may see a release that was withdrawn (the desk) may read what was in it."""

from django.db import migrations

from almenara.core.guards import SYSTEM

OUT = f"{SYSTEM} or release_id in (select id from observatory_release where stage = 'published')"
SEEN = f"{SYSTEM} or release_id in (select id from observatory_release where stage <> 'scheduled')"


def read(table: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"alter policy {table}_select on {table} using ({SEEN})",
        f"alter policy {table}_select on {table} using ({OUT})",
    )


class Migration(migrations.Migration):
    dependencies = [("observatory", "0003_watches")]

    operations = [read("observatory_published"), read("observatory_part")]
