"""A meeting that was called may be called off."""

from django.db import migrations, models

STAGES = ["convened", "open", "closed", "reported", "cancelled"]


class Migration(migrations.Migration):
    dependencies = [("bodies", "0003_letters")]

    operations = [
        migrations.RemoveConstraint(model_name="meeting", name="meeting_stage"),
        migrations.AddConstraint(
            model_name="meeting",
            constraint=models.CheckConstraint(
                condition=models.Q(("stage__in", STAGES)), name="meeting_stage"
            ),
        ),
    ]
