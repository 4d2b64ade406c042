"""Rows enter by one function, in one order, and never change.

`journal_append` is SECURITY DEFINER with a fixed search path: the role of the web may not insert.
It gives `seq` and `at` under an advisory lock, puts them into the RFC 8785 text of the leaf and
chains it. `at` never goes back, even when the clock is set back: order in time is order of `seq`.
"""

from django.db import migrations

from almenara.core.guards import ANYBODY, INSTITUTION, PERSON, PSEUDONYM, SYSTEM, guard

APPEND = """
create function journal_append(
    heads text[], middles text[], tails text[], institutions text[], persons text[]
) returns bigint language plpgsql security definer set search_path = public, pg_temp as $$
declare
    last_seq bigint; last_chain bytea; moment timestamptz; leaf_text text; leaf_json jsonb;
begin
    perform pg_advisory_xact_lock(6962);
    select e.seq, e.chain, greatest(e.at, clock_timestamp()) into last_seq, last_chain, moment
        from journal_entry e order by e.seq desc limit 1;
    last_seq := coalesce(last_seq, -1);
    last_chain := coalesce(last_chain, decode(repeat('00', 32), 'hex'));
    moment := coalesce(moment, clock_timestamp());
    for i in 1 .. array_length(heads, 1) loop
        last_seq := last_seq + 1;
        leaf_text := '{' || heads[i] || ',"at":"'
            || to_char(moment at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') || '",'
            || middles[i] || ',"seq":' || last_seq || ',' || tails[i] || '}';
        leaf_json := leaf_text::jsonb;
        last_chain := sha256(last_chain || sha256('\\x00'::bytea || convert_to(leaf_text, 'UTF8')));
        insert into journal_entry
            (seq, leaf, chain, at, actor, state, institution, verb, thing, outcome)
        values (last_seq, leaf_text, last_chain, moment, leaf_json->>'actor', leaf_json->>'state',
            leaf_json->>'institution', leaf_json->>'verb', leaf_json->>'thing',
            leaf_json->>'outcome');
        insert into journal_concern (seq, institution)
            select last_seq, unnest(string_to_array(nullif(institutions[i], ''), ' '));
        insert into journal_concern (seq, person)
            select last_seq, unnest(string_to_array(nullif(persons[i], ''), ' '));
    end loop;
    return last_seq;
end $$;
revoke all on function journal_append(text[], text[], text[], text[], text[]) from public;
"""

REFUSE = """
create function journal_refuse() returns trigger language plpgsql as $$
begin
    raise exception 'the journal is append-only';
end $$;
create trigger journal_entry_fixed before update or delete on journal_entry
    for each row execute function journal_refuse();
create trigger journal_entry_kept before truncate on journal_entry
    for each statement execute function journal_refuse();
create trigger journal_concern_fixed before update or delete on journal_concern
    for each row execute function journal_refuse();
create trigger journal_concern_kept before truncate on journal_concern
    for each statement execute function journal_refuse();
"""

RIGHTS = """
do $$ begin
    if exists (select from pg_roles where rolname = 'almenara_app') then
        revoke insert, update, delete, truncate on journal_entry, journal_concern
            from almenara_app;
        grant execute on function journal_append(text[], text[], text[], text[], text[])
            to almenara_app;
    end if;
end $$;
"""

CONCERNED = f"""exists (select 1 from journal_concern c where c.seq = journal_entry.seq
    and (c.institution = {INSTITUTION} or c.person = {PERSON}::text))"""


class Migration(migrations.Migration):
    dependencies = [("journal", "0001_tables"), ("parties", "0002_guards")]

    operations = [
        migrations.RunSQL(APPEND, "drop function journal_append;"),
        migrations.RunSQL(REFUSE, "drop function journal_refuse cascade;"),
        migrations.RunSQL(RIGHTS, ""),
        guard(
            "journal_concern",
            forced=False,
            select=f"institution = {INSTITUTION} or person = {PERSON}::text or {SYSTEM}",
        ),
        guard(
            "journal_entry",
            forced=False,
            select=f"actor = {PSEUDONYM} or {SYSTEM} or {CONCERNED}",
        ),
        guard("journal_head", select=ANYBODY, insert=SYSTEM),
    ]
