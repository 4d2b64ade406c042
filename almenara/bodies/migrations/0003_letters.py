"""Of which stage a registration was told; it is forgotten by the system alone."""

from django.db import migrations, models

from almenara.core.guards import SYSTEM


class Migration(migrations.Migration):
    dependencies = [("bodies", "0002_guards")]

    operations = [
        migrations.AddField(
            model_name="registration",
            name="told",
            field=models.CharField(blank=True, default="", max_length=10),
            preserve_default=False,
        ),
        migrations.RunSQL(
            f"create policy bodies_registration_delete on bodies_registration for delete using ({SYSTEM})",
            "drop policy bodies_registration_delete on bodies_registration",
        ),
    ]
