"""Row-level security of studies and briefs, and a trigger that keeps what was cleared.

A study that is out is everybody's; a brief goes to its units, to whom it is addressed and, unless
it is AMBER+STRICT, to the secretariat. Parts ask their edition, which asks its own columns only; an
alert that a brief rests on asks the alert. Parts are written while the edition is a draft.
"""

from django.db import migrations

from almenara.core.guards import INSTITUTION, SYSTEM, guard, role

OUT = "stage in ('published', 'superseded', 'withdrawn')"
WRITER = f"({SYSTEM} or {role('secretariat')} or {role('analyst')})"
SIGNS = f"({SYSTEM} or ({WRITER} and {INSTITUTION} = any(units)))"
READ = f"""{SIGNS} or ({OUT} and (kind = 'study' or {INSTITUTION} = any(audience)))
    or ({role("secretariat")} and marking <> 'TLP:AMBER+STRICT')
    or ({role("analyst")} and kind = 'study')"""
KEPT = """
create function studies_keep() returns trigger language plpgsql as $$
declare moving text[] := array['stage', 'cleared_by_id', 'published_at', 'ended_at', 'reason',
    'drift', 'compared_at'];
begin
    if old.stage <> 'drafted' and to_jsonb(new) - moving <> to_jsonb(old) - moving then
        raise exception 'an edition that was cleared stays as it is';
    end if;
    return new;
end $$;
create trigger studies_kept before update on studies_studyedition
    for each row execute function studies_keep();
"""


def there(table: str, more: str = "") -> str:
    return f"""exists (select 1 from studies_studyedition e
        where e.id = {table}.edition_id {more})"""


def part(table: str, select: str = "") -> migrations.RunSQL:
    """Read with its edition; written and taken out as long as that is a draft."""
    draft = f"{WRITER} and " + there(table, "and e.stage = 'drafted'")
    read = f"{there(table)} {select}"
    return guard(table, select=read, insert=draft, update=draft, delete=draft)


class Migration(migrations.Migration):
    dependencies = [("studies", "0001_tables")]

    operations = [
        guard("studies_studyedition", select=READ, insert=SIGNS, update=WRITER),
        part("studies_studytext"),
        part("studies_citation"),
        part(
            "studies_studyalert",
            """and exists (select 1 from exchange_alert a where a.id = studies_studyalert.alert_id)""",
        ),
        migrations.RunSQL(KEPT, "drop function studies_keep cascade;"),
    ]
