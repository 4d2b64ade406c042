from django.db import migrations

from almenara.core.guards import (
    ANYBODY,
    INSTITUTION,
    KNOWN,
    PERSON,
    STATE,
    SYSTEM,
    guard,
)

FACTS = ["state", "membership", "observer", "unit"]
OWN = f"person_id = {PERSON} or {SYSTEM}"
COMPATRIOT = f"""exists (select 1 from parties_institution i
    where i.slug = institution_id and i.state_id = {STATE})"""
HOLDER = f"holder_id = {PERSON} or {SYSTEM}"


def facts(table: str, readers: str) -> migrations.RunSQL:
    """Reference data: read by `readers`, kept by the system."""
    return guard(table, select=readers, insert=SYSTEM, update=SYSTEM, delete=SYSTEM)


class Migration(migrations.Migration):
    dependencies = [("parties", "0001_tables")]

    operations = [
        *[facts(f"parties_{table}", ANYBODY) for table in FACTS],
        *[facts(f"parties_{table}", KNOWN) for table in ("institution", "belonging")],
        guard(
            "parties_person",
            select=f"id = {PERSON} or institution_id = {INSTITUTION} or {SYSTEM} or {COMPATRIOT}",
            insert=f"{SYSTEM} or {COMPATRIOT}",
            update=f"id = {PERSON} or {SYSTEM}",
        ),
        guard("parties_rolegrant", select=OWN, insert=SYSTEM, update=SYSTEM),
        guard("parties_token", select=OWN, insert=OWN, update=OWN),
        guard("parties_substitution", select=KNOWN, insert=HOLDER, update=HOLDER),
    ]
