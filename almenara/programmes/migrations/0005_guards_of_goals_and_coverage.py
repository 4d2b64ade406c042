"""Goals and what was published are public; figures by State are for officials of States (S1).

A list of participants that was taken in by mistake is taken back by whoever takes them in.
"""

from django.db import migrations

from almenara.core.guards import ANYBODY, STATE, SYSTEM, guard, role

DESK = f"({SYSTEM} or {role('secretariat')})"
COVERED = f"""{DESK} or state_id = {STATE}
    or ({STATE} is not null and marking in ('TLP:CLEAR', 'TLP:GREEN'))"""
KEPT = ("programmes_participation", "programmes_participant", "programmes_roll",
        "programmes_likeness")  # fmt: skip


def by_system(table: str, select: str = ANYBODY) -> migrations.RunSQL:
    return guard(table, select=select, insert=SYSTEM, update=SYSTEM, delete=SYSTEM)


class Migration(migrations.Migration):
    dependencies = [("programmes", "0004_goals_and_coverage")]

    operations = [
        by_system("programmes_strategy"),
        by_system("programmes_goal"),
        by_system("programmes_coverage", COVERED),
        by_system("programmes_publication"),
        *(
            migrations.RunSQL(
                f"create policy {table}_delete on {table} for delete using ({DESK});",
                f"drop policy {table}_delete on {table};",
            )
            for table in KEPT
        ),
    ]
