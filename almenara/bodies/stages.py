from almenara.core.workflow.machine import Machine

MEETING = Machine(
    start="convened",
    steps={
        "open": (("convened",), "open"),
        "close": (("open",), "closed"),
        "report": (("closed",), "reported"),
        "cancel": (("convened",), "cancelled"),
    },
)
DELEGATION = Machine(
    start="named",
    steps={"accredit": (("named",), "accredited"), "refuse": (("named",), "refused")},
)
REGISTRATION = Machine(
    start="registered",
    steps={
        "confirm": (("registered",), "confirmed"),
        "accredit": (("confirmed",), "accredited"),
        "refuse": (("confirmed",), "refused"),
    },
)
DECISION = Machine(
    start="adopted",
    steps={"annul": (("adopted",), "annulled"), "replace": (("adopted",), "replaced")},
)
