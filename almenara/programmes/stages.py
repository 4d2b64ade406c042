from almenara.core.workflow.machine import Machine

PLAN = Machine(
    start="approved",
    steps={
        "amend": (("approved", "amended"), "amended"),
        "close": (("approved", "amended"), "closed"),
    },
)
ACTIVITY = Machine(
    start="planned",
    steps={
        "confirm": (("planned",), "confirmed"),
        "hold": (("confirmed",), "held"),
        "report": (("held",), "reported"),
        "postpone": (("planned", "confirmed"), "postponed"),
        "cancel": (("planned", "confirmed"), "cancelled"),
    },
)
AHEAD = ("planned", "confirmed")
COUNTED = ("held", "reported")
LIKENESS = Machine(
    start="open",
    steps={"join": (("open", "two"), "one"), "part": (("open", "one"), "two")},
)
