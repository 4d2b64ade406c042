"""An alert that came without STIX goes out as a STIX 2.1 bundle, the same bytes each time."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid5

from almenara.formats.stix import marking
from almenara.formats.tlp import TLP

_OURS = UUID("6f0b3c1e-8a52-5d0e-9c57-3f6f5f1d2a90")


@dataclass(frozen=True)
class Alert:
    """What of an alert goes into its bundle; moments are aware, `origin` is the slug."""

    id: str
    reference: str
    title: str
    body: str
    marking: TLP
    language: str
    origin: str
    origin_name: str
    published_at: datetime
    updated_at: datetime | None = None
    state: str = ""
    kind: str = ""
    exercise: bool = False
    retracted: bool = False


def write(alert: Alert) -> dict[str, Any]:
    """The bundle: report, identity of the origin, TLP 2.0 marking; a note if it is an exercise."""
    identity = _identity(alert)
    report = _report(alert, identity["id"])
    objects = [marking.definition(alert.marking), identity, report]
    if alert.exercise:
        objects.append(_exercise(alert, report))
    identifier = _id("bundle", alert.id, report["modified"])
    return {"type": "bundle", "id": identifier, "objects": objects}


def _identity(alert: Alert) -> dict[str, Any]:
    """The institution; the same object in every alert of its own."""
    identity: dict[str, Any] = {
        "type": "identity",
        "spec_version": "2.1",
        "id": _id("identity", alert.origin),
        "created": "2026-01-01T00:00:00.000Z",
        "modified": "2026-01-01T00:00:00.000Z",
        "name": alert.origin_name,
        "identity_class": "organization",
    }
    if alert.state:
        code = {"source_name": "ISO 3166-1", "external_id": alert.state}
        identity["external_references"] = [code]
    return identity


def _report(alert: Alert, author: str) -> dict[str, Any]:
    report = {
        **_common("report", alert, author),
        "name": alert.title,
        "published": _moment(alert.published_at),
        "object_refs": [author],
        "external_references": [{"source_name": "almenara", "external_id": alert.reference}],
    }
    labels = [alert.kind] * bool(alert.kind) + ["exercise"] * alert.exercise
    optional = {"description": alert.body, "labels": labels, "revoked": alert.retracted}
    return report | {name: value for name, value in optional.items() if value}


def _exercise(alert: Alert, report: dict[str, Any]) -> dict[str, Any]:
    return {
        **_common("note", alert, report["created_by_ref"]),
        "abstract": "EJERCICIO / EXERCISE / EXERCÍCIO / EXERCICE",
        "content": "EJERCICIO. EXERCISE, not a real event. EXERCÍCIO. EXERCICE.",
        "object_refs": [report["id"]],
        "labels": ["exercise"],
    }


def _common(kind: str, alert: Alert, author: str) -> dict[str, Any]:
    return {
        "type": kind,
        "spec_version": "2.1",
        "id": _id(kind, alert.id),
        "created_by_ref": author,
        "created": _moment(alert.published_at),
        "modified": _moment(alert.updated_at or alert.published_at),
        "lang": alert.language,
        "object_marking_refs": [marking.IDS[alert.marking]],
    }


def _id(kind: str, *names: str) -> str:
    return f"{kind}--{uuid5(_OURS, '/'.join((kind, *names)))}"


def _moment(moment: datetime) -> str:
    """Milliseconds and Z, as STIX 2.1 §3.2 asks at least."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
