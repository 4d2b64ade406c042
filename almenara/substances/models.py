"""Substances by what they are, signals of national systems about them, and public bulletins."""

from typing import Any

from django.db import models
from django.db.models import F, Index, Q

from almenara.core.languages import page_language
from almenara.core.parties.guarded import Guarded, GuardedQuerySet
from almenara.core.parties.models import Institution, Named, Person, State
from almenara.substances.kinds import SignalKindShape
from almenara.substances.stages import BULLETIN, SIGNAL

ALIASES = ("name", "synonym", "salt")


def _person(**more: Any) -> models.ForeignKey:
    return models.ForeignKey(Person, models.PROTECT, related_name="+", **more)


class SignalKind(Named):
    """What may be reported, as its type says it is now."""

    slug = models.SlugField(max_length=60, primary_key=True)
    network = models.ForeignKey("directory.Network", models.PROTECT, related_name="+")
    version = models.PositiveIntegerField()
    order = models.PositiveSmallIntegerField()
    detects = models.BooleanField()
    document = models.JSONField()

    objects = GuardedQuerySet.as_manager()

    @property
    def shape(self) -> SignalKindShape:
        return SignalKindShape.model_validate(self.document)


class Substance(Guarded):
    """The file of one substance; `one` is the file into which it was merged."""

    name = models.CharField(max_length=200)
    inchikey = models.CharField(max_length=27, unique=True, null=True)
    formula = models.CharField(max_length=200, blank=True)
    one = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    is_public = models.BooleanField(default=False)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(one=F("id")), name="no_file_is_merged_in_itself"),
            models.CheckConstraint(
                condition=Q(inchikey=None)
                | Q(inchikey__regex=r"^[A-Z]{14}-[A-Z]{8}[SN][A-Z]-[A-Z]$"),
                name="substance_inchikey",
            ),
        ]


class OfSubstance(Guarded):
    """Something that belongs to a file: `named` is the file that it named, whatever was merged."""

    substance = models.ForeignKey(Substance, models.PROTECT, related_name="+", null=True)
    named = models.ForeignKey(Substance, models.PROTECT, related_name="+", null=True)

    class Meta:
        abstract = True


class OutsideList(Named):
    """A public list of somebody else's: it identifies substances and gives no State a detection."""

    slug = models.SlugField(max_length=60, primary_key=True)
    document = models.JSONField()

    objects = GuardedQuerySet.as_manager()


class Listing(OfSubstance):
    """A substance in an outside list, called as it is called there, with the date of its record."""

    source = models.ForeignKey(OutsideList, models.PROTECT, related_name="listings")
    name = models.CharField(max_length=200)
    category = models.CharField(max_length=100)
    dated = models.DateField()

    @property
    def category_name(self) -> str:
        """Its category in the reader's language; as the list writes it where that is not said."""
        names = self.source.document.get("categories", {}).get(self.category, {})
        return str(names.get(page_language(), self.category))


class DrugSignal(OfSubstance):
    """What a national system saw; `said` and `inchikey` are the substance in its own words."""

    reference = models.CharField(max_length=12, unique=True)
    kind = models.ForeignKey(SignalKind, models.PROTECT, related_name="signals")
    version = models.PositiveIntegerField()
    network = models.ForeignKey("directory.Network", models.PROTECT, related_name="+")
    state = models.ForeignKey(State, models.PROTECT, null=True, related_name="+")
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+")
    author = _person()
    language = models.CharField(max_length=2)
    title = models.CharField(max_length=200)
    summary = models.TextField()
    said = models.CharField(max_length=200, blank=True)
    inchikey = models.CharField(max_length=27, blank=True)
    seen_on = models.DateField()
    may_name_state = models.BooleanField(default=False)
    answers = models.JSONField(default=dict)
    is_exercise = models.BooleanField(default=False)
    stage = models.CharField(max_length=12, default=SIGNAL.start)
    reported_at = models.DateTimeField()
    verified_by = _person(null=True)
    verified_at = models.DateTimeField(null=True)
    decided = models.CharField(max_length=8, blank=True)
    alert = models.ForeignKey("exchange.Alert", models.PROTECT, null=True, related_name="+")
    reason = models.TextField(blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            Index(fields=["-reported_at", "id"], name="signal_newest"),
            Index(fields=["substance", "state"], name="signal_of_substance"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(stage__in=SIGNAL.stages), name="signal_stage"),
            models.CheckConstraint(
                condition=Q(verified_by=None) | ~Q(verified_by=F("author")),
                name="nobody_verifies_their_own_signal",
            ),
            models.CheckConstraint(
                condition=Q(stage__in=("reported", "retracted")) | Q(verified_by__isnull=False),
                name="verified_before_anything_else",
            ),
            models.CheckConstraint(
                condition=~Q(stage__in=("alerted", "published")) | Q(alert__isnull=False),
                name="an_alerted_signal_has_its_alert",
            ),
            models.CheckConstraint(
                condition=~Q(stage__in=("closed", "retracted")) | ~Q(reason=""),
                name="ended_with_a_reason",
            ),
        ]


