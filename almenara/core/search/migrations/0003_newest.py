"""A word that very many things have costs what its page shows, not what it found.

Those with all the words go before those with some, and of each the newest before the older ones: so
many of them stand in the order of fit, the others follow as they are. Whose keys fit is asked in
that order, and no further than is counted.
"""

from importlib import import_module

from django.db import migrations

from almenara.core.guards import INSTITUTION, PERSON

BEFORE = import_module("almenara.core.search.migrations.0002_circles")
ARGUMENTS = "text, text, text, int, int, text[], int, int"
FIND = f"""
create function search_find(asked text, reader text, only_thing text, skipped int, taken int,
    circles text[], fitted int, counted int)
returns table (thing text, ref text, title text, url text, total bigint)
language sql stable security definer set search_path = public, pg_temp set work_mem = '32MB' as $$
    with queries as (
        select c.stemmer, plainto_tsquery(c.stemmer, asked) as whole,
            nullif(replace(plainto_tsquery(c.stemmer, asked)::text, '&', '|'), '')::tsquery as query
        from (values ('es_u'::regconfig), ('en_u'::regconfig), ('pt_u'::regconfig),
            ('fr_u'::regconfig)) as c (stemmer)
    ), matched as materialized (
        select e.thing, e.ref, max(e.at) as at, bool_or(e.words @@ q.whole) as is_whole
        from queries q join search_entry e on e.stemmer = q.stemmer and e.words @@ q.query
        where only_thing = '' or e.thing = only_thing
        group by e.thing, e.ref order by is_whole desc, at desc, e.ref
    ), seen as (
        select * from matched m where (
            select true from search_key k where k.thing = m.thing and k.ref = m.ref and k.is_open
            and (k.is_public or (k.circle <> '' and k.circle = any(circles))
                or k.institution = {INSTITUTION} or k.person = {PERSON}) limit 1)
        limit counted
    ), placed as (
        select s.*, row_number() over (order by s.is_whole desc, s.at desc, s.ref) as place,
            count(*) over () as total from seen s
    ), ranked as (
        select p.*, case when p.place <= fitted then (
            select max(ts_rank(e.words, q.query, 1)) from search_entry e
            join queries q on e.stemmer = q.stemmer and e.words @@ q.query
            where e.thing = p.thing and e.ref = p.ref) else -1 end as rank
        from placed p order by rank desc, p.place offset skipped limit taken
    )
    select r.thing, r.ref, t.title, t.url, r.total
    from ranked r cross join lateral (
        select e.title, e.url from search_entry e where e.thing = r.thing and e.ref = r.ref
        order by (e.language = reader) desc, e.is_original desc limit 1
    ) t order by r.rank desc, r.place
$$;
revoke all on function search_find({ARGUMENTS}) from public;
do $$ begin
    if exists (select from pg_roles where rolname = 'almenara_app') then
        grant execute on function search_find({ARGUMENTS}) to almenara_app;
    end if;
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("search", "0002_circles")]

    operations = [
        migrations.RunSQL(
            BEFORE.DROP.format(more=", text[]") + FIND,
            f"drop function search_find({ARGUMENTS});" + BEFORE.FIND,
        ),
    ]
