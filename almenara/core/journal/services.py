"""Acts on the journal itself: a signed head over all of it, and handing it out."""

from django.utils.translation import gettext as _

from almenara.core.access.context import as_system
from almenara.core.access.rules import require
from almenara.core.journal import keys
from almenara.core.journal.acts import act, afterwards, record
from almenara.core.journal.archive import Growing, concerns
from almenara.core.journal.models import Entry, Head
from almenara.core.parties.actor import Actor
from almenara.core.parties.refusals import WrongStage
from almenara.formats import signednote


@act
def sign(actor: Actor) -> Head:
    """A head over every row there is, this act's own included; refused over a changed history."""
    head, growing = Head(), Growing()
    require(actor, "sign", head)
    former = list(Head.objects.unguarded("every head so far"))
    growing.grow(roots_at={one.size for one in former})
    if wrong := next(filter(growing.contradicts, former), None):
        raise WrongStage(
            _("La bitácora ya no es la que se firmó con %(size)d asientos: no se firma otra vez.")
            % {"size": wrong.size}
        )
    size = growing.tree.size
    record(actor, "sign", "journal:all", concerns=[size, concerns([size])[size]])
    afterwards(lambda: _seal(head, growing))
    return head


@act
def export(actor: Actor, state: str = "", uid: int | None = None) -> Head:
    """The head with which the whole journal, or a State's part of it, is handed out to `uid`."""
    head, growing = Head(), Growing()
    require(actor, "export", head)
    growing.grow()
    record(actor, "export", f"journal:{state or 'all'}", uid=uid)
    afterwards(lambda: _seal(head, growing))
    return head


def _seal(head: Head, growing: Growing) -> None:
    """Sign the tree with the rows that came in the meantime; the journal's lock is held."""
    growing.grow()
    origin, key, root = keys.origin(), keys.private_key(), growing.tree.root()
    head.size, head.root = growing.tree.size, root.hex()
    head.at = Entry.objects.unguarded("the moment of the last row").latest("seq").at
    head.note = signednote.sign(signednote.Note(origin, head.size, root), key)
    head.key = str(signednote.public_key(origin, key))
    with as_system("heads are written by nobody else"):
        head.save(force_insert=True)
