"""What a State agreed to reuse is its own to give and to read (R19)."""

import django.db.models.deletion
import uuid
from django.db import migrations, models

from almenara.core.guards import STATE, SYSTEM, guard, role

SPEAKS = f"({role('statistician')} or {role('ncp')} or {role('mission')})"
OWN = f"state_id = {STATE}"


class Migration(migrations.Migration):
    dependencies = [
        ("observatory", "0005_comments"),
        ("parties", "0004_liaison"),
    ]

    operations = [
        migrations.CreateModel(
            name="Reuse",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("made_at", models.DateTimeField()),
                ("source", models.CharField(max_length=60)),
                ("figures", models.PositiveIntegerField()),
                (
                    "dataflow",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reuses",
                        to="observatory.dataflow",
                    ),
                ),
                (
                    "institution",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="parties.institution",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="parties.person",
                    ),
                ),
                (
                    "state",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="parties.state",
                    ),
                ),
            ],
        ),
        guard(
            "observatory_reuse",
            select=f"{SYSTEM} or ({OWN} and {SPEAKS})",
            insert=f"{OWN} and {role('statistician')}",
        ),
    ]
