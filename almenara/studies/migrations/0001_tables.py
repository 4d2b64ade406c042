import django.contrib.postgres.fields
import django.db.models.deletion
import uuid
from django.db import migrations, models

from almenara.core.migrating import CreateTables


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("exchange", "0006_glass_asked_in_a_role"),
        ("parties", "0003_parties_to_a_substitution"),
    ]

    operations = [
        CreateTables(
            [
                migrations.CreateModel(
                    name="StudyEdition",
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
                        ("slug", models.SlugField(max_length=60)),
                        ("number", models.PositiveIntegerField()),
                        ("kind", models.CharField(max_length=8)),
                        ("language", models.CharField(max_length=2)),
                        (
                            "units",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.SlugField(max_length=60), size=None
                            ),
                        ),
                        ("marking", models.CharField(max_length=16)),
                        (
                            "audience",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.SlugField(max_length=60), default=list, size=None
                            ),
                        ),
                        ("threat", models.SlugField(blank=True, max_length=60)),
                        ("confidence", models.SlugField(blank=True, max_length=60)),
                        ("threats_version", models.PositiveIntegerField(null=True)),
                        ("stage", models.CharField(default="drafted", max_length=12)),
                        ("made_at", models.DateTimeField()),
                        ("published_at", models.DateTimeField(null=True)),
                        ("ended_at", models.DateTimeField(null=True)),
                        ("reason", models.TextField(blank=True)),
                        ("drift", models.PositiveIntegerField(default=0)),
                        ("compared_at", models.DateTimeField(null=True)),
                        (
                            "author",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="parties.person",
                            ),
                        ),
                        (
                            "cleared_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="parties.person",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("slug", "number"), name="one_study_a_number"
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("stage__in", ["drafted", "cleared"])),
                                fields=("slug",),
                                name="one_study_draft",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "stage__in",
                                        [
                                            "drafted",
                                            "cleared",
                                            "published",
                                            "superseded",
                                            "withdrawn",
                                        ],
                                    )
                                ),
                                name="study_stage",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("language__in", ("es", "en", "pt", "fr"))),
                                name="study_language",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("audience", []),
                                        ("kind", "study"),
                                        ("marking", "TLP:CLEAR"),
                                        ("threat", ""),
                                    ),
                                    models.Q(
                                        ("kind", "brief"),
                                        (
                                            "marking__in",
                                            ["TLP:GREEN", "TLP:AMBER", "TLP:AMBER+STRICT"],
                                        ),
                                        models.Q(("threat", ""), _negated=True),
                                        models.Q(("confidence", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="study_is_public_and_brief_is_addressed",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("stage__in", ["drafted", "cleared"]),
                                    ("published_at__isnull", False),
                                    _connector="OR",
                                ),
                                name="study_published_at",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("cleared_by__isnull", True),
                                    models.Q(("cleared_by", models.F("author")), _negated=True),
                                    _connector="OR",
                                ),
                                name="study_cleared_by_another",
                            ),
                        ]
                    },
                ),
                migrations.CreateModel(
                    name="StudyAlert",
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
                            "alert",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="exchange.alert",
                            ),
                        ),
                        (
                            "edition",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="alerts",
                                to="studies.studyedition",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("edition", "alert"), name="one_study_alert"
                            )
                        ]
                    },
                ),
                migrations.CreateModel(
                    name="Citation",
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
                        ("position", models.PositiveSmallIntegerField()),
                        ("name", models.SlugField(max_length=40)),
                        ("dataflow", models.CharField(max_length=60)),
                        ("version", models.CharField(max_length=20)),
                        ("where", models.JSONField()),
                        ("start", models.CharField(blank=True, max_length=10)),
                        ("end", models.CharField(blank=True, max_length=10)),
                        ("as_of", models.DateTimeField()),
                        ("described", models.JSONField()),
                        ("cells", models.JSONField()),
                        (
                            "edition",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="citations",
                                to="studies.studyedition",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["position", "name"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("edition", "name"), name="one_citation_a_name"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="StudyText",
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
                        ("language", models.CharField(max_length=2)),
                        ("title", models.CharField(max_length=200)),
                        ("summary", models.TextField(blank=True, max_length=2000)),
                        ("body", models.TextField(blank=True, max_length=60000)),
                        ("at", models.DateTimeField()),
                        (
                            "author",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="parties.person",
                            ),
                        ),
                        (
                            "edition",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="texts",
                                to="studies.studyedition",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("edition", "language"), name="one_study_text"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("language__in", ("es", "en", "pt", "fr"))),
                                name="text_language",
                            ),
                        ]
                    },
                ),
            ]
        )
    ]
