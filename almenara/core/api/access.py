from almenara.core.access.rules import Policy, own_person, register
from almenara.core.api.models import FirstAnswer

register(FirstAnswer, Policy(own_person))
