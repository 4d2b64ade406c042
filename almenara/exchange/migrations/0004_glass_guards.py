"""Row-level security of the broken glass (R3): one alert and its deliveries, for one person, a time.

The thread stays with those who were addressed: its policy asks for a reader's row now, because
seeing the alert is no longer enough.
"""

from django.db import migrations

from almenara.core.guards import INSTITUTION, PERSON, SYSTEM, guard, widen

MINE = f"(r.institution_id = {INSTITUTION} or r.person_id = {PERSON})"
OPENED = f"""(select g.alert_id from exchange_glass g where g.asker_id = {PERSON}
    and g.stage = 'open' and g.until > statement_timestamp())"""
PARTY = f"""exists (select 1 from exchange_reader r
    where r.alert_id = exchange_glass.alert_id and {MINE})"""
SEEN = "exists (select 1 from exchange_alert a where a.id = exchange_answer.alert_id)"
ADDRESSED = f"""exists (select 1 from exchange_alert a where a.id = exchange_answer.alert_id
    and (a.is_public or exists (select 1 from exchange_reader r
        where r.alert_id = a.id and {MINE})))"""
OWN = f"institution_id = {INSTITUTION}"
HEARD = f"""{OWN} or origin_id = {INSTITUTION} or ("to" = 'all' and {INSTITUTION} is not null)"""


def thread(rows: str) -> str:
    return f"""alter policy exchange_answer_select on exchange_answer
        using ({SYSTEM} or (({HEARD}) and {rows}));
        alter policy exchange_answer_insert on exchange_answer with check ({OWN} and {rows});"""


class Migration(migrations.Migration):
    dependencies = [("exchange", "0003_glass")]

    operations = [
        guard(
            "exchange_glass",
            select=f"asker_id = {PERSON} or approver_id = {PERSON} or {SYSTEM} or {PARTY}",
            insert=f"""asker_id = {PERSON} and stage = 'asked' and alert_id is null
                and approver_id is null""",
            update=SYSTEM,
        ),
        widen("exchange_alert", "glass", f"id in {OPENED}"),
        widen("exchange_delivery", "glass", f"alert_id in {OPENED}"),
        migrations.RunSQL(thread(ADDRESSED), thread(SEEN)),
    ]
