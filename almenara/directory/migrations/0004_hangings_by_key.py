"""What hangs on a designation, an accession or an application is looked up by its key.

As text it had no index. The same rows are open as before.
"""

from django.db import migrations

from almenara.core.guards import INSTITUTION, STATE


def owner(table: str) -> str:
    return f"""exists (select 1 from directory_network n where n.slug = {table}.network_id
        and n.owner = {INSTITUTION})"""


ROWS = {
    "designation": f"""select 1 from directory_designation x
        join directory_post p on p.id = x.post_id where
        (p.institution_id = {INSTITUTION} or p.state_id = {STATE} or {owner("p")})""",
    "accession": f"""select 1 from directory_accession x
        where (x.state_id = {STATE} or {owner("x")})""",
    "application": "select 1 from directory_application x where true",
}


def by_key(word: str, rows: str) -> str:
    return f"""alter policy documents_hanging_{word} on documents_hanging using (word = '{word}'
        and exists ({rows} and x.id = case when word = '{word}' then ref::uuid end))"""


class Migration(migrations.Migration):
    dependencies = [("directory", "0003_copies_keep_no_file"), ("documents", "0002_guards")]

    operations = [
        migrations.RunSQL(by_key(word, rows), migrations.RunSQL.noop) for word, rows in ROWS.items()
    ]
