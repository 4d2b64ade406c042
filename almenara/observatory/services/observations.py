"""The figures of a submission are kept: a part of the act that checks it."""

from django.utils.translation import gettext as _

from almenara.core.parties.actor import SYSTEM
from almenara.core.parties.refusals import WrongStage
from almenara.observatory import keeping, queries
from almenara.observatory.cells import Table
from almenara.observatory.models import Submission


def keep(submission: Submission, table: Table) -> None:
    """Before the step `check`: what was checked takes no more cells."""
    waiting = queries.submissions(SYSTEM).filter(pk=submission.pk, stage="submitted")
    if not waiting.select_for_update(of=("self",)).exists():
        raise WrongStage(_("Ya no es posible: alguien lo hizo antes o la etapa cambió."))
    keeping.keep(queries.flow(SYSTEM, submission.dataflow_id), submission, table)
