"""What a release sets in motion: texts that quote its figures are compared with them."""

from collections.abc import Iterable

from almenara.core.access.context import system_work
from almenara.core.jobs import job, later
from almenara.core.parties.actor import SYSTEM
from almenara.observatory.queries import PUBLISHED
from almenara.studies import queries, services


@job(queue="studies")
def compare(dataflow: str) -> None:
    """Every published edition that quotes this flow."""
    with system_work():
        _compared(queries.quoting(SYSTEM, dataflow))


@job(queue="studies", every="20 5 * * *")
def sweep() -> None:
    """Once a day all of them: what a lost job left behind."""
    with system_work():
        _compared(queries.editions(SYSTEM).filter(stage="published"))


def after(dataflow: str) -> None:
    """A release of this flow is out."""
    later(compare, dataflow=dataflow)


def _compared(editions: Iterable[queries.StudyEdition]) -> None:
    for edition in editions:
        figures = queries.drift(SYSTEM, edition)
        if figures != edition.drift:
            services.compare(SYSTEM, edition, figures)


PUBLISHED.append(after)
