"""References: what people read out on the telephone. They say nothing about how many there are."""

import secrets
import string

ALPHABET = string.ascii_uppercase + string.digits


def fresh(state: str) -> str:
    """State of the origin and six random signs: `PAN-7K3F9Q`."""
    return f"{state or 'ORG'}-{''.join(secrets.choice(ALPHABET) for _ in range(6))}"
