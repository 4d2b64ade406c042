"""What the tables of the bodies have in common."""

from django.db import models

from almenara.core.parties.guarded import Guarded

CAPACITIES = ("vote", "voice")
# Who reads a part of a meeting, from the widest to the narrowest; each is among the ones before it.
DISTRIBUTIONS = ("public", "invited", "members", "delegates")


class Distributed(Guarded):
    """A part of a meeting that is read by those to whom it is distributed."""

    meeting = models.ForeignKey("bodies.Meeting", models.PROTECT, related_name="%(class)ss")
    titles = models.JSONField()
    language = models.CharField(max_length=2)
    distribution = models.CharField(max_length=10, default="public")

    class Meta:
        abstract = True

    @property
    def title(self) -> str:
        """In the language in which it was written."""
        return str(self.titles.get(self.language, ""))
