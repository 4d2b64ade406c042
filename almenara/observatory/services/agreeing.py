"""From checked to agreed: somebody else validates, the State agrees or its time runs out (R9)."""

from django.utils import timezone
from django.utils.translation import gettext as _

from almenara.core.access.rules import require
from almenara.core.journal.acts import act, record
from almenara.core.parties.actor import SYSTEM, Actor
from almenara.core.parties.refusals import WrongStage
from almenara.formats import duration
from almenara.observatory import drafts, queries, telling
from almenara.observatory.models import Submission
from almenara.observatory.stages import SUBMISSION


@act
def accept(actor: Actor, submission: Submission) -> Submission:
    """The observatory validates: every finding was corrected or explained; the clock begins."""
    require(actor, "accept", submission)
    if left := queries.findings(actor, submission).filter(answered_at=None).count():
        raise WrongStage(_("Quedan %d hallazgos sin corregir ni explicar.") % left)
    now = timezone.now()
    until = None
    if submission.source == "delivered":
        policy = queries.flow(SYSTEM, submission.dataflow_id).policy
        until = duration.parse(policy.answer_within, []).after(now)
    SUBMISSION.step(
        submission, "accept", validator_id=actor.person or None, accepted_at=now, answer_by=until
    )
    telling.accepted(actor, submission)
    record(actor, "accept", submission)
    return submission


@act
def give_back(actor: Actor, submission: Submission, reason: str) -> Submission:
    """The observatory returns a delivery with its reason; a new file corrects it."""
    require(actor, "return", submission)
    SUBMISSION.step(submission, "return", reason=drafts.reason(reason))
    telling.returned(actor, submission)
    record(actor, "return", submission)
    return submission


@act
def agree(actor: Actor, submission: Submission) -> Submission:
    """The State agrees; also late, as long as nothing was scheduled without its answer."""
    require(actor, "agree", submission)
    SUBMISSION.step(
        submission, "agree", agreed_by_id=actor.person, agreed_at=timezone.now(), silent_at=None
    )
    record(actor, "agree", submission)
    return submission


@act
def refuse(actor: Actor, submission: Submission, reason: str) -> Submission:
    """The State does not agree and says why; nothing of it goes out."""
    require(actor, "object", submission)
    SUBMISSION.step(submission, "object", reason=drafts.reason(reason))
    telling.returned(actor, submission)
    record(actor, "object", submission)
    return submission


@act
def lapse(actor: Actor, submission: Submission) -> Submission:
    """The time to agree is over: it may go out, and «no answer» is shown with it."""
    require(actor, "lapse", submission)
    now = timezone.now()
    if submission.answer_by is None or submission.answer_by > now:
        raise WrongStage(_("El Estado tiene todavía tiempo para responder."))
    SUBMISSION.step(submission, "lapse", silent_at=now)
    telling.silent(actor, submission)
    record(actor, "lapse", submission)
    return submission


@act
def withdraw(actor: Actor, submission: Submission, reason: str) -> Submission:
    """Take back what is not out yet; what is out is taken back with its release."""
    require(actor, "withdraw", submission)
    if submission.release_id:
        raise WrongStage(_("Está en una publicación: se retira con ella."))
    SUBMISSION.step(submission, "withdraw", reason=drafts.reason(reason))
    record(actor, "withdraw", submission)
    return submission
