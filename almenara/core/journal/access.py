"""Who may read the journal: who acted, and those whose thing it is, as long as the thing is theirs.

An entry never tells of a thing that its reader may not see: things that have a policy are looked
up under it, in the same query, so that pages, counts and contents agree.
"""

import functools
import operator
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


def visible(viewer: Actor, **asked: str) -> Q:
    """`asked`: a verb, which is found with whom it concerns."""
    return _seen(viewer, _numbered(viewer, 0, asked))


def newest(viewer: Actor, many: int, **asked: str) -> tuple[Q, bool]:
    """As `visible`, back to the last `many` of each reason to read it; and whether that is all."""
    parts = [part.order_by("-n")[many - 1 : many] for part in _own(viewer, 0, asked)]
    least = (
        0
        if viewer.is_system
        else max(parts[0].union(*parts[1:]).values_list("n", flat=True), default=0)
    )
    return _seen(viewer, _numbered(viewer, least, asked)), not least


def few(viewer: Actor, asked: Q) -> Q:
    """As `visible`, of the few entries asked for: each of them is asked whose it is."""
    concerned = Concern.objects.filter(
        functools.reduce(operator.or_, _reasons(viewer)), entry=OuterRef("pk")
    )
    return _seen(viewer, (Q(actor=viewer.pseudonym) | Q(Exists(concerned))) & asked)


def _seen(viewer: Actor, own: Q) -> Q:
    """Those of them of which the thing is still there."""
    if viewer.is_system:
        return Q()
    if not viewer.person:
        return nothing()
    return own & Q(_still_seen(viewer, _words(own)))


def everybody(viewer: Actor) -> Q:
    """Heads are public: whoever keeps one can find a rewritten history."""
    return Q()


def system_only(actor: Actor, head: Head) -> str:
    return "" if actor.is_system else _("Solo el sistema firma y entrega la bitácora entera.")


def _numbered(viewer: Actor, least: int, asked: dict[str, str]) -> Q:
    """By their numbers, from `least` on: there are many, and each reason has them in an index."""
    acts, *concerns = _own(viewer, least, asked)
    return Q(IsAnyOf(F("pk"), ArraySubquery(acts.union(*concerns))))


def _own(viewer: Actor, least: int, asked: dict[str, str]) -> list[QuerySet[Any, Any]]:
    """Acts of the viewer, and acts on things of the viewer or of the viewer's institution."""
    acts = Entry.objects.filter(actor=viewer.pseudonym, pk__gte=least, **asked)
    return [acts.values(n=F("pk"))] + [
        Concern.objects.filter(reason, entry__gte=least, **asked).values(n=F("entry_id"))
        for reason in _reasons(viewer)
    ]


def _reasons(viewer: Actor) -> list[Q]:
    of_home = [Q(institution=viewer.institution)] if viewer.institution else []
    return [Q(person=viewer.person), *of_home]


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
