from django.db import migrations, models

from almenara.core.guards import PERSON, SYSTEM, guard

OWN = f"person_id = {PERSON} or {SYSTEM}"
FORMER = "".join(
    f"drop policy if exists api_firstanswer_{verb} on api_firstanswer;"
    for verb in ("select", "delete")
)


class Migration(migrations.Migration):
    dependencies = [("api", "0002_guards")]

    operations = [
        migrations.RemoveField("firstanswer", "thing"),
        migrations.AddField("firstanswer", "answer", models.BinaryField(default=bytes)),
        migrations.RunSQL(FORMER, migrations.RunSQL.noop),
        guard("api_firstanswer", select=OWN, delete=OWN),
    ]
