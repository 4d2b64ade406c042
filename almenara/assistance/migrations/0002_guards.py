"""Row-level security of the assistance desk.

A case is its State's, for whoever speaks for that State, and the secretariat's. The first part is
one question a statement: is this person the contact point, or do they hold a post, or stand in for
somebody who does? Everything of a case asks the case.
"""

from django.db import migrations

from almenara.core.guards import ANYBODY, PERSON, STATE, SYSTEM, fold, guard, role, widen

DESK = f"({SYSTEM} or {role('secretariat')})"
HOLDERS = f"""(d.person_id = {PERSON} or d.person_id in (select x.holder_id
    from parties_substitution x where x.substitute_id = {PERSON} and x.revoked_at is null
    and x.since <= now() and now() < x.until))"""
VOICE = f"""(select {STATE} where {role("ncp")} or exists (select 1 from directory_designation d
    join directory_post p on p.id = d.post_id where {HOLDERS} and d.stage = 'verified'
    and d.since <= now() and (d.until is null or now() < d.until)
    and p.stage in ('verified', 'stale')))"""
OWN = f"state_id = {VOICE} or {DESK}"


def of_case(table: str, write: str = "") -> migrations.RunSQL:
    rows = f"exists (select 1 from assistance_case c where c.id = {table}.case_id)"
    return guard(table, select=rows, insert=write or rows, update=write or rows)


class Migration(migrations.Migration):
    dependencies = [
        ("assistance", "0001_tables"),
        ("directory", "0002_guards"),
        ("documents", "0002_guards"),
        ("search", "0002_circles"),
    ]

    operations = [
        guard("assistance_topic", select=ANYBODY, insert=SYSTEM, update=SYSTEM),
        guard("assistance_case", select=OWN, insert=OWN, update=OWN),
        of_case("assistance_scoping"),
        of_case("assistance_errand"),
        of_case("assistance_outcome", DESK),
        of_case("assistance_remark"),
        widen(
            "documents_hanging",
            "case",
            """word = 'case' and exists (select 1 from assistance_case c
                where c.id = case when word = 'case' then ref::uuid end)""",
        ),
        fold("documents_hanging", "case"),
    ]
