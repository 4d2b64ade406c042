"""Signals in stored series; of a run and its signals nothing is ever changed."""

import django.contrib.postgres.fields
import django.db.models.deletion
import uuid
from django.db import migrations, models

from almenara.core.migrating import CreateTables


class Migration(migrations.Migration):
    dependencies = [
        ("observatory", "0002_guards"),
        ("parties", "0003_parties_to_a_substitution"),
    ]

    operations = [
        CreateTables(
            [
                migrations.CreateModel(
                    name="Watch",
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
                        ("levels", models.PositiveSmallIntegerField()),
                        ("model", models.CharField(max_length=20)),
                        ("judged", models.JSONField()),
                        ("silent", models.JSONField()),
                        ("made_at", models.DateTimeField()),
                        (
                            "dataflow",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="watches",
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
                    ],
                ),
                migrations.CreateModel(
                    name="WatchSignal",
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
                        (
                            "key",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.TextField(), size=None
                            ),
                        ),
                        ("period", models.CharField(max_length=10)),
                        ("method", models.CharField(max_length=10)),
                        ("observed", models.FloatField()),
                        ("expected", models.FloatField()),
                        ("bound", models.FloatField(null=True)),
                        ("probability", models.FloatField()),
                        ("discovery", models.FloatField()),
                        ("is_confirmed", models.BooleanField(null=True)),
                        ("rank", models.PositiveIntegerField()),
                        ("inputs", models.JSONField()),
                        (
                            "state",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="parties.state",
                            ),
                        ),
                        (
                            "watch",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="signals",
                                to="observatory.watch",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-watch__made_at", "watch_id", "state_id", "rank"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("probability__gte", 0), ("probability__lte", 1)
                                ),
                                name="watch_probability",
                            )
                        ],
                    },
                ),
            ],
        ),
        migrations.RunSQL(
            sql="alter table observatory_watch enable row level security; alter table observatory_watch force row level security; create policy observatory_watch_select on observatory_watch for select using ((((select nullif(current_setting('app.system', true), '')) = 'on') or (select coalesce('analyst' = any(string_to_array(current_setting('app.roles', true), ' ')), false))) or id in (select watch_id from observatory_watchsignal));create policy observatory_watch_insert on observatory_watch for insert with check ((((select nullif(current_setting('app.system', true), '')) = 'on') or (select coalesce('analyst' = any(string_to_array(current_setting('app.roles', true), ' ')), false))));",
            reverse_sql="drop policy if exists observatory_watch_select on observatory_watch;drop policy if exists observatory_watch_insert on observatory_watch; alter table observatory_watch disable row level security;",
        ),
        migrations.RunSQL(
            sql="alter table observatory_watchsignal enable row level security; alter table observatory_watchsignal force row level security; create policy observatory_watchsignal_select on observatory_watchsignal for select using ((((select nullif(current_setting('app.system', true), '')) = 'on') or (select coalesce('analyst' = any(string_to_array(current_setting('app.roles', true), ' ')), false))) or (state_id = (select nullif(current_setting('app.state', true), '')) and ((select coalesce('statistician' = any(string_to_array(current_setting('app.roles', true), ' ')), false)) or (select coalesce('ncp' = any(string_to_array(current_setting('app.roles', true), ' ')), false)) or (select coalesce('mission' = any(string_to_array(current_setting('app.roles', true), ' ')), false)))));create policy observatory_watchsignal_insert on observatory_watchsignal for insert with check ((((select nullif(current_setting('app.system', true), '')) = 'on') or (select coalesce('analyst' = any(string_to_array(current_setting('app.roles', true), ' ')), false))));",
            reverse_sql="drop policy if exists observatory_watchsignal_select on observatory_watchsignal;drop policy if exists observatory_watchsignal_insert on observatory_watchsignal; alter table observatory_watchsignal disable row level security;",
        ),
    ]
