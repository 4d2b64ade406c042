"""From what was asked, on the API or a page, to what the services take."""

from collections.abc import Sequence
from typing import Protocol

from django.utils import timezone
from django.utils.translation import gettext as _

from almenara.core.access.context import as_system
from almenara.core.parties.actor import Actor
from almenara.core.parties.models import LANGUAGES, Institution, Person
from almenara.core.types.heads import Names
from almenara.directory import authority, services, shown
from almenara.directory.models import Network, Post
from almenara.directory.wallclock import zone_names
from almenara.formats import text
from almenara.formats.refusal import Unreadable


class Asked(Protocol):
    """What the body of a nomination says."""

    state: str | None
    institution: str
    title: str | Names
    holder: str
    kind: str
    document: str
    zone: str
    languages: list[str]


def look_up(viewer: Actor, network: Network, rows: Sequence[Post]) -> None:
    """Cards are about to be shown: those of other States count (R4)."""
    shown_ones = shown.carded(viewer, rows, timezone.now())
    cards = [post for post in rows if post.pk in shown_ones and not authority.is_own(viewer, post)]
    if cards:
        services.look_up(viewer, network, cards)


def nomination(actor: Actor, network: Network, shape: "Asked") -> services.Nomination:
    """The words of a nomination as things; a name that is unknown is unreadable at its place."""
    institution = _institution(actor, shape)
    named = holder(actor, institution, shape.holder)
    said = shape.title.model_dump() if isinstance(shape.title, Names) else {"es": shape.title}
    titles = {language: text.line(words, 200, ["title"]) for language, words in said.items()}
    lines = {
        kind: text.line(getattr(shape, kind), 200, [kind])
        for kind in ("phone", "mail")
        if getattr(shape, kind)
    }
    if shape.zone and shape.zone not in zone_names():
        raise Unreadable(["zone"], _("No se conoce esa zona horaria."))
    if unknown := [n for n, said in enumerate(shape.languages) if said not in LANGUAGES]:
        expected = _("Se espera una de: ") + ", ".join(LANGUAGES)
        raise Unreadable.many([(["languages", n], expected) for n in unknown])
    return services.Nomination(
        network=network,
        institution=institution,
        kind=shape.kind,
        titles=titles,
        holder=named,
        document=shape.document,
        zone=shape.zone,
        languages=tuple(shape.languages),
        lines=lines,
    )


def _institution(actor: Actor, shape: "Asked") -> Institution:
    found = Institution.objects.visible_to(actor).select_related("state")
    institution = found.filter(slug=shape.institution).first()
    if institution is None:
        raise Unreadable(["institution"], _("Institución desconocida."))
    if (shape.state or None) != institution.state_id:
        raise Unreadable(["state"], _("La institución no es de ese Estado."))
    return institution


def holder(actor: Actor, institution: Institution, username: str) -> Person:
    """A person of that institution; the service asks first whether the actor may name anybody."""
    with as_system("who nominates for others names people whom they may not browse"):
        people = Person.objects.unguarded("the act that follows asks").select_related("user")
        found = people.filter(
            user__username=username, institution=institution, ended_at=None
        ).first()
    return found or Person(institution=None)
