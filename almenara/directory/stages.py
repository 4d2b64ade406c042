"""The lives of the directory's things."""

from almenara.core.workflow.machine import Machine

POST = Machine(
    start="nominated",
    steps={
        "verify": (("nominated",), "verified"),
        "grow-stale": (("verified",), "stale"),
        "attest": (("verified", "stale"), "verified"),
        "revoke": (("nominated", "verified", "stale"), "ended"),
    },
)
DESIGNATION = Machine(
    start="nominated",
    steps={
        "verify": (("nominated",), "verified"),
        "revoke": (("nominated", "verified"), "ended"),
    },
)
PROPOSAL = Machine(
    start="proposed",
    steps={
        "nominate": (("proposed",), "nominated"),
        "refuse": (("proposed",), "refused"),
        "withdraw": (("proposed",), "withdrawn"),
    },
)
ACCESSION = Machine(
    start="invited",
    steps={
        "accede": (("invited", "left"), "acceded"),
        "suspend": (("acceded",), "suspended"),
        "restore": (("suspended",), "acceded"),
        "leave": (("invited", "acceded", "suspended"), "left"),
    },
)
APPLICATION = Machine(
    start="applied",
    steps={
        "endorse": (("applied",), "endorsed"),
        "accept": (("endorsed",), "member"),
        "refuse": (("applied", "endorsed"), "refused"),
        "suspend": (("member",), "suspended"),
    },
)
CHECK = Machine(start="open", steps={"close": (("open",), "closed")})
PROBE = Machine(
    start="asked",
    steps={
        "answer": (("asked",), "reached"),
        "answer-late": (("asked", "silent"), "late"),
        "fall-silent": (("asked",), "silent"),
    },
)
CONTACT = Machine(
    start="asked",
    steps={
        "accept": (("asked",), "reached"),
        "expire": (("asked",), "overdue"),
        "withdraw": (("asked",), "withdrawn"),
    },
)
ACTIVE = ("verified", "stale")
OPEN = ("nominated", "verified", "stale")
