"""Who may read the journal: who acted, and those whose thing it is, as long as the thing is theirs.

An entry never tells of a thing that its reader may not see: things that have a policy are looked
up under it, in the same query, so that pages, counts and contents agree.
"""

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    AutoField,
    BigIntegerField,
    BooleanField,
    Case,
    CharField,
    Exists,
    F,
    Func,
    IntegerField,
    Model,
    OuterRef,
    Q,
    QuerySet,
    TextField,
    UUIDField,
    Value,
    When,
)
from django.db.models.functions import Cast, Substr
from django.utils.translation import gettext as _

from almenara.core.access.rules import Policy, guarded_models, nothing, register
from almenara.core.journal.models import Concern, Entry, Head
from almenara.core.parties.actor import Actor

UUID = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
NUMBER = "[0-9]{1,18}"


class IsAnyOf(Func):
    """One of an array that is made once, before the rows are looked at: found by their index."""

    template = "%(expressions)s)"
    arg_joiner = " = any("
    output_field = BooleanField()


def visible(viewer: Actor) -> Q:
    if viewer.is_system:
        return Q()
    if not viewer.person:
        return nothing()
    own = Q(IsAnyOf(F("pk"), ArraySubquery(_own(viewer))))
    return own & Q(_still_seen(viewer, _words(own)))


def everybody(viewer: Actor) -> Q:
    """Heads are public: whoever keeps one can find a rewritten history."""
    return Q()


def system_only(actor: Actor, head: Head) -> str:
    return "" if actor.is_system else _("Solo el sistema firma y entrega la bitácora entera.")


def _own(viewer: Actor) -> QuerySet[Entry, Any]:
    """Acts of the viewer, and acts on things of the viewer or of the viewer's institution."""
    acts = Entry.objects.filter(actor=viewer.pseudonym).values("pk")
    parts = [Concern.objects.filter(person=viewer.person).values("entry_id")]
    if viewer.institution:
        parts.append(Concern.objects.filter(institution=viewer.institution).values("entry_id"))
    return acts.union(*parts)


def _words(own: Q) -> set[str]:
    """Of which words these entries tell: each costs the planner a sub-query, and there are many."""
    word = Func(F("thing"), Value(":"), Value(1), function="split_part", output_field=TextField())
    return set(Entry.objects.filter(own).order_by().values_list(word, flat=True).distinct())


def _still_seen(viewer: Actor, words: set[str]) -> Case:
    """Is the thing of the entry there for the viewer? A thing without a policy hides nothing."""
    guarded = guarded_models()
    cases = [
        When(thing__startswith=f"{word}:", then=_is_there(viewer, word, guarded[word]))
        for word in sorted(words & guarded.keys())
    ]
    return Case(*cases, default=Value(True), output_field=BooleanField())


def _is_there(viewer: Actor, word: str, model: type[Model]) -> Case:
    """Written as a case, because a name that is no key of this table may not be cast to one."""
    shape, field = _key(model)
    name = Cast(Substr(OuterRef("thing"), len(word) + 2), field)
    found = Exists(model._default_manager.visible_to(viewer).filter(pk=name))  # type: ignore[attr-defined]
    return Case(
        When(thing__regex=f"^{word}:{shape}$", then=found),
        default=Value(False),
        output_field=BooleanField(),
    )


def _key(model: type[Model]) -> tuple[str, UUIDField | BigIntegerField | CharField]:
    """How a key of this table looks in the name of a thing, and what it is cast to."""
    field: Any = model._meta.pk
    while field.remote_field:  # a row that shares the key of another table's row
        field = field.target_field
    if isinstance(field, UUIDField):
        return UUID, UUIDField()
    if isinstance(field, AutoField | IntegerField):
        return NUMBER, BigIntegerField()
    return ".*", CharField()


register(Entry, Policy(visible))
register(Head, Policy(everybody, {"sign": system_only, "export": system_only}))
