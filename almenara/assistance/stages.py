"""The lives of a case, of a scoping meeting and of a task."""

from almenara.core.workflow.machine import Machine

CASE = Machine(
    start="received",
    steps={
        "scope": (("received",), "scoped"),
        "accept": (("scoped",), "accepted"),
        "decline": (("received", "scoped"), "declined"),
        "deliver": (("accepted",), "delivered"),
        "evaluate": (("delivered",), "evaluated"),
    },
)
OPEN = ("received", "scoped", "accepted", "delivered")
UNANSWERED = ("received", "scoped")
GRANTED = ("accepted", "delivered", "evaluated")
SCOPING = Machine(
    start="planned",
    steps={
        "write": (("planned", "held", "disputed"), "held"),
        "agree": (("held",), "agreed"),
        "dispute": (("held",), "disputed"),
    },
)
ERRAND = Machine(start="open", steps={"finish": (("open",), "done")})
