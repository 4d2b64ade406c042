"""Of which observer somebody is, the connection was told: the table of persons need not be asked.

Its policies name those of posts and substitutions, and each statement about a fund was planned with
all of them: 74 ms.
"""

from django.db import migrations

from almenara.core.guards import INSTITUTION, OBSERVER, PERSON, STATE, SYSTEM, role

ASKED = f"(select observer_id from parties_person where id = {PERSON})"
DESK = f"({SYSTEM} or {role('secretariat')})"
DIPLOMAT = f"({role('mission')} or {role('ncp')})"


def read(table: str, rows: str) -> migrations.RunSQL:
    def by(observer: str) -> str:
        own = f"""exists (select 1 from funds_partner p where p.slug = {table}.partner_id and (
            p.institution_id = {INSTITUTION} or (p.state_id = {STATE} and {DIPLOMAT})
            or p.observer_id = {observer}))"""
        return f"alter policy {table}_select on {table} using ({DESK} or ({rows} {own}))"

    return migrations.RunSQL(by(OBSERVER), by(ASKED))


class Migration(migrations.Migration):
    dependencies = [("funds", "0003_published")]

    operations = [
        read("funds_agreement", "stage <> 'proposed' or"),
        read("funds_contribution", "stage <> 'prospect' and"),
    ]
