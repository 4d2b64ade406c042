"""Who may see what, written from the table in docs/api.md and from nothing else.

Values in, values out: it imports no code of the product.
"""

from dataclasses import dataclass, field

CLEAR, GREEN, AMBER = "TLP:CLEAR", "TLP:GREEN", "TLP:AMBER"
STRICT, RED = "TLP:AMBER+STRICT", "TLP:RED"


@dataclass(frozen=True)
class Seat:
    """An institution with a post in the network; `lead`: it answers for its State there."""

    institution: str
    state: str
    lead: bool = True


@dataclass(frozen=True)
class Viewer:
    """Somebody who asks; `username` is "" for nobody."""

    name: str
    username: str = ""
    institution: str = ""
    state: str = ""

    @property
    def is_known(self) -> bool:
        return bool(self.username)


@dataclass(frozen=True)
class Sent:
    """One alert as its originator meant it, and what readers did with it since."""

    word: str
    marking: str
    network: bool = False
    states: tuple[str, ...] = ()
    institutions: tuple[str, ...] = ()
    persons: tuple[str, ...] = ()
    public: bool = False
    origin: str = "pan-csirt"
    author: str = "pan-one"
    handed: tuple[tuple[str, str], ...] = ()  # (by, to)
    answers: tuple[tuple[str, str], ...] = field(default=())  # (institution, to)


def receivers(alert: Sent, seats: list[Seat], homes: dict[str, str]) -> set[str]:
    """The institutions that have a delivery; `homes` says where each person works."""
    if alert.marking == RED:
        return {homes[name] for name in alert.persons} - {alert.origin}
    found = set(alert.institutions)
    for seat in seats:
        by_state = seat.state in alert.states or (alert.network and seat.state)
        if by_state and (seat.lead or alert.marking != STRICT):
            found.add(seat.institution)
    return (found - {alert.origin}) | {to for _by, to in alert.handed}


def sees(viewer: Viewer, alert: Sent, seats: list[Seat], homes: dict[str, str]) -> bool:
    if alert.public:
        return True
    if alert.marking == RED:
        return viewer.username in {alert.author, *alert.persons} - {""}
    return bool(viewer.institution) and (
        viewer.institution in receivers(alert, seats, homes) | {alert.origin}
    )


def deliveries(viewer: Viewer, alert: Sent, seats: list[Seat], homes: dict[str, str]) -> set[str]:
    """The originating institution: all; a receiving one its own and those it handed on."""
    if not viewer.institution or not sees(viewer, alert, seats, homes):
        return set()
    every = receivers(alert, seats, homes)
    if viewer.institution == alert.origin:
        return every
    own = {viewer.institution} | {to for by, to in alert.handed if by == viewer.institution}
    return every & own


def answers(
    viewer: Viewer, alert: Sent, seats: list[Seat], homes: dict[str, str]
) -> set[tuple[str, str]]:
    """The origin sees all, others their own and those to all."""
    if not viewer.institution or not sees(viewer, alert, seats, homes):
        return set()
    if viewer.institution == alert.origin:
        return set(alert.answers)
    return {(home, to) for home, to in alert.answers if home == viewer.institution or to == "all"}
