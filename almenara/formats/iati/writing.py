"""A file of IATI 2.03 out of frozen records: it leaves only when it is valid."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from lxml import etree

from almenara.formats.iati import binding, rules, shares
from almenara.formats.iati.checking import check
from almenara.formats.iati.organisations import Organisations
from almenara.formats.iati.records import Activities, Activity
from almenara.formats.refusal import Loc, Unreadable
from almenara.formats.refusal import Said as _

PROGRAMME, ACTIVITY = 1, 2
_MAIL = re.compile(r"[\w.+-]+@[\w-]+\.\w")


def write(file: Activities | Organisations, now: datetime, folder: Path | None = None) -> bytes:
    """The bytes of a valid file, or Unreadable with all that is wrong; `folder` as in `check`.

    Budgets stand on programmes and transactions on activities only, so that nobody adds up twice.
    """
    if isinstance(file, Activities):
        _refuse(_doubled(file))
        _refuse(_misplaced(file))
        file = replace(file, activities=tuple(map(_whole, file.activities)))
    tree = build(file)
    raw = serialised(tree)
    _refuse(_with_mail(tree) if b"@" in raw else iter(()))
    verdict = check(raw, now, folder)
    _refuse(([f"line {line}"], message) for line, message in verdict.schema)
    errors = [found for found in verdict.rules if found.severity == rules.ERROR]
    _refuse(([found.rule, found.where], found.message) for found in errors)
    return raw


def build(file: Activities | Organisations) -> Any:
    """The tree of a file as it is, judged by nothing."""
    return binding.element(file, _ROOTS[type(file)])


def read(root: Any) -> Activities | Organisations:
    """The records of a tree; what they do not carry is passed over (`binding.left_out`)."""
    for kind, tag in _ROOTS.items():
        if root.tag == tag:
            return binding.record(kind, root)
    said = _(
        "El elemento raíz «{name}» no es iati-activities ni iati-organisations.", name=root.tag
    )
    raise Unreadable([root.sourceline or 1], said)


def serialised(tree: Any) -> bytes:
    """UTF-8 with a declaration, an element a line."""
    return etree.tostring(tree, encoding="UTF-8", xml_declaration=True, pretty_print=True)


_ROOTS: dict[type, str] = {Activities: "iati-activities", Organisations: "iati-organisations"}
Faults = Iterator[tuple[Loc, str]]


def _refuse(faults: Faults) -> None:
    if found := list(faults):
        raise Unreadable.many(found)


def _whole(activity: Activity) -> Activity:
    return shares.whole(activity, [activity.identifier])


def _doubled(file: Activities) -> Faults:
    """An identifier means one activity: readers drop or add up the second."""
    for identifier, times in Counter(one.identifier for one in file.activities).items():
        if times > 1:
            yield (
                [identifier],
                _("El identificador «{name}» está {n} veces.", name=identifier, n=times),
            )


def _misplaced(file: Activities) -> Faults:
    for one in file.activities:
        if one.hierarchy not in (PROGRAMME, ACTIVITY):
            yield [one.identifier], _("La jerarquía es 1 (programa) o 2 (actividad).")
        if one.budgets and one.hierarchy != PROGRAMME:
            yield [one.identifier, "budget"], _("Solo un programa lleva presupuesto.")
        if one.transactions and one.hierarchy != ACTIVITY:
            yield [one.identifier, "transaction"], _("Solo una actividad lleva transacciones.")


def _with_mail(tree: Any) -> Faults:
    """No address of a person leaves: nothing that looks like one does."""
    for element in tree.iter():
        for text in (element.text or "", *element.attrib.values()):
            if found := _MAIL.search(text):
                said = _("Hay una dirección de correo («{mail}…»): no se publica.", mail=found[0])
                yield [element.tag], said
