from django.db import migrations

from almenara.core.guards import INSTITUTION, PERSON, SYSTEM, guard

OWN = f"person_id = {PERSON} or {SYSTEM}"
OURS = f"origin = {INSTITUTION} or institution = {INSTITUTION}"


class Migration(migrations.Migration):
    dependencies = [("notices", "0001_tables"), ("parties", "0002_guards")]

    operations = [
        guard(
            "notices_notice",
            select=f"{OWN} or author = {PERSON} or (marking <> 'TLP:RED' and ({OURS}))",
            insert=SYSTEM,
            update=OWN,
            delete=SYSTEM,
        ),
        guard("notices_address", select=OWN, insert=OWN, update=OWN, delete=OWN),
        guard("notices_quiet", select=OWN, insert=OWN, update=OWN, delete=OWN),
        guard("notices_onetimelink", select=SYSTEM, insert=SYSTEM, update=SYSTEM, delete=SYSTEM),
    ]
