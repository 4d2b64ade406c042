"""A demonstration filled up: 50,000 alerts and 100,000 journal rows, or 1,000 and 2,000.

Built once in `var/bench/<alerts>` and used again until this file or a migration changes. The world
is the demonstration's own; on top come 35 institutions with a duty and an alternate each, and then,
by SQL in blocks, what acts would have left: alerts of 40 institutions over three years in all five
markings (RED to persons), a reader for each institution or person, three deliveries an alert (one
to the same busy team), nearly all acknowledged, two notices a delivery, a revision for each
twentieth alert, a document for each hundredth, the index of the search, and journal rows through
`journal_append` itself, so that chain, tree and tip hold. Nine tenths of the rows, and of the
alerts, are the busy team's. `insert … select` as the superuser: no policy is asked on the way in.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg

from almenara.config.cluster import Cluster

ROOT = Path(__file__).parent.parent
COMMAND = Path(sys.executable).with_name("almenara")
READER, BUSY, NETWORK = "pan-csirt-guardia-1", "pan-csirt", "csirt"
OFFICES, BLOCK, PATIENCE = 35, 1000, 400  # seconds until a demonstration answers

PEOPLE = """
create temp table office as select n, 'banco-' || lpad(n::text, 2, '0') as slug, s.code as state
from generate_series(1, %(offices)s) n join (select code, row_number() over (order by code) as r,
    count(*) over () as of from parties_state) s on s.r = 1 + n %% s.of;
create temp table holder as select o.*, k.kind, o.slug || '-' || k.kind as name,
    md5(o.slug || k.kind)::uuid as person, md5('post' || o.slug || k.kind)::uuid as post
from office o cross join (values ('duty'), ('alternate')) k (kind);
insert into parties_institution (slug, names, kind, facts, state_id)
    select slug, jsonb_build_object('es', slug), 'csirt', '{}', state from office;
insert into auth_user (password, is_superuser, username, first_name, last_name, email, is_staff,
    is_active, date_joined)
    select '!', false, name, '', '', name || '@almenara.example', false, true, now() from holder;
insert into parties_person (id, titles, language, zone, pseudonym, compact, institution_id, user_id)
    select h.person, '{"es": "Banco de pruebas"}', '', '', left(md5(h.name), 20), false, h.slug,
    u.id from holder h join auth_user u on u.username = h.name;
insert into directory_seat (id, lead, since, institution_id, network_id, state_id)
    select md5('seat' || slug)::uuid, false, now() - interval '4 years', slug, %(network)s, state
    from office;
insert into directory_post (id, lead, kind, titles, zone, languages, stage, nominated_at,
    verified_at, institution_id, network_id, state_id, seat_id)
    select post, false, kind, '{"es": "Banco de pruebas"}', 'UTC', '[]', 'verified',
    now() - interval '1 day', now(), slug, %(network)s, state, md5('seat' || slug)::uuid
    from holder;
insert into directory_designation (id, is_single, stage, since, place, document, approved_by_id,
    nominated_by_id, person_id, post_id)
    select md5('held' || name)::uuid, kind <> 'duty', 'verified', now() - interval '1 day', 0,
    gen_random_uuid(), a.ids[1], a.ids[2], person, post from holder
    cross join (select array_agg(id order by pseudonym) as ids from parties_person) a;
"""
ALERTS = """
create temp table home as select row_number() over (order by s.institution_id) - 1 as r,
    s.institution_id as slug, s.state_id as state, p.person, p.pseudonym
from directory_seat s join lateral (select x.id as person, x.pseudonym from parties_person x
    join auth_user u on u.id = x.user_id where x.institution_id = s.institution_id
    order by u.username = %(reader)s desc, x.pseudonym limit 1) p on true
where s.network_id = %(network)s and s.until is null;
create unique index on home (r);
create temp table made as select n, md5('alert' || n)::uuid as id, o.slug as origin, o.state,
    o.person as author, o.pseudonym, now() - n * interval '31 minutes' - interval '3 days' as at,
    (array['TLP:GREEN', 'TLP:AMBER', 'TLP:GREEN', 'TLP:AMBER+STRICT', 'TLP:CLEAR', 'TLP:AMBER',
        'TLP:GREEN', 'TLP:AMBER', 'TLP:CLEAR', 'TLP:RED'])[1 + n %% 10] as marking,
    n %% 50 = 8 as is_public,
    case when n %% 100 = 3 then 'retracted' when n %% 20 = 5 then 'updated' else 'sent' end as stage
