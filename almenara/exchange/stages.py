from almenara.core.workflow.machine import Machine

ALERT = Machine(
    start="sent",
    steps={
        "update": (("sent", "updated"), "updated"),
        "widen": (("sent", "updated"), "updated"),
        "retract": (("sent", "updated"), "retracted"),
    },
)
WAITING = ("sent", "received", "escalated")
DELIVERY = Machine(
    start="sent",
    steps={
        "receive": (("sent",), "received"),
        "escalate": (WAITING, "escalated"),
        "acknowledge": (WAITING, "acknowledged"),
    },
)
GLASS = Machine(
    start="asked",
    steps={
        "break-glass": (("asked",), "open"),
        "void": (("asked",), "void"),
        "refuse": (("asked",), "refused"),
        "end": (("asked", "open"), "ended"),
    },
)
