"""What States say of figures of public sources: theirs alone to say, never changed, ended once."""

import django.db.models.deletion
import uuid
from django.db import migrations, models

from almenara.core.guards import PERSON, STATE, SYSTEM, guard, role
from almenara.core.migrating import CreateTables

STANDS = "replaced_at is null and withdrawn_at is null"
SPEAKS = f"({role('statistician')} or {role('ncp')} or {role('mission')})"
OWN = f"(state_id = {STATE} and {SPEAKS})"
DESK = f"({SYSTEM} or {role('analyst')})"
FLOWS = "dataflow_id in (select code from observatory_dataflow)"
TAKEN_OVER = "dataflow_id in (select code from observatory_dataflow where source = 'external')"

KEPT = """
create function observatory_comment_kept() returns trigger language plpgsql as $$
begin
    if old.replaced_at is not null or old.withdrawn_at is not null
        or to_jsonb(new) - 'replaced_at' - 'withdrawn_at'
            <> to_jsonb(old) - 'replaced_at' - 'withdrawn_at' then
        raise exception 'a comment is kept as it was said';
    end if;
    return new;
end $$;
create trigger comment_kept before update on observatory_comment
    for each row execute function observatory_comment_kept();
"""
FREE = """
drop trigger comment_kept on observatory_comment;
drop function observatory_comment_kept();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("observatory", "0004_withdrawn_for_the_desk"),
        ("parties", "0003_parties_to_a_substitution"),
    ]

    operations = [
        CreateTables(
            [
                migrations.CreateModel(
                    name="Comment",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid.uuid4,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        ("period", models.CharField(blank=True, max_length=10)),
                        ("text", models.TextField(max_length=2000)),
                        ("language", models.CharField(max_length=2)),
                        ("made_at", models.DateTimeField()),
                        ("replaced_at", models.DateTimeField(null=True)),
                        ("withdrawn_at", models.DateTimeField(null=True)),
                        (
                            "dataflow",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="comments",
                                to="observatory.dataflow",
                            ),
                        ),
                        (
                            "made_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="parties.person",
                            ),
                        ),
                        (
                            "state",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="parties.state",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("replaced_at", None), ("withdrawn_at", None)),
                                fields=("dataflow", "state"),
                                name="one_comment_stands",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("replaced_at", None),
                                    ("withdrawn_at", None),
                                    _connector="OR",
                                ),
                                name="comment_ends_once",
                            ),
                        ],
                    },
                ),
            ],
        ),
        guard(
            "observatory_comment",
            select=f"({STANDS} and {FLOWS}) or {DESK} or {OWN}",
            insert=f"{OWN} and {STANDS} and made_by_id = {PERSON} and {TAKEN_OVER}",
            update=OWN,
        ),
        migrations.RunSQL(KEPT, FREE),
    ]
