"""Papers with symbols, and the file of each in each language."""

from django.db import models
from django.db.models import Q

from almenara.bodies.models.meetings import AgendaItem
from almenara.bodies.models.rows import DISTRIBUTIONS, Distributed
from almenara.bodies.models.seats import Body
from almenara.core.documents.models import Document
from almenara.core.parties.guarded import Guarded, among
from almenara.core.parties.models import Person
from almenara.formats.tlp import TLP

PARTS = ("", "rev", "add", "corr")
MARKINGS = [str(marking) for marking in TLP]


class Paper(Distributed):
    """A paper of a meeting, or a revision, an addition or a correction of one.

    `number` is the next of body, class (`series`) and year; parts keep that of their original.
    """

    body = models.ForeignKey(Body, models.PROTECT, related_name="papers")
    item = models.ForeignKey(AgendaItem, models.PROTECT, null=True, related_name="papers")
    series = models.CharField(max_length=40)
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    part = models.CharField(max_length=4, blank=True)
    part_number = models.PositiveSmallIntegerField(default=0)
    original = models.ForeignKey("self", models.PROTECT, null=True, related_name="later")
    symbol = models.CharField(max_length=80, unique=True)
    marking = models.CharField(max_length=16)
    author = models.ForeignKey(Person, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["series", "year", "number", "made_at", "id"]
        constraints = [
            among("distribution", DISTRIBUTIONS, "paper_distribution"),
            among("marking", MARKINGS, "paper_marking"),
            among("part", PARTS, "paper_part"),
            models.CheckConstraint(
                condition=Q(marking="TLP:CLEAR") | ~Q(distribution="public"),
                name="only_clear_papers_are_public",
            ),
            models.CheckConstraint(
                condition=Q(part="", original=None, part_number=0)
                | (~Q(part="") & Q(original__isnull=False, part_number__gt=0)),
                name="a_part_has_its_original",
            ),
            models.UniqueConstraint(
                fields=["body", "series", "year", "number", "part", "part_number"],
                name="one_paper_a_number",
            ),
        ]


class PaperText(Guarded):
    """The file of a paper in one language; one kept before its original's is out of date."""

    paper = models.ForeignKey(Paper, models.PROTECT, related_name="texts")
    language = models.CharField(max_length=2)
    document = models.ForeignKey(Document, models.PROTECT, related_name="+")
    kept_at = models.DateTimeField()

    class Meta:
        ordering = ["paper", "language"]
        constraints = [models.UniqueConstraint(fields=["paper", "language"], name="one_text")]
