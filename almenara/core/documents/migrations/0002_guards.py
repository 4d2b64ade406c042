"""A document is open to its institution and through the things it hangs on.

The policy of documents asks the one of hangings, which compares its own columns only; apps widen
that one for their things (`core.documents.hanging`).
"""

from django.db import migrations

from almenara.core.guards import INSTITUTION, PERSON, SYSTEM, guard

HUNG = """exists (select 1 from documents_hanging h where h.document_id = documents_document.id)"""
OURS = f"(institution_id = {INSTITUTION} and marking <> 'TLP:RED')"


class Migration(migrations.Migration):
    dependencies = [("documents", "0001_tables"), ("parties", "0002_guards")]

    operations = [
        guard(
            "documents_hanging",
            select=f"person = {PERSON} or {SYSTEM}",
            insert=f"person = {PERSON} or {SYSTEM}",
            delete=SYSTEM,
        ),
        guard(
            "documents_document",
            select=f"{OURS} or uploader_id = {PERSON} or {SYSTEM} or {HUNG}",
            insert=f"uploader_id = {PERSON} or {SYSTEM}",
            delete=SYSTEM,
        ),
    ]
