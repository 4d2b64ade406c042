"""Networks, the posts that answer in them, who holds a post, and who has the shift."""

from almenara.directory.models.checks import (
    Application,
    Approval,
    Check,
    ContactRequest,
    ContactStep,
    LookUp,
    Probe,
    SealedCopy,
)
from almenara.directory.models.networks import Accession, Network, Seat, Window
from almenara.directory.models.posts import (
    Attestation,
    ContactLine,
    Designation,
    Post,
    Proposal,
)
from almenara.directory.models.rows import LINE_KINDS, POST_KINDS
from almenara.directory.models.shifts import GapNotice, RosterChange, RosterRule, Shift

__all__ = [
    "LINE_KINDS",
    "POST_KINDS",
    "Accession",
    "Application",
    "Approval",
    "Attestation",
    "Check",
    "ContactLine",
    "ContactRequest",
    "ContactStep",
    "Designation",
    "GapNotice",
    "LookUp",
    "Network",
    "Post",
    "Probe",
    "Proposal",
    "RosterChange",
    "RosterRule",
    "SealedCopy",
    "Seat",
    "Shift",
    "Window",
]
