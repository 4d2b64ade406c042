"""A State comments on figures that were taken over from a public source (R9)."""

from dataclasses import dataclass

from django.conf import settings
from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from almenara.core.access.rules import require
from almenara.core.journal.acts import act, record
from almenara.core.parties.actor import Actor
from almenara.core.parties.refusals import WrongStage
from almenara.formats.refusal import Unreadable
from almenara.observatory import queries
from almenara.observatory.drafts import MOST
from almenara.observatory.intake.periods import frequency
from almenara.observatory.models import Comment

_TURN = "select pg_advisory_xact_lock(hashtextextended('comment:' || %s, 0))"


@dataclass(frozen=True)
class Remark:
    """A State's word on a flow, or on one period of it, in the language in which it is said."""

    flow: str
    state: str
    text: str
    language: str
    period: str = ""


@act
def comment(actor: Actor, said: Remark) -> Comment:
    """Say it; what the State said of this flow before is replaced, and kept."""
    flow, now = queries.flow(actor, said.flow), timezone.now()
    made = Comment(
        dataflow_id=flow.id, state_id=said.state, period=said.period, text=said.text.strip(),
        language=said.language, made_by_id=actor.person or None, made_at=now,
    )  # fmt: skip
    require(actor, "comment", made)
    if faults := _faults(made):
        raise Unreadable.many(faults)
    _standing(actor, made).update(replaced_at=now)
    made.save(force_insert=True)
    record(actor, "comment", made)
    return made


@act
def withdraw(actor: Actor, comment: Comment) -> Comment:
    """Take it back: it is no longer read beside the figures."""
    require(actor, "withdraw", comment)
    comment.withdrawn_at = timezone.now()
    standing = _standing(actor, comment).filter(pk=comment.pk)
    if not standing.update(withdrawn_at=comment.withdrawn_at):
        raise WrongStage(_("Ese comentario ya no está en pie."))
    record(actor, "withdraw", comment)
    return comment


def _standing(actor: Actor, comment: Comment) -> QuerySet[Comment]:
    """What the State says now of this flow; two who speak for it take turns."""
    with connection.cursor() as cursor:
        cursor.execute(_TURN, [f"{comment.dataflow_id}:{comment.state_id}"])
    return queries.comments(actor, comment.dataflow_id, comment.state_id).order_by()


def _faults(made: Comment) -> list[tuple[list[str | int], str]]:
    found: list[tuple[list[str | int], str]] = []
    if not made.text:
        found.append((["text"], _("Escriba el comentario.")))
    if len(made.text) > MOST:
        found.append((["text"], _("Máximo %d caracteres.") % MOST))
    if made.language not in dict(settings.LANGUAGES):
        found.append((["language"], _("Se espera una de: ") + ", ".join(dict(settings.LANGUAGES))))
    if made.period and not frequency(made.period):
        found.append((["period"], _("Escriba el período, como 2026 o 2026-01.")))
    return found
