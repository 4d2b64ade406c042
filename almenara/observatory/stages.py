from almenara.core.workflow.machine import Machine

# A State agrees, or the clock runs out and its silence is seen (R9). A flow taken over from a
# public source asks no State: accepted, it is scheduled.
SUBMISSION = Machine(
    start="draft",
    steps={
        "submit": (("draft",), "submitted"),
        "check": (("submitted",), "checked"),
        "return": (("submitted", "checked"), "returned"),
        "accept": (("checked",), "accepted"),
        "agree": (("accepted", "silent"), "agreed"),
        "object": (("accepted", "silent"), "returned"),
        "lapse": (("accepted",), "silent"),
        "schedule": (("agreed", "silent"), "scheduled"),
        "take-over": (("accepted",), "scheduled"),
        "publish": (("scheduled",), "published"),
        "supersede": (("published",), "superseded"),
        # Its release is taken back: it waits again as it was, or what was out before is out again.
        "recall-agreed": (("scheduled",), "agreed"),
        "recall-silent": (("scheduled",), "silent"),
        "recall-taken": (("scheduled",), "accepted"),
        "restore": (("superseded",), "published"),
        "withdraw": (
            ("draft", "submitted", "checked", "accepted", "agreed", "silent", "published"),
            "withdrawn",
        ),
    },
)
RELEASE = Machine(
    start="scheduled",
    steps={
        "publish": (("scheduled",), "published"),
        "withdraw": (("scheduled", "published"), "withdrawn"),
    },
)
OVER = ("returned", "withdrawn")
VALIDATED = ("accepted", "agreed", "silent", "scheduled", "published", "superseded")
RELEASED = ("scheduled", "published", "superseded")
