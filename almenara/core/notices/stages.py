"""The life of a notice: waiting, handed over, given up, or no longer wanted."""

from almenara.core.workflow.machine import Machine

NOTICE = Machine(
    start="queued",
    steps={
        "send": (("queued",), "sent"),
        "fail": (("queued",), "failed"),
        "withdraw": (("queued",), "withdrawn"),
    },
)
