"""The one answer to «who is asking?», passed as the first argument everywhere below the web."""

from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Actor:
    """A person, the system or nobody, with all that access rules need to know of them.

    `acting_for` names the holders whose absence this person covers now (S97), each by the
    `absence` (the key of a Substitution) that says by which rule;
    `pseudonym` is the only name that the journal's leaves carry.
    """

    name: str
    person: str = ""
    pseudonym: str = ""
    institution: str = ""
    state: str = ""
    observer: str = ""
    roles: frozenset[str] = frozenset()
    language: str = "es"
    zone: str = "UTC"
    absence: str = field(default="", compare=False)
    acting_for: tuple["Actor", ...] = field(default=(), compare=False)
    _answers: dict[str, bool] = field(default_factory=dict, init=False, repr=False, compare=False)

    @property
    def is_known(self) -> bool:
        return bool(self.person) or self.is_system

    @property
    def is_system(self) -> bool:
        return self is SYSTEM

    @property
    def held_roles(self) -> frozenset[str]:
        """Roles that the person holds by themselves or for somebody absent."""
        return self.roles.union(*(holder.held_roles for holder in self.acting_for))

    def has_role(self, *roles: str) -> bool:
        """Does the person hold one of these roles, by themselves or for somebody absent?"""
        return not self.held_roles.isdisjoint(roles)

    def once(self, question: str, answer: Callable[[], bool]) -> bool:
        """What a rule asks of this person again and again; an actor lives for one request."""
        if question not in self._answers:
            self._answers[question] = answer()
        return self._answers[question]


NOBODY = Actor("nobody", pseudonym="nobody")
SYSTEM = Actor("system", pseudonym="system")
