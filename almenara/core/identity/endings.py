"""What an app does when an account is closed: it puts a function here, called within the act."""

from collections.abc import Callable

from almenara.core.parties.models import Person

ENDINGS: list[Callable[[Person], None]] = []
