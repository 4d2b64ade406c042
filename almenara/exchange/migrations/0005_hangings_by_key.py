"""What hangs on an alert is looked up by the alert's key: as text it had no index.

The second wall read every alert of the installation for each document. The same rows are open.
"""

from django.db import migrations

BY_KEY = """alter policy documents_hanging_alert on documents_hanging using (word = 'alert'
    and exists (select 1 from exchange_alert a
        where a.id = case when word = 'alert' then ref::uuid end))"""


class Migration(migrations.Migration):
    dependencies = [("exchange", "0004_glass_guards"), ("documents", "0002_guards")]

    operations = [migrations.RunSQL(BY_KEY, migrations.RunSQL.noop)]
