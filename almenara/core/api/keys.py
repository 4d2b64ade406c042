"""Keys as they stand in an address."""

from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist


def key(text: str) -> UUID:
    """The key; a text that is none is answered as one that never existed."""
    try:
        return UUID(text)
    except ValueError:
        raise ObjectDoesNotExist from None
