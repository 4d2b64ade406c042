"""From what was sent to rows, or every place that is wrong; parts of the acts."""

from datetime import timedelta
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from almenara.assistance import queries
from almenara.assistance.drafts import CaseShape, ErrandShape, OutcomeShape
from almenara.assistance.models import Case, Errand, Outcome, Topic
from almenara.core.access.context import as_system
from almenara.core.forms import drawing, schema
from almenara.core.identity import who
from almenara.core.parties import references
from almenara.core.parties.actor import Actor
from almenara.core.parties.models import Person
from almenara.core.parties.refusals import WrongStage
from almenara.core.search import indexing
from almenara.formats import duration
from almenara.formats.refusal import Unreadable
from almenara.programmes import queries as programmes

GENERAL = "general"


def bare(actor: Actor) -> Case:
    """As much of a case as the right to ask is about."""
    now = timezone.now()
    return Case(
        reference=references.fresh(actor.state), state_id=actor.state or None,
        institution_id=actor.institution or None, author_id=actor.person or None,
        language=actor.language, made_at=now, due_at=now,
        moved_by_id=actor.person or None, moved_at=now,
    )  # fmt: skip


def compose(actor: Actor, case: Case, shape: CaseShape) -> None:
    """What is asked, the answers to the topic's questions, and by when it has an owner."""
    topic, fields = _topic(actor, shape)
    case.topic, case.title, case.request = topic, shape.title, shape.request
    case.answers = _answers(topic, fields)
    within = duration.parse(topic.shape.owner_within, ["owner_within"])
    case.due_at = within.after(case.made_at)


def _topic(actor: Actor, shape: CaseShape) -> tuple[Topic, dict[str, object]]:
    """The topic named and its answers; words that name none are the subject of the general one."""
    known = {topic.slug: topic for topic in queries.topics(actor)}
    if shape.topic in known:
        return known[shape.topic], shape.fields
    if GENERAL not in known or not shape.topic.strip():
        raise Unreadable(["topic"], _("Tema desconocido."))
    return known[GENERAL], {"subject": shape.topic, **shape.fields}


def _answers(topic: Topic, fields: dict[str, object]) -> dict[str, object]:
    """What is asked for; what belongs elsewhere is refused with the channel where it belongs."""
    shape = topic.shape
    unknown = set(fields) - {field.key for field in shape.fields}
    if unknown and shape.elsewhere:
        raise Unreadable.many([(["fields", key], elsewhere(topic)) for key in sorted(unknown)])
    return schema.read(shape.fields, fields, ["fields"])


def elsewhere(topic: Topic) -> str:
    """What is not written in cases of this topic, and where it belongs."""
    kept = topic.shape.elsewhere
    if kept is None:
        return ""
    words = {"what": drawing.said(kept.what), "where": drawing.said(kept.where)}
    return _("Aquí no se guarda: %(what)s. Va por: %(where)s.") % words


def index(case: Case) -> None:
    """Found by those who speak for its State and by the secretariat."""
    indexing.index(
        indexing.Findable(
            "case", str(case.pk), f"/cases/{case.pk}/", case.language,
            {case.language: f"{case.reference} {case.title}"}, {case.language: case.request},
            case.made_at,
        ),
        indexing.Keys(circles=frozenset({f"voice:{case.state_id}", "secretariat"})),
    )  # fmt: skip


def officer(username: str) -> Person:
    """Somebody of the secretariat by the name of the account."""
    with as_system("an officer may be of another unit"):
        people = Person.objects.unguarded("asked by the secretariat")
        found = people.filter(user__username=username, ended_at=None).first()
        if found and who.of_person(found.pk).has_role("secretariat"):
            return found
    raise Unreadable(["owner"], _("Elija a alguien de la secretaría."))


def errand(case: Case, shape: ErrandShape) -> Errand:
    """A task; its area is one of the topic's."""
    areas = {area.key: area for area in case.topic.shape.areas}
    faults: list[tuple[list[str | int], str]] = []
    if shape.area and shape.area not in areas:
        faults.append((["area"], _("Área desconocida.")))
    if shape.due < timezone.now().date() - timedelta(days=1):
        faults.append((["due"], _("La fecha ya pasó.")))
    if faults:
        raise Unreadable.many(faults)
    other = areas[shape.area].coordinates_with if shape.area else None
    return Errand(
        case=case, title=shape.title, area=shape.area, owner=shape.owner, due=shape.due,
        coordinates_with=other.model_dump() if other else {}, made_at=timezone.now(),
    )  # fmt: skip


def outcome(actor: Actor, case: Case, shape: OutcomeShape) -> Outcome:
    """What was given, with an activity in which the State has a place."""
    made = Outcome(case=case, text=shape.text, at=timezone.now())
    if shape.activity:
        here = programmes.activities(actor).filter(places__state=case.state_id)
        made.activity = here.filter(pk=_uuid(shape.activity)).first()
        if made.activity is None:
            raise Unreadable(["activity"], _("No es una actividad de este Estado."))
    return made


def moved(viewer: Actor, case: Case) -> WrongStage:
    """Where the case is and who brought it there."""
    name = queries.names_of(viewer, [case.moved_by_id]).get(case.moved_by_id, "")
    words = _("El caso ya cambió de etapa: lo hizo %(who)s. Mire cómo está ahora.")
    return WrongStage(words % {"who": name})


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Unreadable(["activity"], _("No es una actividad de este Estado.")) from None
