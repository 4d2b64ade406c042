"""Row-level security of the reports.

A draft is the secretariat's, what was presented every State's, what was published everybody's. The
kept rows are read by the system, which asks row by row who may see them.
"""

from django.db import migrations

from almenara.core.guards import STATE, SYSTEM, guard, role

DESK = f"({SYSTEM} or {role('secretariat')})"
READ = f"""{DESK} or stage = 'published' or (stage = 'presented' and {STATE} is not null)"""
OF_EDITION = """exists (select 1 from reports_edition e where e.id = reports_figure.edition_id)"""


class Migration(migrations.Migration):
    dependencies = [("reports", "0001_tables")]

    operations = [
        guard("reports_edition", select=READ, insert=DESK, update=DESK),
        guard("reports_figure", select=OF_EDITION, insert=DESK),
        guard("reports_kept", select=DESK, insert=DESK),
        guard("reports_prose", select=DESK, insert=DESK, update=DESK),
    ]
