"""What a reader may take along for when the platform is down: posts and duty lines, no names."""

from datetime import UTC, datetime

from django.utils.translation import gettext as _

from almenara.core.dates import dated
from almenara.core.languages import page_language
from almenara.core.parties.actor import Actor
from almenara.directory import authority, cards, queries, shown
from almenara.directory.models import Network, Post
from almenara.formats import tlp

MARKING = "TLP:AMBER"


def is_allowed(network: Network) -> bool:
    """The type allows it, and names a second approver beside who answers for the network (R4)."""
    document = network.document
    second = document.get("second_approver")
    return bool(document.get("sealed_copy") and second and second != document.get("responsible"))


def words(copy: cards.Copy) -> dict[str, str]:
    """What a printed copy says by itself, in the language that is active."""
    at = copy.at.astimezone(UTC)
    said = {key: _(text) for key, text in cards.WORDS.items()}
    return said | {"as_of": f"{said['as_of']} {dated(at)} {at:%H:%M} UTC"}


def copy_for(viewer: Actor, network: Network, at: datetime) -> cards.Copy:
    """The duty lines of one network as this viewer sees them at a moment, in their language."""
    posts = list(queries.posts(viewer, network).select_related("network", "institution", "state"))
    open_ones = [post for post in posts if post.pk in shown.carded(viewer, posts, at)]
    lines = {
        (post, kind): to
        for post, kind, to in queries.lines(viewer, [post.pk for post in open_ones])
    }
    return cards.Copy(
        network=network.name,
        marking=tlp.parse(MARKING),
        at=at.replace(microsecond=0),
        language=page_language(),
        lines=tuple(_line(viewer, post, lines) for post in open_ones),
    )


def _line(viewer: Actor, post: Post, lines: dict[tuple[str, str], str]) -> cards.DutyLine:
    def reached(kind: str) -> str:
        shows = authority.sees(viewer, post, kind)
        return lines.get((str(post.pk), kind), "") if shows else ""

    return cards.DutyLine(
        post=str(post.pk),
        state=post.state.name if post.state else "",
        institution=post.institution.name,
        kind=shown.kind_words(post.kind),
        title=shown.text(post.titles),
        phone=reached("phone"),
        mail=reached("mail"),
        zone=post.zone,
        languages=tuple(post.languages),
    )
