"""Row-level security of the bodies.

Bodies, meetings, seats and delegations look at their own columns only; agenda, papers and decisions
ask them. That a State takes part, and is not only a member, is asked in `access.py`: with which
statuses it does is data of the installation.
"""

from django.db import migrations

from almenara.core.guards import (
    ANYBODY,
    INSTITUTION,
    OBSERVER,
    PERSON,
    STATE,
    SYSTEM,
    guard,
    role,
    widen,
)

DESK = f"({SYSTEM} or {role('secretariat')})"
STATES = f"({DESK} or {STATE} is not null)"
TODAY = "since <= current_date and (until is null or until > current_date)"
SENT = f"(state_id = {STATE} or institution_id = {INSTITUTION} or observer_id = {OBSERVER})"
SENDER = f"""({DESK} or (state_id = {STATE} and ({role("mission")} or {role("ncp")})))"""
OF_DELEGATION = "exists (select 1 from bodies_delegation d where d.id = {}.delegation_id)"


def distributed(table: str) -> str:
    """Rows that are for the viewer, secretariat aside."""
    meeting = f"{table}.meeting_id"
    seated = f"""exists (select 1 from bodies_meeting m join bodies_body b on b.slug = m.body_id
        where m.id = {meeting} and (
            (b.rule = 'all' and exists (select 1 from parties_membership s
                where s.state_id = {STATE} and {TODAY}))
            or (b.rule = 'states' and exists (select 1 from bodies_bodyseat s
                where s.body_id = b.slug and s.person_id is null and s.state_id = {STATE}
                and {TODAY}))
            or exists (select 1 from bodies_bodyseat s
                where s.body_id = b.slug and s.person_id = {PERSON} and {TODAY})))"""
    invited = f"""exists (select 1 from bodies_delegation d
        where d.meeting_id = {meeting} and d.stage = 'accredited' and {SENT})"""
    named = f"""exists (select 1 from bodies_delegate e join bodies_delegation d
        on d.id = e.delegation_id
        where d.meeting_id = {meeting} and e.person_id = {PERSON} and d.stage = 'accredited')"""
    return f"""(distribution = 'public'
        or (distribution in ('invited', 'members') and {seated})
        or (distribution = 'invited' and {invited})
        or (distribution = 'delegates' and {named}))"""


def written(table: str, select: str) -> migrations.RunSQL:
    """Rows that the secretariat writes, and never takes back."""
    return guard(table, select=select, insert=DESK, update=DESK)


def hanging(word: str, table: str) -> migrations.RunSQL:
    """Documents on a thing, for whom the thing is there."""
    return widen(
        "documents_hanging",
        word,
        f"""word = '{word}' and exists (select 1 from {table} t
            where t.id = case when word = '{word}' then ref::uuid end)""",
    )


VOICE = """alter table bodies_attendance
    add constraint bodies_attendance_capacity unique (id, capacity);
alter table bodies_ballot add constraint bodies_ballot_by_a_vote
    foreign key (attendance_id, capacity) references bodies_attendance (id, capacity)"""


class Migration(migrations.Migration):
    dependencies = [("bodies", "0001_tables"), ("documents", "0002_guards")]

    operations = [
        guard("bodies_body", select=ANYBODY, insert=SYSTEM, update=SYSTEM),
        written("bodies_bodyseat", f"person_id is null or person_id = {PERSON} or {DESK}"),
        written("bodies_numbering", DESK),
        written("bodies_meeting", ANYBODY),
        guard(
            "bodies_delegation",
            select=f"{STATES} or organisation <> '' or {SENT}",
            insert=SENDER,
            update=DESK,
        ),
        guard(
            "bodies_delegate",
            select=f"{STATES} or person_id = {PERSON} or {OF_DELEGATION.format('bodies_delegate')}",
            insert=OF_DELEGATION.format("bodies_delegate"),
        ),
        written("bodies_attendance", f"{STATES} or {OF_DELEGATION.format('bodies_attendance')}"),
        guard("bodies_registration", select=DESK, insert=SYSTEM, update=DESK),
        written("bodies_agendaorder", ANYBODY),
        written("bodies_agendaitem", f"{DESK} or {distributed('bodies_agendaitem')}"),
        written("bodies_decision", f"{DESK} or {distributed('bodies_decision')}"),
        written(
            "bodies_paper",
            f"""{SYSTEM} or ({DESK} and marking <> 'TLP:RED') or author_id = {PERSON}
            or {distributed("bodies_paper")}""",
        ),
        written(
            "bodies_papertext",
            "exists (select 1 from bodies_paper p where p.id = bodies_papertext.paper_id)",
        ),
        written(
            "bodies_ballot",
            "exists (select 1 from bodies_decision d where d.id = bodies_ballot.decision_id)",
        ),
        hanging("paper", "bodies_paper"),
        hanging("delegation", "bodies_delegation"),
        migrations.RunSQL(
            VOICE,
            """alter table bodies_ballot drop constraint bodies_ballot_by_a_vote;
            alter table bodies_attendance drop constraint bodies_attendance_capacity""",
        ),
    ]
