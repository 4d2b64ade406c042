"""Somebody writes a type on a page: rows come and go, a preview, and the version that is made."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from almenara.core.parties.actor import Actor
from almenara.core.parties.refusals import Denied
from almenara.core.types import heads, queries, reading, services
from almenara.core.types.forms import MOST_ROWS, TypeForm
from almenara.core.types.models import TypeVersion
from almenara.formats import yamltext
from almenara.formats.refusal import Unreadable


@dataclass(frozen=True)
class Begun:
    """What is written: the kind of type, the document from which one begins, the next number."""

    type: str
    spec: heads.Spec
    former: dict[str, Any]
    number: int
    is_change: bool


def begin(actor: Actor, type: str, name: str, copied: str) -> Begun:
    """A new version of `name`, or a first one, perhaps a copy that needs a name of its own."""
    spec, former = queries.draft(actor, type, name or copied)
    if any(isinstance(rows, list) and len(rows) > MOST_ROWS for rows in former.values()):
        raise Denied(_("Tiene más de %d filas: se cambia con un archivo.") % MOST_ROWS)
    if name:
        return Begun(type, spec, former, former["version"] + 1, True)
    return Begun(type, spec, {key: former[key] for key in former if key != "slug"}, 1, False)


class Sheet:
    """The form as it stands, and what its buttons do: `save`, `preview`, or `add up remove` a row.

    A button of a row says which: `up:fields:2`.
    """

    def __init__(self, actor: Actor, begun: Begun, posted: Any) -> None:
        self.actor, self.begun = actor, begun
        self.act, *self.place = (posted or {}).get("act", "save").split(":")
        self.form = TypeForm(actor, begun.spec, begun.former, posted)
        if begun.is_change:
            self.form.fix_slug()
        self.preview: dict[str, Any] = {}
        if posted and self.act in ROW_ACTS:
            self.form = TypeForm(actor, begun.spec, self._moved())
            self.form.fields["slug"].disabled = begun.is_change

    def answered(self) -> TypeVersion | None:
        """The version that was made; nothing while somebody is still writing."""
        if not self.form.is_bound:
            return None
        try:
            if self.act == "preview":
                self.preview = self._previewed(heads.typed(self._document()))
                return None
            return services.load(self.actor, self._document())
        except Unreadable as refusal:
            self.form.refuse(refusal)
            return None

    def _moved(self) -> dict[str, Any]:
        """The document with a row more, less or higher; a button that is not ours does nothing."""
        document, (name, number) = self._document(), (*self.place, "", "")[:2]
        if name in self.form.lists and (number or "0").isdecimal():
            ROW_ACTS[self.act](document.setdefault(name, []), int(number[:3] or 0))
        return document

    def _document(self) -> dict[str, Any]:
        return self.form.document(self.begun.type, self.begun.number)

    def _previewed(self, head: heads.Head) -> dict[str, Any]:
        document, begun = head.document, self.begun
        return {
            "missing": head.missing,
            "is_sensitive": head.is_sensitive,
            "changes": reading.changes(begun.type, begun.former, document) if begun.former else [],
            "yaml": yamltext.written(document),
            "questions": begun.spec.preview(document),
        }


def _up(rows: list[Any], number: int) -> None:
    if 0 < number < len(rows):
        rows[number - 1], rows[number] = rows[number], rows[number - 1]


ROW_ACTS: dict[str, Any] = {
    "add": lambda rows, number: rows.append({}) if len(rows) < MOST_ROWS else None,
    "up": _up,
    "remove": lambda rows, number: rows.__delitem__(slice(number, number + 1)),
}
