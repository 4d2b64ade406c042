"""The index and the one function that reads it.

Under a policy PostgreSQL ignores GIN (`@@` is not leakproof), so the function is SECURITY DEFINER
with a fixed search path and asks for the keys of the actor in the settings itself: an entry is
found by whom one of its keys names. The tables have row-level security enabled, not forced, and no
policy to read them otherwise. Stemmers see text without accents; a row is searched by the stemmer
of its own language; words are joined by OR and ranked.
"""

from django.db import migrations

from almenara.core.guards import INSTITUTION, PERSON, SYSTEM

LANGUAGES = {"es": "spanish", "en": "english", "pt": "portuguese", "fr": "french"}
STEMMERS = "".join(
    f"""create text search configuration {code}_u (copy = {name});
    alter text search configuration {code}_u
        alter mapping for hword, hword_part, word with unaccent, {name}_stem;"""
    for code, name in LANGUAGES.items()
)
TABLES = """
create table search_entry (
    id uuid primary key,
    thing text not null,
    ref text not null,
    language text not null,
    is_original boolean not null,
    url text not null,
    network text not null default '',
    title text not null,
    body text not null,
    stemmer regconfig not null,
    at timestamptz not null,
    words tsvector generated always as (
        setweight(to_tsvector(stemmer, title), 'A') || setweight(to_tsvector(stemmer, body), 'C')
    ) stored,
    unique (thing, ref, language)
);
create index search_words on search_entry using gin (words);
create table search_key (
    thing text not null,
    ref text not null,
    institution text not null default '',
    person uuid,
    is_public boolean not null default false,
    network text not null default '',
    is_open boolean not null default true
);
create index search_key_of on search_key (thing, ref);
create index search_key_network on search_key (institution, network) where network <> '';
"""
FIND = f"""
create function search_find(asked text, reader text, only_thing text, skipped int, taken int)
returns table (thing text, ref text, title text, url text, total bigint)
language sql stable security definer set search_path = public, pg_temp as $$
    with queries as (
        select c.stemmer, nullif(replace(plainto_tsquery(c.stemmer, asked)::text, '&', '|'), '')
            ::tsquery as query
        from (values ('es_u'::regconfig), ('en_u'::regconfig), ('pt_u'::regconfig),
            ('fr_u'::regconfig)) as c (stemmer)
    ), hits as (
        select e.thing, e.ref, max(ts_rank(e.words, q.query, 1)) as rank, max(e.at) as at
        from queries q join search_entry e on e.stemmer = q.stemmer and e.words @@ q.query
        where (only_thing = '' or e.thing = only_thing) and exists (
            select 1 from search_key k where k.thing = e.thing and k.ref = e.ref and k.is_open
            and (k.is_public or k.institution = {INSTITUTION} or k.person = {PERSON}))
        group by e.thing, e.ref
    ), ranked as (
        select h.*, count(*) over () as total from hits h
        order by h.rank desc, h.at desc, h.ref offset skipped limit taken
    )
    select r.thing, r.ref, t.title, t.url, r.total
    from ranked r cross join lateral (
        select e.title, e.url from search_entry e where e.thing = r.thing and e.ref = r.ref
        order by (e.language = reader) desc, e.is_original desc limit 1
    ) t order by r.rank desc, r.at desc, r.ref
$$;
revoke all on function search_find(text, text, text, int, int) from public;
do $$ begin
    if exists (select from pg_roles where rolname = 'almenara_app') then
        grant execute on function search_find(text, text, text, int, int) to almenara_app;
    end if;
end $$;
"""
CLOSED = "".join(
    f"""alter table {table} enable row level security;
    create policy {table}_system on {table} using ({SYSTEM}) with check ({SYSTEM});"""
    for table in ("search_entry", "search_key")
)


class Migration(migrations.Migration):
    dependencies = [("parties", "0002_guards")]

    operations = [
        migrations.RunSQL("create extension if not exists unaccent;", ""),
        migrations.RunSQL(STEMMERS, ""),
        migrations.RunSQL(TABLES, "drop table search_key; drop table search_entry;"),
        migrations.RunSQL(FIND, "drop function search_find;"),
        migrations.RunSQL(CLOSED, ""),
    ]
