"""What becomes of a topic when a version of it is activated."""

from django.utils.translation import gettext as _

from almenara.assistance.models import Topic
from almenara.assistance.topics import CountedShape, TopicShape
from almenara.core.parties.actor import SYSTEM
from almenara.core.types.models import TypeVersion
from almenara.formats.refusal import Unreadable
from almenara.programmes import queries as programmes


def apply(version: TypeVersion) -> None:
    """The newest version is the topic; cases keep what they were asked under the former one."""
    shape = TopicShape.model_validate(version.document)
    if shape.counted:
        _check(shape.counted)
    facts = {
        "names": version.names,
        "version": version.version,
        "document": version.document,
        "unit": shape.unit,
    }
    Topic.objects.update_or_create(slug=shape.slug, defaults=facts)


def _check(counted: CountedShape) -> None:
    plan = programmes.plans(SYSTEM).filter(slug=counted.plan).first()
    if plan is None:
        raise Unreadable(["counted", "plan"], _("Plan desconocido."))
    if not programmes.results(SYSTEM, plan).filter(code=counted.result).exists():
        raise Unreadable(["counted", "result"], _("Ese resultado no está en el plan."))
