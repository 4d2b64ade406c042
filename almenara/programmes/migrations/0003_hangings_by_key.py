"""What hangs on an activity is looked up by the activity's key, as with alerts."""

from django.db import migrations

BY_KEY = """alter policy documents_hanging_activity on documents_hanging using (word = 'activity'
    and exists (select 1 from programmes_activity a
        where a.id = case when word = 'activity' then ref::uuid end))"""


class Migration(migrations.Migration):
    dependencies = [("programmes", "0002_guards")]

    operations = [migrations.RunSQL(BY_KEY, migrations.RunSQL.noop)]
