"""What the exchange does: every change is one act of its first argument."""

from almenara.exchange.services.alerts import (
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

__all__ = [
    "acknowledge",
    "answer",
    "ask_glass",
    "break_glass",
    "end_glass",
    "escalate",
    "hand_on",
    "pass_on",
    "publish",
    "read",
    "read_through_glass",
    "receive",
    "refuse_glass",
    "retract",
    "revoke_draft",
    "submit_draft",
    "update",
    "widen",
]
