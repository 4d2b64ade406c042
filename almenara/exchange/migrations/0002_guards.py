"""Row-level security of the exchange.

`exchange_reader` looks at its own columns only; alerts ask it, everything else asks the alert.
A reader's institution that left the network reads no more (S43), unless the alert was handed on
to it from outside.
"""

from django.db import migrations

from almenara.core.guards import ANYBODY, INSTITUTION, PERSON, SYSTEM, guard, widen

MINE = f"(r.institution_id = {INSTITUTION} or r.person_id = {PERSON})"
SEATED = f"""exists (select 1 from directory_seat s where s.network_id = exchange_alert.network_id
    and s.institution_id = {INSTITUTION} and s.until is null)"""
READ = f"""is_public or {SYSTEM} or exists (select 1 from exchange_reader r
    where r.alert_id = exchange_alert.id and {MINE} and (r.is_outside or {SEATED}))"""
ORIGIN = f"origin_id = {INSTITUTION} or {SYSTEM}"
OWN = f"institution_id = {INSTITUTION}"


def of_alert(table: str) -> str:
    return f"exists (select 1 from exchange_alert a where a.id = {table}.alert_id)"


def originated(table: str) -> str:
    return f"""{SYSTEM} or exists (select 1 from exchange_alert a where a.id = {table}.alert_id
        and a.origin_id = {INSTITUTION})"""


def party(table: str, rows: str) -> str:
    return f"{SYSTEM} or (({rows}) and {of_alert(table)})"


class Migration(migrations.Migration):
    dependencies = [
        ("exchange", "0001_tables"),
        ("directory", "0002_guards"),
        ("documents", "0002_guards"),
    ]

    operations = [
        guard("exchange_kind", select=ANYBODY, insert=SYSTEM, update=SYSTEM),
        guard(
            "exchange_reader",
            select=f"institution_id = {INSTITUTION} or person_id = {PERSON} or {SYSTEM}",
            insert=f"granted_by_id = {INSTITUTION} or {SYSTEM}",
        ),
        guard("exchange_alert", select=READ, insert=ORIGIN, update=ORIGIN),
        guard(
            "exchange_revision",
            select=f"{SYSTEM} or {of_alert('exchange_revision')}",
            insert=originated("exchange_revision"),
        ),
        guard(
            "exchange_bundle",
            select=f"{SYSTEM} or {of_alert('exchange_bundle')}",
            insert=originated("exchange_bundle"),
        ),
        guard(
            "exchange_delivery",
            select=party(
                "exchange_delivery",
                f"{OWN} or origin_id = {INSTITUTION} or handed_on_by_id = {INSTITUTION}",
            ),
            insert=f"{ORIGIN} or handed_on_by_id = {INSTITUTION}",
            update=f"{OWN} or {SYSTEM}",
        ),
        guard(
            "exchange_answer",
            select=party(
                "exchange_answer",
                f"""{OWN} or origin_id = {INSTITUTION}
                or ("to" = 'all' and {INSTITUTION} is not null)""",
            ),
            insert=f"{OWN} and {of_alert('exchange_answer')}",
        ),
        widen(
            "documents_hanging",
            "alert",
            "word = 'alert' and exists (select 1 from exchange_alert a where a.id::text = ref)",
        ),
        guard("exchange_draft", select=OWN, insert=OWN, update=OWN, delete=OWN),
    ]
