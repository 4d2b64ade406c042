"""Whom an entry concerns is found by its verb too: a filter reads what it shows.

`journal_append` is as before, and writes the verb beside each concern.
"""

from django.db import migrations, models

APPEND = """
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
        insert into journal_concern (seq, verb, institution)
            select next_seq, leaf_json->>'verb', unnest(string_to_array(nullif(institutions[i], ''), ' '));
        insert into journal_concern (seq, verb, person)
            select next_seq, leaf_json->>'verb', unnest(string_to_array(nullif(persons[i], ''), ' '));
        next_seq := next_seq + 1;
    end loop;
    update journal_tip set size = next_seq, chain = last_chain;
    return next_seq - 1;
end $$;
"""
FILL = """
alter table journal_concern disable trigger journal_concern_fixed;
update journal_concern c set verb = e.verb from journal_entry e where e.seq = c.seq;
alter table journal_concern enable trigger journal_concern_fixed;
"""


def by_verb(column: str, name: str) -> migrations.operations.base.Operation:
    return migrations.AddIndex(
        "concern",
        models.Index(
            fields=[column, "verb", "entry"],
            condition=models.Q((f"{column}__isnull", False)),
            name=name,
        ),
    )


class Migration(migrations.Migration):
    dependencies = [("journal", "0003_tip")]

    operations = [
        migrations.AddField("concern", "verb", models.TextField(null=True)),
        migrations.RunSQL(APPEND, migrations.RunSQL.noop),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        by_verb("institution", "journal_concern_home_verb"),
        by_verb("person", "journal_concern_person_verb"),
        migrations.AddIndex(
            "entry", models.Index(fields=["actor", "verb", "seq"], name="journal_actor_verb")
        ),
    ]
