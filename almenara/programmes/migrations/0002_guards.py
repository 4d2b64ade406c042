"""Row-level security of the programmes.

`programmes_place` looks at its own columns only (a State's rows are its own), activities ask it,
everything of an activity asks the activity. Results are public; their figures are written by the
system alone. Who took part is the secretariat's.
"""

from django.db import migrations

from almenara.core.guards import ANYBODY, STATE, SYSTEM, guard, role, widen

DESK = f"({SYSTEM} or {role('secretariat')})"
HERE = f"""exists (select 1 from programmes_place p where p.activity_id = programmes_activity.id
    and p.state_id = {STATE})"""
MARKED = f"""marking = 'TLP:CLEAR' or {DESK} or (marking = 'TLP:GREEN' and {STATE} is not null)"""


def of_activity(table: str) -> str:
    return f"exists (select 1 from programmes_activity a where a.id = {table}.activity_id)"


def written(table: str, select: str) -> migrations.RunSQL:
    """Rows that the secretariat writes, and never takes back."""
    return guard(table, select=select, insert=DESK, update=DESK)


class Migration(migrations.Migration):
    dependencies = [("programmes", "0001_tables"), ("documents", "0002_guards")]

    operations = [
        guard("programmes_plan", select=ANYBODY, insert=SYSTEM, update=SYSTEM),
        guard("programmes_programme", select=ANYBODY, insert=SYSTEM, update=SYSTEM),
        guard("programmes_result", select=ANYBODY, insert=SYSTEM, update=SYSTEM),
        written("programmes_place", f"{MARKED} or state_id = {STATE}"),
        written("programmes_activity", f"{MARKED} or {HERE}"),
        written("programmes_serving", of_activity("programmes_serving")),
        written("programmes_evidence", of_activity("programmes_evidence")),
        written("programmes_participant", DESK),
        written("programmes_participation", DESK),
        written("programmes_roll", DESK),
        written("programmes_likeness", DESK),
        widen(
            "documents_hanging",
            "activity",
            "word = 'activity' and exists (select 1 from programmes_activity a where a.id::text = ref)",
        ),
    ]
