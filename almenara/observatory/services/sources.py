"""Figures of a public source are taken over as they are: no State delivered them."""

import hashlib
from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from almenara.core.access.rules import require
from almenara.core.journal.acts import act, record
from almenara.core.parties.actor import Actor
from almenara.core.parties.refusals import Denied
from almenara.observatory import keeping, queries
from almenara.observatory.cells import Table, text
from almenara.observatory.models import Submission
from almenara.observatory.stages import OVER, SUBMISSION


@dataclass(frozen=True)
class Source:
    """A vintage of a source; `name`: of what the figures were read from."""

    flow: str
    vintage: date
    table: Table
    name: str = ""


@act
def take_in(actor: Actor, source: Source) -> Submission:
    """Keep a vintage of an external flow as checked: its figures are the source's, unchanged.

    The same figures of the same day again are the submission that is there already.
    """
    flow = queries.flow(actor, source.flow)
    submission = Submission(
        dataflow_id=flow.id,
        source=flow.policy.source,
        vintage=source.vintage,
        name=source.name,
        sha256=_digest(source.table),
        made_by_id=actor.person or None,
        made_at=timezone.now(),
        result={"cells": len(source.table)},
    )
    require(actor, "submit", submission)
    if not flow.policy.is_external:
        raise Denied(_("Las cifras de este flujo las entregan los Estados."), "submit", submission)
    every = queries.submissions(actor).filter(dataflow=flow.id, vintage=source.vintage, state=None)
    if same := every.filter(sha256=submission.sha256).exclude(stage__in=OVER).first():
        record(actor, "submit", same, again=True)
        return same
    submission.save(force_insert=True)
    keeping.keep(flow, submission, source.table)
    SUBMISSION.step(submission, "submit")
    SUBMISSION.step(submission, "check")
    record(actor, "submit", submission, cells=len(source.table))
    return submission


def _digest(table: Table) -> str:
    """Of every cell, in its order."""
    said = hashlib.sha256()
    for cell in table:
        said.update(f"{cell.key}\0{cell.period}\0{text(cell.value)}\n".encode())
    return said.hexdigest()
