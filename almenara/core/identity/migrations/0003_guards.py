from django.db import migrations

from almenara.core.guards import PERSON, SYSTEM, guard

OWN = f"person_id = {PERSON} or {SYSTEM}"


class Migration(migrations.Migration):
    dependencies = [("identity", "0002_corrections")]

    operations = [guard("identity_correction", select=OWN, insert=OWN, update=SYSTEM)]
