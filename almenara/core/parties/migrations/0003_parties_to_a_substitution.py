"""Who stands in for whom is known to the two, as the policy in Python has it; the system finds it
for whoever asks who is on duty."""

from django.db import migrations

from almenara.core.guards import KNOWN, PERSON, SYSTEM

PARTIES = f"holder_id = {PERSON} or substitute_id = {PERSON} or {SYSTEM}"
ALTER = "alter policy parties_substitution_select on parties_substitution using ({});"


class Migration(migrations.Migration):
    dependencies = [("parties", "0002_guards")]

    operations = [migrations.RunSQL(ALTER.format(PARTIES), ALTER.format(KNOWN))]
