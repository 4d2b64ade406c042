"""What an app does when access ends: it puts a function here, called within the act."""

from collections.abc import Callable

from almenara.core.parties.models import Person

ENDINGS: list[Callable[[Person], None]] = []  # an account is closed
LEAVINGS: list[Callable[[str, str], None]] = []  # an institution leaves a network
