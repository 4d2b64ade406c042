from almenara.core.workflow.machine import Machine

PROJECT = Machine(
    start="idea",
    steps={
        "appraise": (("idea",), "appraised"),
        "approve": (("appraised",), "approved"),
        "run": (("approved",), "running"),
        "close": (("running",), "closed"),
        "evaluate": (("closed",), "evaluated"),
        "refuse": (("idea", "appraised"), "refused"),
    },
)
INTERNAL = ("idea", "appraised", "refused")  # of a project: the public reads the rest
AGREEMENT = Machine(
    start="proposed",
    steps={"sign": (("proposed",), "signed"), "end": (("signed",), "ended")},
)
CONTRIBUTION = Machine(
    start="prospect",
    steps={
        "propose": (("prospect",), "proposal"),
        "pledge": (("proposal",), "pledge"),
        "agree": (("pledge",), "agreement"),
        "receive": (("agreement",), "received"),
        "report": (("received",), "reported"),
        "withdraw": (("prospect", "proposal", "pledge", "agreement"), "withdrawn"),
    },
)
PAID = ("received", "reported")  # of a contribution
FIRM = ("agreement", *PAID)
BUDGET = Machine(
    start="formulated",
    steps={
        "approve": (("formulated",), "approved"),
        "execute": (("approved",), "executed"),
        "close": (("executed",), "closed"),
    },
)
BATCH = Machine(
    start="read",
    steps={"accept": (("read",), "taken"), "replace": (("taken",), "replaced")},
)
