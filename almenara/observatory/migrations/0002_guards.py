"""Row-level security of figures, and what nobody changes: observations and what was published.

The observatory's desk (its analysts) reads all; of a State those who speak of its figures read what
it delivered; everybody reads what is out. Observations ask their submission, published cells their
release: as uncorrelated sub-selects, so that each is asked once a statement and not once a row.
A cell is published only in a scheduled release that has a submission of its State, and a submission
is scheduled only when its State agreed or gave no answer in time (a constraint of the table).
"""

from django.db import migrations

from almenara.core.guards import KNOWN, STATE, SYSTEM, guard, role

DESK = f"({SYSTEM} or {role('analyst')})"
SPEAKS = f"({role('statistician')} or {role('ncp')} or {role('mission')})"
OWN = f"(state_id = {STATE} and {SPEAKS})"
CLERK = f"({DESK} or (state_id = {STATE} and {role('statistician')}))"
FLOWS = "dataflow_id in (select code from observatory_dataflow)"
OF_SUBMISSION = "submission_id in (select id from observatory_submission)"
OUT = "release_id in (select id from observatory_release where stage = 'published')"
ANSWERED = f"{OF_SUBMISSION} and {DESK} or {OF_SUBMISSION} and {role('statistician')}"

KEPT = """
create function observatory_refuse() returns trigger language plpgsql as $$
begin
    raise exception 'figures are append-only';
end $$;
create trigger observation_fixed before update or delete on observatory_observation
    for each statement execute function observatory_refuse();
create trigger observation_kept before truncate on observatory_observation
    for each statement execute function observatory_refuse();
create trigger published_fixed before update or delete on observatory_published
    for each statement execute function observatory_refuse();
create trigger published_kept before truncate on observatory_published
    for each statement execute function observatory_refuse();
create trigger part_fixed before update or delete on observatory_part
    for each statement execute function observatory_refuse();

create function observatory_agreed() returns trigger language plpgsql as $$
begin
    if exists (
        select from (select distinct series_id, release_id from fresh) f
        left join observatory_series s on s.id = f.series_id
        left join observatory_release r on r.id = f.release_id
            and r.stage = 'scheduled' and r.dataflow_id = s.dataflow_id
        where r.id is null or not exists (
            select from observatory_submission b where b.release_id = r.id
                and b.stage = 'scheduled' and (b.state_id = s.state_id or b.source = 'external'))
    ) then
        raise exception 'not agreed, or not in this release';
    end if;
    return null;
end $$;
create trigger published_agreed after insert on observatory_published
    referencing new table as fresh for each statement execute function observatory_agreed();

create function observatory_delivered() returns trigger language plpgsql as $$
begin
    if exists (
        select from (select distinct series_id, submission_id from fresh) f
        left join observatory_series s on s.id = f.series_id
        left join observatory_submission b on b.id = f.submission_id
            and b.stage in ('draft', 'submitted') and b.dataflow_id = s.dataflow_id
            and (b.state_id = s.state_id or b.source = 'external')
        where b.id is null
    ) then
        raise exception 'not of this submission, or already checked';
    end if;
    return null;
end $$;
create trigger observation_delivered after insert on observatory_observation
    referencing new table as fresh for each statement execute function observatory_delivered();
"""
FREE = """
drop trigger observation_fixed on observatory_observation;
drop trigger observation_kept on observatory_observation;
drop trigger observation_delivered on observatory_observation;
drop trigger published_fixed on observatory_published;
drop trigger published_kept on observatory_published;
drop trigger published_agreed on observatory_published;
drop trigger part_fixed on observatory_part;
drop function observatory_agreed();
drop function observatory_delivered();
drop function observatory_refuse();
"""


class Migration(migrations.Migration):
    dependencies = [("observatory", "0001_tables"), ("parties", "0002_guards")]

    operations = [
        guard(
            "observatory_dataflow",
            select=f"is_public or {KNOWN}",
            insert=SYSTEM,
            update=SYSTEM,
        ),
        guard("observatory_provision", select=f"{DESK} or {OWN}", insert=DESK, update=DESK),
        guard("observatory_codemap", select=f"{DESK} or {OWN}", insert=CLERK),
        guard(
            "observatory_submission",
            select=f"{DESK} or {OWN}",
            insert=CLERK,
            update=f"{DESK} or {OWN}",
        ),
        guard(
            "observatory_finding",
            select=f"{DESK} or {OF_SUBMISSION}",
            insert=DESK,
            update=ANSWERED,
        ),
        guard("observatory_observation", select=f"{DESK} or {OF_SUBMISSION}", insert=SYSTEM),
        guard(
            "observatory_release",
            select=f"(stage = 'published' and {FLOWS}) or {DESK}",
            insert=DESK,
            update=DESK,
        ),
        guard("observatory_part", select=f"{SYSTEM} or {OUT}", insert=DESK),
        guard(
            "observatory_series",
            select=f"(is_published and {FLOWS}) or {DESK} or {OWN}",
            insert=SYSTEM,
            update=SYSTEM,
        ),
        guard("observatory_published", select=f"{SYSTEM} or {OUT}", insert=SYSTEM),
        migrations.RunSQL(KEPT, FREE),
    ]
