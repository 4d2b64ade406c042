"""The tables of this app, one module a matter."""

from almenara.mandates.models.dealings import Consultation, Journey, Letter, Reply
from almenara.mandates.models.peace import ClearedNote, PeaceAct, PeaceFile
from almenara.mandates.models.registers import Action, Mandate, Resolution, Task
from almenara.mandates.models.transmissions import Hop, Receipt, Transmission

__all__ = [
    "Action",
    "ClearedNote",
    "Consultation",
    "Hop",
    "Journey",
    "Letter",
    "Mandate",
    "PeaceAct",
    "PeaceFile",
    "Receipt",
    "Reply",
    "Resolution",
    "Task",
    "Transmission",
]
