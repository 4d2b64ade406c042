"""The figures of a submission are kept: a part of the act that checks it."""

from almenara.core.parties.actor import SYSTEM
from almenara.observatory import keeping, queries
from almenara.observatory.cells import Table
from almenara.observatory.models import Submission


def keep(submission: Submission, table: Table) -> None:
    """Before the step `check`: what was checked takes no more cells."""
    keeping.keep(queries.flow(SYSTEM, submission.dataflow_id), submission, table)
