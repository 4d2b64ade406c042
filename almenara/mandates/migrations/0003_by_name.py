from django.db import migrations

from almenara.core.parties.alphabet import ByName


class Migration(migrations.Migration):
    dependencies = [("mandates", "0002_guards")]

    operations = [
        migrations.AlterModelOptions("receipt", {"ordering": [ByName("state")]}),
        migrations.AlterModelOptions("reply", {"ordering": ["question", ByName("state")]}),
    ]
