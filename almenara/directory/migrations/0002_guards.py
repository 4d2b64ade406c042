"""Row-level security of the directory.

`directory_seat` looks at its own columns only; every other policy asks it, directly or through
`directory_post`. Rows are written by acts alone, which do so as the system after asking.
"""

from django.db import migrations

from almenara.core.guards import (
    INSTITUTION,
    PERSON,
    STATE,
    SYSTEM,
    guard,
    widen,
)

WRITTEN = {"insert": SYSTEM, "update": SYSTEM, "delete": SYSTEM}
OF_POST = ("designation", "contactline", "rosterrule", "rosterchange", "shift", "gapnotice",
           "attestation")  # fmt: skip


def member(table: str) -> str:
    return f"""exists (select 1 from directory_seat s where s.network_id = {table}.network_id
        and s.institution_id = {INSTITUTION} and s.until is null)"""


def owner(table: str) -> str:
    return f"""exists (select 1 from directory_network n where n.slug = {table}.network_id
        and n.owner = {INSTITUTION})"""


def of(table: str, key: str, parent: str) -> str:
    return f"exists (select 1 from {parent} p where p.id = {table}.{key})"


def closed(table: str, *readers: str) -> migrations.RunSQL:
    return guard(table, select=" or ".join([SYSTEM, *readers]), **WRITTEN)


LINES = f"""exists (select 1 from directory_post p join directory_network n
    on n.slug = p.network_id where p.id = directory_contactline.post_id and (not n.is_windowed
    or p.institution_id = {INSTITUTION} or p.state_id = {STATE}
    or exists (select 1 from directory_window w where w.network_id = p.network_id
        and w.host_id = p.state_id and w.starts_at <= now() and now() < w.ends_at
        and (w.host_id = {STATE} or jsonb_exists(w.states, {STATE})))))"""
SUBSTITUTES = """exists (select 1 from parties_substitution x join directory_designation d
    on d.person_id = x.holder_id where x.substitute_id = parties_person.id
    and x.revoked_at is null and x.since <= now() and now() < x.until)"""

NOTE = f"""word = 'designation' and exists (select 1 from directory_designation d
    join directory_post p on p.id = d.post_id where d.id::text = ref
    and (p.institution_id = {INSTITUTION} or p.state_id = {STATE} or {owner("p")}))"""
ACCESSION_NOTE = f"""word = 'accession' and exists (select 1 from directory_accession a
    where a.id::text = ref and (a.state_id = {STATE} or {owner("a")}))"""
APPLICATION_NOTE = """word = 'application' and exists (select 1 from directory_application a
    where a.id::text = ref)"""


class Migration(migrations.Migration):
    dependencies = [
        ("directory", "0001_tables"),
        ("parties", "0002_guards"),
        ("documents", "0002_guards"),
    ]

    operations = [
        guard("directory_network", select=f"is_active or {SYSTEM}", **WRITTEN),
        closed("directory_seat", f"institution_id = {INSTITUTION}"),
        closed(
            "directory_post",
            member("directory_post"),
            owner("directory_post"),
            f"state_id = {STATE}",
        ),
        *[
            closed(f"directory_{child}", of(f"directory_{child}", "post_id", "directory_post"))
            for child in OF_POST
            if child != "contactline"
        ],
        closed("directory_window", member("directory_window"), owner("directory_window")),
        closed("directory_contactline", LINES),
        closed(
            "directory_proposal",
            f"institution_id = {INSTITUTION}",
            f"state_id = {STATE}",
            owner("directory_proposal"),
        ),
        closed(
            "directory_accession",
            member("directory_accession"),
            owner("directory_accession"),
            f"state_id = {STATE}",
        ),
        closed(
            "directory_check",
            member("directory_check"),
            owner("directory_check"),
            f"institution_id = {INSTITUTION}",
        ),
        closed("directory_probe", f"institution_id = {INSTITUTION}", f"asker_id = {INSTITUTION}"),
        closed(
            "directory_contactrequest",
            f"institution_id = {INSTITUTION}",
            f"origin_id = {INSTITUTION}",
        ),
        closed(
            "directory_contactstep",
            of("directory_contactstep", "request_id", "directory_contactrequest"),
        ),
        closed(
            "directory_application",
            f"institution_id = {INSTITUTION}",
            f"state_id = {STATE}",
            owner("directory_application"),
        ),
        closed(
            "directory_approval",
            of("directory_approval", "application_id", "directory_application"),
        ),
        closed("directory_lookup", f"person_id = {PERSON}"),
        closed("directory_sealedcopy", f"person_id = {PERSON}"),
        widen(
            "parties_person",
            "network",
            """exists (select 1 from directory_designation d
                where d.person_id = parties_person.id)""",
        ),
        widen("parties_person", "substitute", SUBSTITUTES),
        widen("documents_hanging", "designation", NOTE),
        widen("documents_hanging", "accession", ACCESSION_NOTE),
        widen("documents_hanging", "application", APPLICATION_NOTE),
    ]
