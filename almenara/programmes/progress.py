"""How far a promise is kept. Pure: figures in, percentage out."""


def per_cent(value: int, target: int) -> int:
    """100 × value ÷ target as a whole number, half up."""
    return (200 * value + target) // (2 * target)


def progress(kind: str, value: int, target: int | None, everybody: int) -> int | None:
    """None where nothing was promised in figures; each-state is measured against all members."""
    if kind == "none":
        return None
    whole = everybody if kind == "each-state" else target
    return per_cent(value, whole) if whole else None


def is_met(kind: str, value: int, target: int | None, everybody: int) -> bool:
    """Exactly three is met by three, and by more than three no better."""
    reached = progress(kind, value, target, everybody)
    return reached is not None and reached >= 100
