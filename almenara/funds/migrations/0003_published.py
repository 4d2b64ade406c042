"""For which programme a fund is, and whether a partner lets its contribution be published."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("funds", "0002_guards"), ("programmes", "0006_fulfilments")]

    operations = [
        migrations.AddField("contribution", "is_public", models.BooleanField(default=False)),
        migrations.AddField(
            "fund",
            "programme",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="programmes.programme",
            ),
        ),
    ]
