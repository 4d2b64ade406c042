"""Who receives an alert: the originator names, the marking narrows. Plain values only.

R2 and the table of docs/api.md (Alerts); a contradiction is refused with its place.
"""

from collections.abc import Container, Iterable
from dataclasses import dataclass, field

from almenara.formats.refusal import Said as _
from almenara.formats.refusal import Unreadable
from almenara.formats.tlp import TLP


@dataclass(frozen=True)
class Audience:
    """What the originator named; `persons` are user names."""

    network: bool = False
    states: tuple[str, ...] = ()
    institutions: tuple[str, ...] = ()
    persons: tuple[str, ...] = ()
    public: bool = False


@dataclass(frozen=True)
class Seated:
    """An institution that takes part in the network; `state` is "" outside the States."""

    institution: str
    state: str
    lead: bool


@dataclass(frozen=True)
class Member:
    """A person of an institution that takes part in the network."""

    person: str
    name: str
    institution: str
    state: str


@dataclass(frozen=True)
class Receivers:
    """One delivery for each institution (with its State); for RED also the persons who read."""

    institutions: dict[str, str] = field(default_factory=dict)
    persons: tuple[Member, ...] = ()
    public: bool = False

    @property
    def states(self) -> set[str]:
        return {state for state in self.institutions.values() if state}


def resolve(
    audience: Audience,
    marking: TLP,
    origin: str,
    seats: Iterable[Seated],
    members: Iterable[Member] = (),
    closed: Container[str] = (),
) -> Receivers:
    """The receiving institutions of an alert of `origin`, never `origin` itself.

    `closed` are institutions to which what the kind handles is never sent (R16).
    """
    _refuse_contradictions(audience, marking)
    members = list(members)
    _refuse_closed(audience, members, closed)
    seats = [seat for seat in seats if seat.institution not in closed]
    if marking is TLP.RED:
        return _named(audience, origin, {member.name: member for member in members})
    seated = {seat.institution: seat for seat in seats}
    _refuse_absent(audience, seated)
    only_lead = marking is TLP.AMBER_STRICT
    receiving = {
        seat.institution: seat.state
        for seat in seated.values()
        if seat.institution != origin and _is_named(seat, audience, only_lead)
    }
    if not receiving and not audience.public:
        raise Unreadable(["audience"], _("Nadie más la recibiría: nombre a otra institución."))
    return Receivers(receiving, public=audience.public)


def _refuse_closed(audience: Audience, members: list[Member], closed: Container[str]) -> None:
    behind = {member.name for member in members if member.institution in closed}
    named = [
        *(("institutions", n) for n, slug in enumerate(audience.institutions) if slug in closed),
        *(("persons", n) for n, name in enumerate(audience.persons) if name in behind),
    ]
    if named:
        said = _("Esta clase de mensaje no es para un enlace militar.")
        raise Unreadable.many([(["audience", *place], said) for place in named])


def _is_named(seat: Seated, audience: Audience, only_lead: bool) -> bool:
    if seat.institution in audience.institutions:
        return True
    by_state = seat.state in audience.states or (audience.network and bool(seat.state))
    return by_state and (seat.lead or not only_lead)


def _named(audience: Audience, origin: str, members: dict[str, Member]) -> Receivers:
    faults: list[tuple[list[str | int], str]] = [
        (["audience", "persons", index], _("No es miembro de la red."))
        for index, name in enumerate(audience.persons)
        if name not in members
    ]
    if faults:
        raise Unreadable.many(faults)
    named = tuple(members[name] for name in dict.fromkeys(audience.persons))
    receiving = {m.institution: m.state for m in named if m.institution != origin}
    return Receivers(receiving, named)


def _refuse_contradictions(audience: Audience, marking: TLP) -> None:
    others = {
        "network": audience.network,
        "states": audience.states,
        "institutions": audience.institutions,
        "public": audience.public,
    }
    if audience.public and marking is not TLP.CLEAR:
        raise Unreadable(["audience", "public"], _("Solo TLP:CLEAR puede ser pública."))
    if marking is TLP.RED:
        for name, given in others.items():
            if given:
                raise Unreadable(["audience", name], _("TLP:RED nombra personas y nada más."))
        if not audience.persons:
            raise Unreadable(["audience", "persons"], _("TLP:RED exige nombrar personas."))
    elif audience.persons:
        raise Unreadable(["audience", "persons"], _("Solo TLP:RED nombra personas."))
    elif not any(others.values()):
        raise Unreadable(["audience"], _("La audiencia está vacía."))


def _refuse_absent(audience: Audience, seated: dict[str, Seated]) -> None:
    states = {seat.state for seat in seated.values()}
    faults: list[tuple[list[str | int], str]] = [
        (["audience", "states", index], _("Ese Estado no tiene puestos en la red."))
        for index, state in enumerate(audience.states)
        if not state or state not in states
    ]
    faults += [
        (["audience", "institutions", index], _("Esa institución no tiene puestos en la red."))
        for index, slug in enumerate(audience.institutions)
        if slug not in seated
    ]
    if faults:
        raise Unreadable.many(faults)
