"""What the forms of the directory's pages ask of the services, with what each form read."""

from collections.abc import Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from almenara.core.documents import services as documents
from almenara.core.parties.actor import Actor
from almenara.core.parties.models import Institution, Person, State
from almenara.directory import asking, desk, icalendars, rosters, services, weeks
from almenara.directory.models import (
    Accession,
    Application,
    Check,
    ContactRequest,
    Designation,
    Network,
    Post,
    Proposal,
    RosterChange,
    RosterRule,
    Window,
)
from almenara.formats import duration, text
from almenara.formats.refusal import Unreadable

Said = dict[str, Any]


def note(actor: Actor, said: Said) -> str:
    """The note verbale, kept as a document of who brings it."""
    file = said["note"]
    return str(documents.keep(actor, file, file.name or "nota.pdf", "TLP:AMBER").pk)


def accede(actor: Actor, network: Network, said: Said) -> Accession:
    state = State.objects.visible_to(actor).get(pk=actor.state)
    terms = (network.document.get("terms") or {}).get("version", "")
    return services.accede(actor, network, state, note(actor, said), terms)


def step(actor: Actor, accession: Accession, verb: str, said: Said) -> Accession:
    """Leave, suspend or restore."""
    acts = {"leave": services.leave, "suspend": services.suspend, "restore": services.restore}
    return acts[verb](actor, accession, note(actor, said))


def open_window(actor: Actor, network: Network, said: Said) -> Window:
    named = tuple(state.pk for state in said["states"])
    hours = said["starts_at"], said["ends_at"]
    names = {"es": text.line(said["name"], 200, ["name"])}
    event = services.Event(names, said["host"], named, *hours)
    return services.open_window(actor, network, event)


def apply(actor: Actor, network: Network, said: Said) -> Application:
    return services.apply(actor, network, home(actor), note(actor, said))


def open_check(actor: Actor, network: Network, said: Said) -> Check:
    within = duration.parse(said["answer_within"], ["answer_within"])
    return services.open_check(actor, network, within, announced=said["announced"])


def ask_contact(actor: Actor, network: Network, said: Said) -> ContactRequest:
    return services.ask_contact(
        actor, network, said["institution"], said["reason"], said["urgency"], "TLP:AMBER"
    )


def invite_person(actor: Actor, said: Said) -> Person:
    return services.invite_person(
        actor, said["institution"], said["username"], said["mail"], said["title"]
    )


def nominate(actor: Actor, network: Network, rows: Sequence[Said], said: Said) -> list[Post]:
    """Every post that one note names."""
    document = note(actor, said)
    named = []
    for number, row in enumerate(rows):
        try:
            named.append(nomination(actor, network, said["institution"], row, document))
        except Unreadable as refusal:
            raise refusal.under("posts", number) from None
    return services.nominate_all(actor, named)


def propose(actor: Actor, network: Network, said: Said) -> Proposal:
    return services.propose(actor, nomination(actor, network, home(actor), said, ""))


def nominate_proposed(actor: Actor, proposal: Proposal, said: Said) -> Post:
    return services.nominate_proposed(actor, proposal, note(actor, said))


def hand_over(actor: Actor, post: Post, said: Said) -> Designation:
    holder = asking.holder(actor, post.institution, said["holder"])
    return services.hand_over(actor, post, holder, note(actor, said))


def lines(actor: Actor, post: Post, said: Said) -> Post:
    for kind in ("phone", "mail"):
        services.line(actor, post, kind, said[kind])
    return post


def roster(actor: Actor, post: Post, said: Said) -> RosterRule:
    """The form as `rosters.read_rule` wants it."""
    people = {p.user.get_username(): str(p.pk) for p in desk.people_of(actor, post)}
    named = said["people"].split()
    if unknown := [name for name in named if name not in people]:
        words = _("No tienen este puesto: {names}").format(names=", ".join(unknown))
        raise Unreadable(["people"], words)
    clocks = [clock.strip() for clock in said["hand_overs"].split(",") if clock.strip()]
    rule = {
        "zone": said["zone"],
        "people": [people[name] for name in named],
        "hand_overs": [{"days": said["days"], "at": clock} for clock in clocks],
        "rotation": said["rotation"],
        "from": said["begins"].isoformat(),
    }
    return services.roster(actor, post, rule)


def cover(actor: Actor, post: Post, said: Said) -> RosterChange:
    return services.override(actor, post, said["person"], said["starts_at"], said["ends_at"])


def swap(actor: Actor, post: Post, said: Said) -> RosterChange:
    """Each shift that the form names, and what is wrong with it at its field."""
    found = []
    for key in ("one", "other"):
        try:
            found.append(weeks.chosen(actor, post, said[key]))
        except Unreadable as refusal:
            raise refusal.under(key) from None
    one, other = found
    if one.person_id == other.person_id:
        raise Unreadable(["other"], _("Son de la misma persona: elija el turno de otra."))
    return services.swap(actor, post, (one.person, one.starts_at), (other.person, other.starts_at))


def calendar(actor: Actor, post: Post, content: bytes) -> list[rosters.Shift]:
    """The shifts of a calendar; what cannot be read is named by its event."""
    people = {p.user.get_username(): str(p.pk) for p in desk.people_of(actor, post)}
    latest = timezone.now() + services.FARTHEST
    try:
        found = icalendars.read(content, people, post.zone, latest)
    except Unreadable as refusal:
        raise _by_event(refusal, content) from None
    if not found:
        raise Unreadable(["calendar"], _("El calendario no tiene turnos."))
    return found


def _by_event(refusal: Unreadable, content: bytes) -> Unreadable:
    """The place of a form is its field: number and title of the event go into the words."""
    if not any(loc[:1] == ["events"] for loc, _words in refusal.errors):
        return refusal.under("calendar")
    names = icalendars.summaries(content)
    words = _("Evento {n}, «{title}»: {words}")
    return Unreadable.many(
        (["calendar"], words.format(n=int(loc[1]) + 1, title=names[int(loc[1])], words=_(said)))
        for loc, said in refusal.errors[:20]
    )


def take_calendar(actor: Actor, post: Post, said: Said) -> icalendars.Comparison:
    shifts = calendar(actor, post, said["text"].encode())
    return services.take_calendar(actor, post, shifts)


def nomination(
    actor: Actor, network: Network, institution: Institution, said: Said, document: str
) -> services.Nomination:
    return services.Nomination(
        network=network,
        institution=institution,
        kind=said["kind"],
        titles={"es": text.line(said["title"], 200, ["title"])},
        holder=asking.holder(actor, institution, said["holder"]),
        document=document,
        lines={k: text.line(said[k], 200, [k]) for k in ("phone", "mail") if said.get(k)},
    )


def home(actor: Actor) -> Institution:
    found = Institution.objects.visible_to(actor).filter(pk=actor.institution).first()
    if found is None:
        raise Unreadable(["institution"], _("Usted no es de ninguna institución."))
    return found
