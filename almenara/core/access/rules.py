"""May this actor do this? One place to ask; each app answers for its own things."""

from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model, Q
from django.utils.translation import gettext as _

from almenara.core.parties.actor import Actor
from almenara.core.parties.guarded import VISIBLE, Visible
from almenara.core.parties.refusals import Denied

Rule = Callable[[Actor, Any], str]  # "" means yes; anything else is the reason why not

asked: ContextVar[bool] = ContextVar("asked", default=False)


@dataclass(frozen=True)
class Owners:
    """Whose thing it is: these may read the journal about it."""

    institutions: frozenset[str] = frozenset()
    persons: frozenset[str] = frozenset()


def nobodys(thing: Any) -> Owners:
    """A thing that belongs to no institution: only who acted reads the journal about it."""
    return Owners()


@dataclass(frozen=True)
class Policy:
    """Everything about access to one model; a verb without a rule is refused to all."""

    visible: Visible
    may: dict[str, Rule] = field(default_factory=dict)
    owners: Callable[[Any], Owners] = nobodys


_policies: dict[type[Model], Policy] = {}


def register(model: type[Model], policy: Policy) -> None:
    _policies[model] = policy
    VISIBLE[model] = policy.visible


def policy_of(model: type[Model]) -> Policy:
    return _policies[model]


def guarded_models() -> dict[str, type[Model]]:
    """Every model that has a policy, by the word that names its things in the journal."""
    return {str(model._meta.model_name): model for model in _policies}


def reference(thing: Model | str) -> str:
    """How the journal, notices and URLs name a thing: `alert:<id>`."""
    return thing if isinstance(thing, str) else f"{thing._meta.model_name}:{thing.pk}"


def why_not(actor: Actor, verb: str, thing: Model) -> str:
    """Why `actor` may not `verb` this thing, or "" when they may."""
    return policy_of(type(thing)).may[verb](actor, thing)


def reasons(actor: Actor, thing: Model, *verbs: str) -> dict[str, str]:
    """For a page: each verb with the reason why it is off ("" when it is on)."""
    return {verb: why_not(actor, verb, thing) for verb in verbs}


def require(actor: Actor, verb: str, thing: Model) -> None:
    """Go on only if `actor` may `verb` this thing."""
    asked.set(True)
    if reason := why_not(actor, verb, thing):
        raise Denied(reason, verb, thing)


def offer(actor: Actor, verb: str, thing: Model | str) -> None:
    """Show the form of an act only to who may do it; by its name, a thing that is not there yet.

    A look is no attempt: the journal says nothing of it.
    """
    made = guarded_models()[thing]() if isinstance(thing, str) else thing
    if reason := why_not(actor, verb, made):
        raise Denied(reason)


def nothing() -> Q:
    """No row at all."""
    return Q(pk__in=[])


def anybody(viewer: Actor) -> Q:
    """Every row."""
    return Q()


def is_desk(viewer: Actor) -> bool:
    return viewer.is_system or viewer.has_role("secretariat")


def desk(viewer: Actor) -> Q:
    """Every row for the secretariat, none for others."""
    return anybody(viewer) if is_desk(viewer) else nothing()


def own_person(viewer: Actor) -> Q:
    """A person's own rows."""
    return anybody(viewer) if viewer.is_system else Q(person=viewer.person or None)


def system_alone(actor: Actor, thing: Any) -> str:
    """What only the clock does."""
    return "" if actor.is_system else _("Lo hace el sistema a su hora.")
