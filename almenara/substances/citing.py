"""What a change of trend rests on: the series, the version of its data, and the method."""

from datetime import date
from typing import Any

from almenara.core.parties.actor import Actor
from almenara.formats.refusal import Said as _
from almenara.formats.refusal import Unreadable


def check(actor: Actor, answers: dict[str, Any]) -> None:
    """Every place where the series, or the version of its data, is not what it must be."""
    try:
        date.fromisoformat(answers["data_version"])
    except ValueError:
        raise Unreadable(["fields", "data_version"], _("Se espera una fecha AAAA-MM-DD.")) from None
