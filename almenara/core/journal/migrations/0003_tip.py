"""The end of the journal is kept beside it: a row cut off or put on at the end is noticed.

`journal_append` reads and moves the tip instead of looking for the last row. An escaped NUL in a
detail, which is JSON but not jsonb, is no reason to lose a record.
"""

from django.db import migrations, models

from almenara.core.guards import SYSTEM, guard

APPEND = """
insert into journal_tip (id, size, chain)
    select 0, coalesce(max(seq) + 1, 0), coalesce(
        (select chain from journal_entry order by seq desc limit 1),
        decode(repeat('00', 32), 'hex')
    ) from journal_entry;
create or replace function journal_append(
    heads text[], middles text[], tails text[], institutions text[], persons text[]
) returns bigint language plpgsql security definer set search_path = public, pg_temp as $$
declare
    next_seq bigint; last_chain bytea; moment timestamptz; leaf_text text; leaf_json jsonb;
begin
    perform pg_advisory_xact_lock(6962);
    select t.size, t.chain into strict next_seq, last_chain from journal_tip t;
    select greatest(e.at, clock_timestamp()) into moment
        from journal_entry e where e.seq = next_seq - 1;
    moment := coalesce(moment, clock_timestamp());
    for i in 1 .. coalesce(array_length(heads, 1), 0) loop
        leaf_text := '{' || heads[i] || ',"at":"'
            || to_char(moment at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') || '",'
            || middles[i] || ',"seq":' || next_seq || ',' || tails[i] || '}';
        leaf_json := replace(leaf_text, '\\u0000', '\\ufffd')::jsonb;
        last_chain := sha256(last_chain || sha256('\\x00'::bytea || convert_to(leaf_text, 'UTF8')));
        insert into journal_entry
            (seq, leaf, chain, at, actor, state, institution, verb, thing, outcome)
        values (next_seq, leaf_text, last_chain, moment, leaf_json->>'actor', leaf_json->>'state',
            leaf_json->>'institution', leaf_json->>'verb', leaf_json->>'thing',
            leaf_json->>'outcome');
        insert into journal_concern (seq, institution)
            select next_seq, unnest(string_to_array(nullif(institutions[i], ''), ' '));
        insert into journal_concern (seq, person)
            select next_seq, unnest(string_to_array(nullif(persons[i], ''), ' '));
        next_seq := next_seq + 1;
    end loop;
    update journal_tip set size = next_seq, chain = last_chain;
    return next_seq - 1;
end $$;
"""
KEPT = """
create trigger journal_tip_kept before delete or truncate on journal_tip
    for each statement execute function journal_refuse();
create trigger journal_head_fixed before update or delete on journal_head
    for each row execute function journal_refuse();
create trigger journal_head_kept before truncate on journal_head
    for each statement execute function journal_refuse();
do $$ begin
    if exists (select from pg_roles where rolname = 'almenara_app') then
        revoke insert, update, delete, truncate on journal_tip from almenara_app;
        revoke update, delete, truncate on journal_head from almenara_app;
    end if;
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("journal", "0002_append_only")]

    operations = [
        migrations.CreateModel(
            name="Tip",
            fields=[
                (
                    "id",
                    models.SmallIntegerField(default=0, primary_key=True, serialize=False),
                ),
                ("size", models.BigIntegerField()),
                ("chain", models.BinaryField()),
            ],
            options={"db_table": "journal_tip"},
        ),
        migrations.RunSQL(APPEND, migrations.RunSQL.noop),
        migrations.RunSQL(KEPT, migrations.RunSQL.noop),
        guard("journal_tip", forced=False, select=SYSTEM),
    ]
