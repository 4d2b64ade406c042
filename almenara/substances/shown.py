"""How substances, signals and bulletins look to programs: the fields of the API."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from almenara.core.parties.actor import Actor
from almenara.formats.rfc3339 import moment
from almenara.substances import queries
from almenara.substances.models import (
    Alias,
    BulletinItem,
    DrugBulletin,
    DrugSignal,
    Listing,
    SignalKind,
    Substance,
)

Shape = dict[str, Any]


def day(on: date | None) -> str | None:
    return on.isoformat() if on else None


def called(file: Substance, names: Sequence[Alias]) -> str:
    """The name of a file, or where that came with a signal not seen here, one that did not."""
    if file.is_public or not names or file.name in [one.name for one in names]:
        return file.name
    return names[0].name


def kind(row: SignalKind) -> Shape:
    shape = row.shape
    return {
        "slug": row.slug,
        "network": row.network_id,
        "names": row.names,
        "substance": shape.substance,
        "detects": shape.detects,
        "cites": shape.cites,
        "fields": [
            {"key": one.key, "names": one.names.model_dump(), "type": one.type,
             "required": one.required, "choices": one.keys}
            for one in shape.fields
        ],
    }  # fmt: skip


def substances(viewer: Actor, rows: Sequence[Substance]) -> list[Shape]:
    names, listed = queries.aliases(viewer, rows), queries.listings(viewer, rows)
    return [_substance(row, names.get(row.pk, []), listed.get(row.pk, [])) for row in rows]


def substance(viewer: Actor, row: Substance) -> Shape:
    """A whole file: names, where and when it was first seen, what lists and bulletins say."""
    [shape] = substances(viewer, [row])
    firsts = queries.firsts(viewer, [row.pk])
    return shape | {
        "formula": row.formula,
        "merged": [str(one.pk) for one in queries.merged(viewer, row)],
        "first": {"state": firsts[0].state, "on": day(firsts[0].on)} if firsts else None,
        "firsts": [{"state": one.state, "on": day(one.on)} for one in firsts],
        "bulletins": [_said(one) for one in queries.published(viewer, [row.pk])],
    }


def _substance(row: Substance, names: list[Alias], listed: list[Listing]) -> Shape:
    return {
        "id": str(row.pk),
        "name": called(row, names),
        "inchikey": row.inchikey,
        "one": str(row.one_id) if row.one_id else None,
        "names": [{"name": one.name, "kind": one.kind, "inchikey": one.inchikey or None}
                  for one in names],
        "listed": [{"source": one.source_id, "name": one.name, "category": one.category,
                    "dated": day(one.dated)} for one in listed],
    }  # fmt: skip


def signal(viewer: Actor, row: DrugSignal) -> Shape:
    """A whole signal; `first` is computed now, of what this viewer may see."""
    return head(row) | {
        "summary": row.summary,
        "language": row.language,
        "may_name_state": row.may_name_state,
        "fields": row.answers,
        "first": queries.standing(viewer, row) if row.verified_at else "",
        "decided": row.decided,
        "reason": row.reason,
    }


def head(row: DrugSignal) -> Shape:
    return {
        "id": str(row.pk),
        "reference": row.reference,
        "kind": row.kind_id,
        "state": row.state_id,
        "institution": row.institution_id,
        "title": row.title,
        "said": {"name": row.said, "inchikey": row.inchikey or None},
        "substance": str(row.substance_id) if row.substance_id else None,
        "seen_on": day(row.seen_on),
        "stage": row.stage,
        "exercise": row.is_exercise,
        "reported_at": moment(row.reported_at),
        "verified_at": moment(row.verified_at),
        "alert": str(row.alert_id) if row.alert_id else None,
    }


def bulletin(viewer: Actor, row: DrugBulletin) -> Shape:
    """A whole bulletin, its signals grouped by kind."""
    groups: dict[str, list[Shape]] = {}
    for item in queries.items(viewer, row):
        groups.setdefault(item.kind_id, []).append(_item(item))
    return bulletin_head(row) | {
        "groups": [{"kind": kind, "items": items} for kind, items in groups.items()]
    }


def bulletin_head(row: DrugBulletin) -> Shape:
    return {
        "id": str(row.pk),
        "number": row.number,
        "titles": row.titles,
        "language": row.language,
        "stage": row.stage,
        "version": row.version,
        "reviewer": row.reviewer,
        "reviewed_at": moment(row.reviewed_at),
        "published_at": moment(row.published_at),
        "exercise": row.is_exercise,
    }


def _item(item: BulletinItem) -> Shape:
    file = item.substance
    return {
        "substance": str(file.pk) if file else None,
        "inchikey": file.inchikey if file else None,
        "state": item.state_id,
        "seen_on": day(item.seen_on),
        "first": item.first,
        "texts": item.texts,
        "retracted_at": moment(item.retracted_at),
    }


def _said(item: BulletinItem) -> Shape:
    said = {"bulletin": str(item.bulletin_id), "kind": item.kind_id}
    return said | {key: value for key, value in _item(item).items() if key in SAID}


SAID = ("state", "seen_on", "first", "retracted_at")
