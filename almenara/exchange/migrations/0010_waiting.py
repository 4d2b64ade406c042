"""What an institution has not answered is found at once, however much it received."""

from django.db import migrations, models

WAITING = models.Q(stage__in=("sent", "received", "escalated"))


class Migration(migrations.Migration):
    dependencies = [("exchange", "0009_wall")]

    operations = [
        migrations.AddIndex(
            "delivery",
            models.Index(
                fields=["institution", "due_at"], condition=WAITING, name="delivery_waiting"
            ),
        ),
    ]