class Alias(OfSubstance):
    """A name, a synonym or a salt; one that came with a `signal` is seen with the signal.

    `is_public`: without a signal, of a public file.
    """

    name = models.CharField(max_length=200)
    key = models.CharField(max_length=200, db_index=True)
    kind = models.CharField(max_length=8, choices=[(kind, kind) for kind in ALIASES])
    inchikey = models.CharField(max_length=27, blank=True, db_index=True)
    signal = models.ForeignKey(DrugSignal, models.PROTECT, null=True, related_name="+")
    is_public = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(is_public=False) | Q(signal=None), name="a_reported_name_is_not_public"
            )
        ]


class Merging(Guarded):
    """Two files became one, and perhaps two again: who decided, when and why."""

    gone = models.ForeignKey(Substance, models.PROTECT, related_name="+")
    kept = models.ForeignKey(Substance, models.PROTECT, related_name="+")
    reason = models.TextField()
    by = _person(null=True)
    at = models.DateTimeField()
    undone_by = _person(null=True)
    undone_at = models.DateTimeField(null=True)
    undone_reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["gone"], condition=Q(undone_at=None), name="merged_into_one_file"
            ),
            models.CheckConstraint(condition=~Q(gone=F("kept")), name="merged_with_another"),
        ]


class DrugBulletin(Guarded):
    """Verified signals in words for everybody; a health review of these very words comes first."""

    network = models.ForeignKey("directory.Network", models.PROTECT, related_name="+")
    number = models.PositiveIntegerField(unique=True, null=True)
    titles = models.JSONField()
    language = models.CharField(max_length=2)
    is_exercise = models.BooleanField(default=False)
    stage = models.CharField(max_length=12, default=BULLETIN.start)
    version = models.PositiveIntegerField(default=1)
    drafted_by = _person()
    drafted_at = models.DateTimeField()
    reviewed_by = _person(null=True)
    reviewed_at = models.DateTimeField(null=True)
    reviewer = models.CharField(max_length=200, blank=True)
    notes = models.TextField(blank=True)
    published_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(stage__in=BULLETIN.stages), name="bulletin_stage"),
            models.CheckConstraint(
                condition=Q(stage="drafted")
                | (Q(reviewed_by__isnull=False) & Q(reviewed_at__isnull=False) & ~Q(reviewer="")),
                name="health_review_before_a_bulletin",
            ),
            models.CheckConstraint(
                condition=Q(reviewed_by=None) | ~Q(reviewed_by=F("drafted_by")),
                name="nobody_reviews_their_own_bulletin",
            ),
            models.CheckConstraint(
                condition=Q(stage="published") ^ Q(published_at=None), name="bulletin_dated"
            ),
        ]

    def title(self, language: str) -> str:
        """In the reader's language, else in that of the original."""
        titles: dict[str, str] = self.titles
        return titles.get(language) or titles.get(self.language) or next(iter(titles.values()))


class BulletinItem(OfSubstance):
    """What a bulletin says of one signal, frozen when published; it may be retracted after."""

    bulletin = models.ForeignKey(DrugBulletin, models.CASCADE, related_name="items")
    signal = models.ForeignKey(DrugSignal, models.PROTECT, related_name="+")
    kind = models.ForeignKey(SignalKind, models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()
    texts = models.JSONField()
    state = models.ForeignKey(State, models.PROTECT, null=True, related_name="+")
    seen_on = models.DateField(null=True)
    first = models.CharField(max_length=12, blank=True)
    retracted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["bulletin", "signal"], name="once_in_a_bulletin")
        ]