from generate_series(1, %(alerts)s) n join home o
    on o.r = n %% (select count(*) from home);
create temp table sent as select m.*, t.slug as to_slug, t.state as to_state, t.person as told,
    t.pseudonym as told_as, md5('delivery' || m.n || t.slug)::uuid as delivery
from made m join home t on t.slug <> m.origin and (t.r in ((m.n * 7) %% (select count(*) from home),
    (m.n * 11 + 3) %% (select count(*) from home)) or (t.slug = %(busy)s and m.n %% 20 <> 1));
insert into exchange_alert (id, reference, kind_version, marking, is_immediate, is_exercise,
    is_public, may_hand_on, language, titles, bodies, fields, actions, documents, audience, stage,
    published_at, updated_at, reason, revision, author_id, network_id, origin_id, origin_state_id,
    kind_id)
    select id, 'ORG-' || lpad(upper(to_hex(n)), 6, '0'), 1, marking, n %% 9 = 0, true, is_public,
    true, 'es', jsonb_build_object('es', 'Campaña ' || n || ' contra servicios de correo'),
    jsonb_build_object('es', repeat('Bloquee el dominio y revise los registros de los últimos '
        || 'siete días; la señal es ' || md5(n::text) || '. ', 8)),
    '{"severity": "high"}', '["block"]',
    case when n %% 100 = 2 then jsonb_build_array(md5('document' || n)::uuid) else '[]' end,
    case when marking = 'TLP:RED' then '{"persons": ["x"]}' else '{"network": true}' end
    ::jsonb, stage, at, case when stage <> 'sent' then at + interval '2 hours' end,
    case when stage = 'retracted' then 'Era un ensayo.' else '' end,
    case when stage = 'updated' then 2 else 1 end, author, %(network)s, origin, state, 'cyber-alert'
    from made order by n desc;
insert into exchange_reader (id, is_outside, alert_id, granted_by_id, institution_id, person_id)
    select gen_random_uuid(), false, id, origin, who.slug, who.person from (
        select id, origin, marking, origin as slug, author as person from made
        union select id, origin, marking, to_slug, told from sent) r
    cross join lateral (select case when marking <> 'TLP:RED' then slug end as slug,
        case when marking = 'TLP:RED' then person end as person) who order by id;
insert into exchange_revision (id, number, titles, bodies, fields, at, alert_id)
    select gen_random_uuid(), 1, '{"es": "Antes"}', '{"es": "Antes."}', '{}', at, id
    from made where stage = 'updated';
"""
DELIVERIES = """
insert into exchange_delivery (id, stage, step, sent_at, received_at, due_at, is_overdue,
    acknowledged_at, answer, note, acknowledged_by_id, alert_id, institution_id, origin_id,
    state_id, told_id)
    select delivery, case when is_done then 'acknowledged' else 'escalated' end, 1, at,
    at + interval '4 minutes', at + interval '1 hour', not is_done,
    case when is_done then at + interval '9 minutes' end,
    case when is_done then 'received' else '' end, '', case when is_done then told end, id,
    to_slug, origin, to_state, told
    from (select *, n %% 60 <> 7 as is_done from sent) s order by n desc;
insert into notices_notice (id, key, "group", step, channel, word, about, marking, is_urgent,
    origin, institution, author, stage, attempts, made_at, sent_at, failure, read_at, person_id)
    select gen_random_uuid(), md5(delivery::text || channel), 'delivery:' || delivery, 1, channel,
    'alert', 'alert:' || id, marking, n %% 9 = 0, origin, to_slug,
    case when marking = 'TLP:RED' then author end, 'sent', 1, at, at + interval '1 second', '',
    case when channel = 'inbox' and n > 40 then at + interval '9 minutes' end, told
    from sent cross join (values ('inbox'), ('mail')) c (channel) order by n desc;
insert into documents_document (id, sha256, name, type, size, marking, kept_at, institution_id,
    uploader_id)
    select md5('document' || n)::uuid, md5('a' || n) || md5('b' || n), 'informe.pdf',
    'application/pdf', 40000, marking, at, origin, author from made where n %% 100 = 2;
insert into documents_hanging (id, word, ref, person, hung_at, document_id)
    select gen_random_uuid(), 'alert', id::text, author, at, md5('document' || n)::uuid
    from made where n %% 100 = 2;
