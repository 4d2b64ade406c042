"""What can be done with mandates and what follows from them. Each function is one act."""

from almenara.mandates.services.dealings import (
    answer,
    answer_letter,
    ask,
    close_consultation,
    judge,
    propose_journey,
    receive_letter,
    report_journey,
    send_letter,
    step_journey,
)
from almenara.mandates.services.mandates import (
    adopt,
    adopt_paragraph,
    assign,
    assign_task,
    drop_task,
    finish_task,
    note,
    step,
    warn,
)
from almenara.mandates.services.peace import add_deed, close_file, open_file
from almenara.mandates.services.transmissions import hand_on, open_transmission, step_receipt

__all__ = [
    "add_deed",
    "adopt",
    "adopt_paragraph",
    "answer",
    "answer_letter",
    "ask",
    "assign",
    "assign_task",
    "close_consultation",
    "close_file",
    "drop_task",
    "finish_task",
    "hand_on",
    "judge",
    "note",
    "open_file",
    "open_transmission",
    "propose_journey",
    "receive_letter",
    "report_journey",
    "send_letter",
    "step",
    "step_journey",
    "step_receipt",
    "warn",
]
