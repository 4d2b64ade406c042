"""No alert whose type is closed to a military liaison is read by one, whoever names it (R16)."""

from django.db import migrations

from almenara.core.guards import wall


class Migration(migrations.Migration):
    dependencies = [("exchange", "0008_persons_guards"), ("types", "0003_closed_to_the_liaison")]

    operations = [wall("exchange_alert", "kind", "kind_id", public="is_public")]
