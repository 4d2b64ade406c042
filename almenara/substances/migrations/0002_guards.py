"""Row-level security of the substances.

A report is its State's (those of the State who are in the network), its institution's and the
verifiers'; once it is an alert, whoever reads the alert reads it. Public files, outside lists and
published bulletins are everybody's; other files are seen with a signal of theirs. Signals ask nobody
but the exchange; files ask signals; names ask both.
"""

from django.db import migrations

from almenara.core.guards import ANYBODY, INSTITUTION, STATE, SYSTEM, guard, role

OWNS = f"""(select exists (select 1 from directory_network n join substances_signalkind k
    on k.network_id = n.slug where n.owner = {INSTITUTION}))"""
DESK = f"({SYSTEM} or (({role('analyst')} or {role('secretariat')}) and {OWNS}))"
SEATED = f"""exists (select 1 from directory_seat s where s.until is null
    and s.network_id = substances_drugsignal.network_id and s.institution_id = {INSTITUTION})"""
ALERTED = "(alert_id is not null and substances_alert_seen(alert_id))"
OWN = f"institution_id = {INSTITUTION}"
SIGNAL = f"{DESK} or {OWN} or (state_id = {STATE} and {SEATED}) or {ALERTED}"
FILE = f"is_public or {DESK} or substances_file_seen(id)"
ALIAS = f"""is_public or {DESK} or (signal_id is null and substances_file_seen(substance_id))
    or (signal_id is not null and substances_signal_seen(signal_id))"""


def there(key: str) -> str:
    return f"exists (select 1 from substances_substance f where f.id = {key})"


def seen(name: str, rows: str) -> migrations.RunSQL:
    """A question to another table, planned when it is first asked and not with every statement."""
    return migrations.RunSQL(
        f"""create function substances_{name}_seen(pk uuid) returns boolean language plpgsql stable
        as $$ begin return exists (select 1 from {rows}); end $$""",
        f"drop function substances_{name}_seen(uuid)",
    )


MERGING = f"""{DESK} or ({there("substances_merging.kept_id")}
    and {there("substances_merging.gone_id")})"""
PUBLISHED = f"stage = 'published' or {DESK}"
ITEM = f"""{DESK} or exists (select 1 from substances_drugbulletin b
    where b.id = substances_bulletinitem.bulletin_id)"""


class Migration(migrations.Migration):
    dependencies = [
        ("substances", "0001_tables"),
        ("directory", "0002_guards"),
        ("exchange", "0002_guards"),
    ]

    operations = [
        seen("alert", "exchange_alert a where a.id = pk"),
        seen("signal", "substances_drugsignal d where d.id = pk"),
        seen("file", "substances_drugsignal d where d.substance_id = pk"),
        guard("substances_signalkind", select=ANYBODY, insert=SYSTEM, update=SYSTEM),
        guard("substances_outsidelist", select=ANYBODY, insert=DESK, update=DESK),
        guard("substances_listing", select=ANYBODY, insert=DESK, update=DESK, delete=DESK),
        guard("substances_drugsignal", select=SIGNAL, insert=OWN, update=f"{DESK} or {OWN}"),
        guard("substances_substance", select=FILE, insert=DESK, update=DESK),
        guard("substances_alias", select=ALIAS, insert=DESK, update=DESK),
        guard("substances_merging", select=MERGING, insert=DESK, update=DESK),
        guard("substances_drugbulletin", select=PUBLISHED, insert=DESK, update=DESK),
        guard("substances_bulletinitem", select=ITEM, insert=DESK, update=DESK, delete=DESK),
    ]
