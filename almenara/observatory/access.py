"""Who reads and does what with figures: a State its own, the desk all, the public what is out.

The observatory's desk is its analysts: they validate and publish; the rest of the secretariat reads
what everybody reads. Of a State its statisticians, its contact point and its mission read what it
delivered; a statistician submits, and somebody else of that State agrees.
"""

from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from almenara.core.access.rules import Owners, Policy, nothing, register
from almenara.core.journal import titles
from almenara.core.parties.actor import Actor
from almenara.observatory.models import (
    CodeMap,
    Comment,
    Dataflow,
    Finding,
    Observation,
    Part,
    Provision,
    Published,
    Release,
    Reuse,
    Series,
    Submission,
    Watch,
    WatchSignal,
)

STATE_ROLES = ("statistician", "ncp", "mission")


def is_observatory(viewer: Actor) -> bool:
    return viewer.is_system or viewer.has_role("analyst")


def dataflows(viewer: Actor) -> Q:
    return Q() if viewer.is_known else Q(is_public=True)


def own(viewer: Actor) -> Q:
    """Of the viewer's State, for those who speak of its figures."""
    if is_observatory(viewer):
        return Q()
    if viewer.state and viewer.has_role(*STATE_ROLES):
        return Q(state=viewer.state)
    return nothing()


def of_submission(viewer: Actor) -> Q:
    if is_observatory(viewer):
        return Q()
    return Q(Exists(Submission.objects.filter(own(viewer), pk=OuterRef("submission_id"))))


def of_flow(viewer: Actor) -> Q:
    return Q() if viewer.is_known else Q(dataflow__is_public=True)


def releases(viewer: Actor) -> Q:
    """Those that are out."""
    return Q() if is_observatory(viewer) else Q(stage="published") & of_flow(viewer)


def of_release(viewer: Actor) -> Q:
    """What is in a release that is out: an embargo binds the desk too, as a reader of figures.

    What was out and was withdrawn, perhaps because it disclosed, the desk alone reads.
    """
    if is_observatory(viewer):
        return Q(release__stage__in=("published", "withdrawn"))
    return Q(release__in=Release.objects.filter(Q(stage="published") & of_flow(viewer)))


def series(viewer: Actor) -> Q:
    out = Q(is_published=True) & of_flow(viewer)
    return Q() if is_observatory(viewer) else out | own(viewer)


def comments(viewer: Actor) -> Q:
    """What stands, with its flow; what does not any more, for its State and the desk."""
    if is_observatory(viewer):
        return Q()
    return Q(replaced_at=None, withdrawn_at=None) & of_flow(viewer) | own(viewer)


def watches(viewer: Actor) -> Q:
    """Of a State those in which something of it was found."""
    if is_observatory(viewer):
        return Q()
    return Q(Exists(WatchSignal.objects.filter(own(viewer), watch=OuterRef("pk"))))


def desk(actor: Actor, thing: Any) -> str:
    return "" if is_observatory(actor) else _("Solo el observatorio hace esto.")


def statistician(actor: Actor, thing: Submission | CodeMap) -> str:
    """Of the State whose figures they are; what is taken over from a public source, the system."""
    if actor.is_system:
        return ""
    if not actor.has_role("statistician"):
        return _("Solo quien lleva la estadística de un Estado entrega sus cifras.")
    if not actor.state or thing.state_id != actor.state:
        return _("Nadie entrega las cifras de otro Estado.")
    return ""


def submitter(actor: Actor, submission: Submission) -> str:
    """Who may take it back: the State that delivered, or the observatory."""
    return desk(actor, submission) and statistician(actor, submission)


def another(actor: Actor, submission: Submission) -> str:
    """Whoever delivered does not validate."""
    if submission.made_by_id and str(submission.made_by_id) == actor.person:
        return _("Valida otra persona que quien entregó.")
    return desk(actor, submission)


