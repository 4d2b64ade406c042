"""What the exchange does: every change is one act of its first argument."""

from almenara.exchange.services.alerts import (
    AlertShape,
    acknowledge,
    answer,
    escalate,
    hand_on,
    pass_on,
    publish,
    read,
    receive,
    retract,
    revoke_draft,
    submit_draft,
    update,
    widen,
)
from almenara.exchange.services.glasses import (
    ask_glass,
    break_glass,
    end_glass,
    read_through_glass,
    refuse_glass,
)
from almenara.exchange.services.persons import (
    correct_persons,
    enable,
    expire_persons,
    retract_persons,
    revoke,
)

__all__ = [
    "AlertShape",
    "acknowledge",
    "answer",
    "ask_glass",
    "break_glass",
    "correct_persons",
    "enable",
    "end_glass",
    "escalate",
    "expire_persons",
    "hand_on",
    "pass_on",
    "publish",
    "read",
    "read_through_glass",
    "receive",
    "refuse_glass",
    "retract",
    "retract_persons",
    "revoke",
    "revoke_draft",
    "submit_draft",
    "update",
    "widen",
]
