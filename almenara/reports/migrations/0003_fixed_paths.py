"""Functions that policies and triggers ask look up our tables, never a temporary one.

Each runs as who asks, and temporary tables are looked up first: one called like a table of ours
stood in its place.
"""

from django.db import migrations

FIX = r"""
do $$ declare ours regprocedure; begin
    for ours in select p.oid from pg_proc p join pg_language l on l.oid = p.prolang
        where p.pronamespace = 'public'::regnamespace and l.lanname = 'plpgsql'
        and p.proname not like 'procrastinate%' and p.proconfig is null
        and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e')
    loop execute format('alter function %s set search_path = public, pg_temp', ours); end loop;
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("reports", "0002_guards"),
        ("assistance", "0002_guards"),
        ("bodies", "0004_cancelled"),
        ("directory", "0004_hangings_by_key"),
        ("exchange", "0010_waiting"),
        ("journal", "0004_verbs"),
        ("mandates", "0003_by_name"),
        ("observatory", "0006_reuses"),
        ("programmes", "0007_documents_ask_one_reason"),
        ("studies", "0002_guards"),
        ("substances", "0002_guards"),
    ]

    operations = [migrations.RunSQL(FIX, migrations.RunSQL.noop)]
