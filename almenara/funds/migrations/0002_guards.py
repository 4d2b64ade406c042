"""Row-level security of projects, partners, funds and the ledger.

`funds_partner` is public and asks nobody; what is a donor's own asks it. Funds ask contributions,
codes ask funds. Lines of the ledger, batches and allocations are the secretariat's: a donor's share
is computed by the system. Of territories the public reads the figures that reach the threshold.
"""

from django.db import migrations

from almenara.core.guards import ANYBODY, INSTITUTION, PERSON, STATE, SYSTEM, guard, role

DESK = f"({SYSTEM} or {role('secretariat')})"
DIPLOMAT = f"({role('mission')} or {role('ncp')})"


def own(table: str) -> str:
    """Rows of the partner that this person speaks for."""
    return f"""exists (select 1 from funds_partner p where p.slug = {table}.partner_id and (
        p.institution_id = {INSTITUTION} or (p.state_id = {STATE} and {DIPLOMAT})
        or p.observer_id = (select observer_id from parties_person where id = {PERSON})))"""


def of_fund(table: str) -> str:
    return f"exists (select 1 from funds_fund f where f.code = {table}.fund_id)"


def written(table: str, select: str, **more: str) -> migrations.RunSQL:
    """Rows that the secretariat writes."""
    return guard(table, select=select, insert=DESK, update=DESK, **more)


GIVEN = """exists (select 1 from funds_contribution c where c.fund_id = funds_fund.code)"""
OF_PROJECT = "exists (select 1 from funds_project p where p.id = funds_indicator.project_id)"
OF_INDICATOR = "exists (select 1 from funds_indicator i where i.id = funds_figure.indicator_id)"


class Migration(migrations.Migration):
    dependencies = [("funds", "0001_tables"), ("parties", "0002_guards")]

    operations = [
        written("funds_partner", ANYBODY),
        written("funds_agreement", f"stage <> 'proposed' or {DESK} or {own('funds_agreement')}"),
        written(
            "funds_contribution",
            f"{DESK} or (stage <> 'prospect' and {own('funds_contribution')})",
        ),
        written("funds_fund", f"{DESK} or {GIVEN}"),
        written("funds_budgetcode", f"{DESK} or {of_fund('funds_budgetcode')}"),
        written("funds_project", f"stage not in ('idea', 'appraised', 'refused') or {DESK}"),
        written("funds_indicator", f"{DESK} or {OF_PROJECT}"),
        written("funds_figure", f"{DESK} or (is_shown and {OF_INDICATOR})", delete=DESK),
        written("funds_allocation", DESK),
        written("funds_budgetline", f"stage <> 'formulated' or {DESK}"),
        written("funds_batch", DESK, delete=f"{DESK} and stage = 'read'"),
        written("funds_ledgerline", DESK, delete=DESK),
        written("funds_subtotal", DESK, delete=DESK),
    ]
