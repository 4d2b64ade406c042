from django.db.models import Q

from almenara.core.access.rules import Policy, register
from almenara.core.api.models import FirstAnswer
from almenara.core.parties.actor import Actor


def own(viewer: Actor) -> Q:
    return Q() if viewer.is_system else Q(person=viewer.person or None)


register(FirstAnswer, Policy(own))
