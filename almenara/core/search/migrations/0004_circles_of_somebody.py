"""Nobody is in a circle: who asks without a context names none, whatever they pass."""

from importlib import import_module

from django.db import migrations

from almenara.core.guards import KNOWN

BEFORE = import_module("almenara.core.search.migrations.0003_newest").FIND.replace(
    "create function", "create or replace function"
)
CIRCLE = "k.circle <> ''"


class Migration(migrations.Migration):
    dependencies = [("search", "0003_newest")]

    operations = [migrations.RunSQL(BEFORE.replace(CIRCLE, f"{KNOWN} and {CIRCLE}"), BEFORE)]
