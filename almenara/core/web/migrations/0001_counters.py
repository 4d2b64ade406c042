"""Two unlogged tables without personal data: shared counters of requests, and Django's cache."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = []

    operations = [
        migrations.RunSQL(
            """create unlogged table web_counter (
                key text not null, minute bigint not null, asked int not null,
                primary key (key, minute));""",
            "drop table web_counter;",
        ),
        migrations.RunSQL(
            """create unlogged table web_cache (
                cache_key varchar(255) primary key, value text not null,
                expires timestamptz not null);
            create index web_cache_expires on web_cache (expires);""",
            "drop table web_cache;",
        ),
    ]
