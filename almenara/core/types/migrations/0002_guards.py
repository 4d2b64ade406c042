from django.db import migrations

from almenara.core.guards import KNOWN, SYSTEM, guard


class Migration(migrations.Migration):
    dependencies = [("types", "0001_tables")]

    operations = [
        guard(
            "types_typeversion",
            select=f"stage = 'active' or {KNOWN}",
            insert=SYSTEM,
            update=SYSTEM,
        ),
    ]
