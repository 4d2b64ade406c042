"""Row-level security of what alerts say about persons (R6).

Who enabled it and why is public. A value is for readers whom the originator named, until its end:
not for whom a reader handed the alert on to, and through a broken glass no row of a reader is there.
"""

from django.db import migrations

from almenara.core.guards import ANYBODY, INSTITUTION, PERSON, SYSTEM, guard

READ = f"""{SYSTEM} or (
    exists (select 1 from exchange_reader r where r.alert_id = exchange_particular.alert_id
        and r.granted_by_id = exchange_particular.origin_id
        and (r.institution_id = {INSTITUTION} or r.person_id = {PERSON}))
    and exists (select 1 from exchange_alert a where a.id = exchange_particular.alert_id)
    and (value is null or until > statement_timestamp()))"""


class Migration(migrations.Migration):
    dependencies = [("exchange", "0007_persons")]

    operations = [
        guard("exchange_enabling", select=ANYBODY, insert=SYSTEM, update=SYSTEM),
        guard("exchange_particular", select=READ, insert=SYSTEM, update=SYSTEM),
    ]
