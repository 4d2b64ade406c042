"""RFC 8785: one text for one JSON value, so that its hash means something."""

import rfc8785

Plain = None | bool | int | str | list["Plain"] | dict[str, "Plain"]


def canonical(value: Plain) -> str:
    """The canonical text of a value, for hashing.

    ValueError for a lone surrogate, an integer beyond 2^53 and any float: systems print these
    differently.
    """
    _without_floats(value)
    try:
        return rfc8785.dumps(value).decode()
    except rfc8785.CanonicalizationError as fault:
        raise ValueError(str(fault)) from fault


def _without_floats(value: object) -> None:
    if isinstance(value, float):
        raise ValueError("a float has no place in a canonical value")
    if isinstance(value, dict):
        for member in value.values():
            _without_floats(member)
    elif isinstance(value, list | tuple):
        for member in value:
            _without_floats(member)
