"""Row-level security of the mandates.

Receipts and replies look at their own columns only; what hangs on them asks them. Files of good
offices know neither the system nor a role: whoever is not named in the row does not read it.
"""

from django.db import migrations

from almenara.core.guards import ANYBODY, INSTITUTION, PERSON, STATE, SYSTEM, guard, role, widen

DESK = f"({SYSTEM} or {role('secretariat')})"
OFFICIALS = f"({DESK} or {STATE} is not null)"
AUTHORITY = f"({role('ncp')} or {role('mission')})"
NAMED = f"{PERSON} = any(people)"
OFFICES = f"(origin_id = {INSTITUTION} or addressee_id = {INSTITUTION} or {SYSTEM})"
OWN_TASK = f"({DESK} or owner_id = {PERSON})"
OWN_RECEIPT = f"({DESK} or state_id = {STATE})"
ASKED = f"({DESK} or ({AUTHORITY} and {STATE} = any(states)))"
OWN_REPLY = f"({AUTHORITY} and state_id = {STATE})"
SENT_THERE = f"""exists (select 1 from mandates_receipt r
    where r.transmission_id = mandates_transmission.id and r.state_id = {STATE})"""
SEEN_TRANSMISSION = "exists (select 1 from mandates_transmission t where t.id = transmission_id)"
SEEN_FILE = "exists (select 1 from mandates_peacefile f where f.id = file_id)"


def hangs(word: str, table: str) -> migrations.RunSQL:
    """Documents on these things are read by whoever sees the thing."""
    key = f"case when word = '{word}' then ref::uuid end"
    return widen(
        "documents_hanging",
        word,
        f"word = '{word}' and exists (select 1 from {table} t where t.id = {key})",
    )


class Migration(migrations.Migration):
    dependencies = [("mandates", "0001_tables"), ("documents", "0002_guards")]

    operations = [
        guard("mandates_resolution", select=ANYBODY, insert=DESK, update=DESK),
        guard("mandates_mandate", select=ANYBODY, insert=DESK, update=DESK),
        guard(
            "mandates_action",
            select=OFFICIALS,
            insert=f"{DESK} or (state_id = {STATE} and {AUTHORITY})",
        ),
        guard("mandates_task", select=OWN_TASK, insert=DESK, update=OWN_TASK),
        guard("mandates_transmission", select=f"{DESK} or {SENT_THERE}", insert=DESK, update=DESK),
        guard("mandates_hop", select=SEEN_TRANSMISSION, insert=DESK),
        guard(
            "mandates_receipt",
            select=OWN_RECEIPT,
            insert=DESK,
            update=f"""({role("mission")} and state_id = {STATE})
                or ({DESK} and institution_id is null)""",
        ),
        guard("mandates_consultation", select=ASKED, insert=DESK, update=DESK),
        guard("mandates_reply", select=f"{DESK} or {OWN_REPLY}", insert=OWN_REPLY, update=DESK),
        guard(
            "mandates_letter",
            select=OFFICES,
            insert=f"origin_id = {INSTITUTION}",
            update=OFFICES,
        ),
        guard("mandates_journey", select=DESK, insert=DESK, update=DESK),
        guard("mandates_peacefile", select=NAMED, insert=NAMED, update=NAMED),
        guard(
            "mandates_peaceact", select=SEEN_FILE, insert=f"{SEEN_FILE} and person_id = {PERSON}"
        ),
        guard("mandates_clearednote", select=ANYBODY, insert=SEEN_FILE),
        hangs("mandate", "mandates_mandate"),
        hangs("action", "mandates_action"),
        hangs("transmission", "mandates_transmission"),
        hangs("letter", "mandates_letter"),
        hangs("journey", "mandates_journey"),
        hangs("peaceact", "mandates_peaceact"),
    ]
