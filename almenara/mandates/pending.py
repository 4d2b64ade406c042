"""What is late and was not told yet, for the clock."""

from datetime import date
from itertools import chain

from almenara.mandates.models import Journey, Letter, Task
from almenara.mandates.models.dealings import TIME_TO_REPORT
from almenara.mandates.stages import UNREPORTED

WHY = "the clock works for every office"


def late(on: date) -> list[Task | Letter | Journey]:
    """Tasks, letters without answer and missions without report whose day is over."""
    tasks = Task.objects.unguarded(WHY).filter(stage="open", due__lt=on, warned_at=None)
    letters = Letter.objects.unguarded(WHY).filter(due__lt=on, warned_at=None)
    journeys = Journey.objects.unguarded(WHY).filter(
        stage__in=UNREPORTED, ends__lt=on - TIME_TO_REPORT, warned_at=None
    )
    return list(chain(tasks, letters.exclude(stage="answered"), journeys))
