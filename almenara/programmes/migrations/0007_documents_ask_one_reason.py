"""What hangs on a thing of another kind is not planned with every statement about documents."""

from django.db import migrations

from almenara.core.guards import fold

REASONS = ("accession", "application", "designation", "alert", "delegation", "paper", "action",
           "journey", "letter", "mandate", "peaceact", "transmission", "activity")  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [
        ("programmes", "0006_fulfilments"),
        ("directory", "0004_hangings_by_key"),
        ("exchange", "0005_hangings_by_key"),
        ("bodies", "0002_guards"),
        ("mandates", "0002_guards"),
    ]

    operations = [fold("documents_hanging", *REASONS)]