def validator(actor: Actor, submission: Submission) -> str:
    """A person answers for what was accepted."""
    return _("Valida una persona.") if actor.is_system else another(actor, submission)


def state_itself(actor: Actor, submission: Submission) -> str:
    """The State's word: of one who speaks for it, and not of who delivered."""
    if submission.source == "external":
        return _("Es una fuente pública: el Estado puede comentar, no dar su acuerdo.")
    if not (actor.state == submission.state_id and actor.has_role(*STATE_ROLES)):
        return _("Solo el Estado da o niega su acuerdo.")
    if submission.made_by_id and str(submission.made_by_id) == actor.person:
        return _("Responde otra persona que quien entregó.")
    return ""


def commenter(actor: Actor, comment: Comment) -> str:
    """The State's word, on what is published of it elsewhere; not even the desk's."""
    if comment.dataflow.source != "external":
        return _("Son cifras de los Estados: cada uno da o niega su acuerdo.")
    if not (actor.state and actor.has_role(*STATE_ROLES)):
        return _("Comenta quien habla por las cifras de un Estado.")
    return "" if actor.state == comment.state_id else _("Nadie comenta por otro Estado.")


def system(actor: Actor, thing: Any) -> str:
    return "" if actor.is_system else _("Esto lo hace el sistema.")


def answering(actor: Actor, finding: Finding) -> str:
    return statistician(actor, finding.submission)


def of_state(viewer: Actor) -> Q:
    """What a State agreed to is read by those who speak for it."""
    if viewer.is_system:
        return Q()
    if not viewer.has_role(*STATE_ROLES):
        return nothing()
    return Q(state=viewer.state or None)


def reuser(actor: Actor, reuse: Reuse) -> str:
    if actor.has_role("statistician") and actor.state == reuse.state_id:
        return ""
    return _("Lo consiente quien entrega las cifras de su Estado.")


def owners_of_reuse(reuse: Reuse) -> Owners:
    return Owners(institutions=frozenset({reuse.institution_id} if reuse.institution_id else ()))


def owners(thing: Submission | Comment) -> Owners:
    made = {str(thing.made_by_id)} if thing.made_by_id else set()
    return Owners(persons=frozenset(made))


register(Dataflow, Policy(dataflows))
register(Provision, Policy(own, {"arrange": desk}))
register(CodeMap, Policy(own, {"map": statistician}))
register(
    Submission,
    Policy(
        own,
        {
            "submit": statistician,
            "check": system,
            "return": another,
            "accept": validator,
            "agree": state_itself,
            "object": state_itself,
            "lapse": system,
            "schedule": desk,
            "take-over": desk,
            "withdraw": submitter,
        },
        owners,
    ),
)
register(Finding, Policy(of_submission, {"answer": answering}))
register(Observation, Policy(of_submission))
register(Release, Policy(releases, {"publish": desk, "withdraw": desk}))
register(Part, Policy(of_release))
register(Series, Policy(series))
register(Published, Policy(of_release))
register(Reuse, Policy(of_state, {"reuse": reuser}, owners_of_reuse))
register(Comment, Policy(comments, {"comment": commenter, "withdraw": commenter}, owners))
register(Watch, Policy(watches, {"watch": desk}))
register(WatchSignal, Policy(own))

titles.register("submission", gettext_lazy("una entrega de cifras"), url="/submissions/{id}/")
titles.register("finding", gettext_lazy("un hallazgo en una entrega"))
titles.register(
    "release", gettext_lazy("una publicación de cifras"), url="/observatory/releases/{id}/"
)
titles.register("codemap", gettext_lazy("una correspondencia de códigos"))
titles.register("comment", gettext_lazy("un comentario de un Estado"))
titles.register("reuse", gettext_lazy("lo ya informado"))
titles.register("watch", gettext_lazy("una vigilancia de series"))
titles.register("provision", gettext_lazy("un acuerdo de entrega"))
