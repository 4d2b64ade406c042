from django.db import migrations

from almenara.core.guards import PERSON, guard

OWN = f"person_id = {PERSON}"


class Migration(migrations.Migration):
    dependencies = [("api", "0001_tables")]

    operations = [guard("api_firstanswer", select=OWN, insert=OWN, update=OWN, delete=OWN)]
