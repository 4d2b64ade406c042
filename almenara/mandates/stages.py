"""The lives of what follows from a decision."""

from almenara.core.workflow.machine import Machine

MANDATE = Machine(
    start="adopted",
    steps={
        "assign": (("adopted", "assigned", "in-course"), "assigned"),
        "begin": (("assigned",), "in-course"),
        "finish": (("in-course",), "done"),
        "end": (("adopted", "assigned", "in-course", "done"), "ended"),
    },
)
LIVE = ("adopted", "assigned", "in-course")
TASK = Machine(start="open", steps={"finish": (("open",), "done"), "drop": (("open",), "dropped")})
TRANSMISSION = Machine(
    start="adopted",
    steps={
        "pass": (("adopted",), "passed"),
        "endorse": (("passed",), "endorsed"),
        "send": (("endorsed",), "sent"),
    },
)
RECEIPT = Machine(
    start="sent",
    steps={
        "receive": (("sent",), "received"),
        "forward": (("received",), "forwarded"),
        "answer": (("forwarded",), "answered"),
    },
)
CONSULTATION = Machine(
    start="opened",
    steps={
        "answer": (("opened", "answered"), "answered"),
        "close": (("opened", "answered"), "closed"),
    },
)
LETTER = Machine(
    start="sent",
    steps={"receive": (("sent",), "received"), "answer": (("sent", "received"), "answered")},
)
JOURNEY = Machine(
    start="planned",
    steps={
        "finish": (("planned",), "done"),
        "report": (("done",), "reported"),
        "clear": (("reported",), "cleared"),
        "cancel": (("planned",), "cancelled"),
    },
)
UNREPORTED = ("planned", "done")
PEACE = Machine(
    start="opened",
    steps={
        "begin": (("opened",), "in-course"),
        "close": (("opened", "in-course"), "closed"),
    },
)