insert into search_entry (id, thing, ref, language, is_original, url, network, title, body,
    stemmer, at)
    select gen_random_uuid(), 'alert', a.id::text, 'es', true, '/alerts/' || a.id || '/',
    a.network_id, a.reference || ' ' || (a.titles->>'es'), a.bodies->>'es', 'es_u', a.published_at
    from exchange_alert a join made m on m.id = a.id;
insert into search_key (thing, ref, institution, person, is_public, network)
    select 'alert', r.alert_id::text, coalesce(r.institution_id, ''), r.person_id, false,
    %(network)s from exchange_reader r join made m on m.id = r.alert_id;
create temp table told as select row_number() over (order by at, rank) as r, * from (
    select * from (select at, 0 as rank, pseudonym as who, origin as home, state,
        'publish' as verb, 'alert:' || id as thing, origin as owners, author as person, marking
        from made
    union all select at + step * interval '4 minutes', step, told_as, to_slug, to_state, verb,
        'delivery:' || delivery, origin || ' ' || to_slug, told, marking
        from sent cross join (values (1, 'receive'), (2, 'acknowledge')) v (step, verb)) x
    order by home = %(busy)s desc, md5(thing) limit 2 * %(alerts)s) y;
create index on told (r);
"""
JOURNAL = """
select journal_append(
    array_agg('"actor":' || to_json(who) order by r),
    array_agg('"detail":{},"institution":' || to_json(home) || ',"outcome":"done"' order by r),
    array_agg('"state":' || coalesce(to_json(state)::text, 'null') || ',"thing":"' || thing
        || '","verb":"' || verb || '"' order by r),
    array_agg(case when marking = 'TLP:RED' then '' else owners end order by r),
    array_agg(case when marking = 'TLP:RED' then person::text else '' end order by r))
from told where r > %(least)s and r <= %(most)s
"""


@contextmanager
def served(alerts: int, port: int) -> Iterator[Path]:
    """A filled installation behind `almenara serve` at this port; its HOME."""
    home = ROOT / "var" / "bench" / str(alerts)
    stamp = home / "filled"
    if home.exists() and not (stamp.exists() and stamp.read_text(encoding="utf-8") == _version()):
        Cluster(home).stop()
        shutil.rmtree((home / "db").resolve(), ignore_errors=True)
        shutil.rmtree(home)
    server = _serve(home, port)
    try:
        _await(server, port)
        if not stamp.exists():
            fill(home, alerts)
            stamp.write_text(_version(), encoding="utf-8")
        yield home
    finally:
        server.terminate()
        server.wait(30)


def fill(home: Path, alerts: int) -> None:
    """Put the rows in, in one transaction, and let the planner count them."""
    began = time.perf_counter()
    given = {"offices": OFFICES, "alerts": alerts, "network": NETWORK, "busy": BUSY,
             "reader": READER}  # fmt: skip
    with psycopg.connect(Cluster(home).url("superuser")) as link:
        link.execute("set local work_mem = '256MB'")
        link.execute("set local session_replication_role = replica")  # no foreign key is asked
        with psycopg.ClientCursor(link) as cursor:
            for block in (PEOPLE, ALERTS, DELIVERIES):
                cursor.execute(block, given)
        link.execute("set local session_replication_role = origin")
        for least in range(0, 2 * alerts, BLOCK):
            link.execute(JOURNAL, {"least": least, "most": least + BLOCK})
    with psycopg.connect(Cluster(home).url("superuser"), autocommit=True) as link:
        link.execute("vacuum analyze")
    print(f"  {alerts:,} alerts filled in {time.perf_counter() - began:.0f} s", flush=True)


def _version() -> str:
    """Of this file and of every migration: another one makes another world."""
    files = [Path(__file__), *sorted(ROOT.glob("almenara/**/migrations/0*.py"))]
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()


def _serve(home: Path, port: int) -> subprocess.Popen[bytes]:
    given = {"ALMENARA_HOME": str(home), "ALMENARA_PORT": str(port), "ALMENARA_DEMO": "1"}
    clean = {name: v for name, v in os.environ.items() if not name.startswith("ALMENARA_")}
    quiet = subprocess.DEVNULL
    return subprocess.Popen([COMMAND, "serve"], env=clean | given, stdout=quiet, stderr=quiet)


def _await(server: subprocess.Popen[bytes], port: int) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and server.poll() is None:
        with suppress(OSError, urllib.error.URLError):
            if urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5).status == 200:
                return
        time.sleep(0.2)
    raise SystemExit(f"the demonstration does not answer at port {port}")
