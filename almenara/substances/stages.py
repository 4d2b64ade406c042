"""The lives of a signal and of a bulletin."""

from almenara.core.workflow.machine import Machine

SIGNAL = Machine(
    start="reported",
    steps={
        "verify": (("reported",), "verified"),
        "alert": (("verified",), "alerted"),
        "publish": (("alerted",), "published"),
        "close": (("verified", "alerted", "published"), "closed"),
        "retract": (("reported", "verified", "alerted", "published", "closed"), "retracted"),
    },
)
VERIFIED = ("verified", "alerted", "published", "closed")
BULLETIN = Machine(
    start="drafted",
    steps={
        "write": (("drafted", "reviewed"), "drafted"),
        "review": (("drafted",), "reviewed"),
        "publish": (("reviewed",), "published"),
    },
)
