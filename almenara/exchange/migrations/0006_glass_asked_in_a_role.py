"""Only who holds one of the two roles asks to break the glass: the second wall knows roles now."""

from django.db import migrations

from almenara.core.guards import PERSON, role

ASKED = f"asker_id = {PERSON} and stage = 'asked' and alert_id is null and approver_id is null"
HELD = f"({role('secretariat')} or {role('administrator')})"


def insert(rows: str) -> str:
    return f"alter policy exchange_glass_insert on exchange_glass with check ({rows})"


class Migration(migrations.Migration):
    dependencies = [("exchange", "0005_hangings_by_key")]

    operations = [migrations.RunSQL(insert(f"{ASKED} and {HELD}"), insert(ASKED))]
