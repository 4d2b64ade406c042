"""The inbox is read in the order of its index: what is unread is counted without the rest."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("notices", "0002_guards")]

    operations = [
        migrations.RemoveIndex(model_name="notice", name="notice_inbox"),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(
                models.F("person"),
                models.F("channel"),
                models.OrderBy(models.F("read_at"), nulls_first=True),
                models.OrderBy(models.F("made_at"), descending=True),
                name="notice_inbox",
            ),
        ),
    ]
