"""Which results serve which mandates is public, as both are; the secretariat says it."""

import django.db.models.deletion
import uuid
from django.db import migrations, models

from almenara.core.guards import ANYBODY, SYSTEM, guard, role

DESK = f"({SYSTEM} or {role('secretariat')})"


class Migration(migrations.Migration):
    dependencies = [
        ("mandates", "0002_guards"),
        ("programmes", "0005_guards_of_goals_and_coverage"),
    ]

    operations = [
        migrations.CreateModel(
            name="Fulfilment",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "mandate",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="mandates.mandate",
                    ),
                ),
                (
                    "result",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="fulfilments",
                        to="programmes.result",
                    ),
                ),
            ],
            options={
                "ordering": ["result__position"],
                "constraints": [
                    models.UniqueConstraint(fields=("mandate", "result"), name="fulfils_once")
                ],
            },
        ),
        guard("programmes_fulfilment", select=ANYBODY, insert=DESK, delete=DESK),
    ]
