"""What can be done with signals, substances and bulletins. Each function is one act."""

from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from almenara.core.access.context import as_system
from almenara.core.access.rules import require
from almenara.core.journal.acts import act, record
from almenara.core.parties.actor import SYSTEM, Actor
from almenara.core.parties.refusals import WrongStage
from almenara.exchange import queries as exchange
from almenara.exchange import services as alerts
from almenara.formats.refusal import Unreadable
from almenara.substances import composing, identity, listing, queries, telling, uniting
from almenara.substances.drafts import (
    DrugBulletinShape,
    DrugSignalShape,
    HealthReviewShape,
    MergeShape,
    NameShape,
    RaiseShape,
    SubstanceShape,
    VerifyShape,
)
from almenara.substances.models import (
    BulletinItem,
    DrugBulletin,
    DrugSignal,
    OutsideList,
    Substance,
)
from almenara.substances.stages import BULLETIN, SIGNAL

_TURN = "select pg_advisory_xact_lock(hashtextextended('drugbulletin', 0))"


@act
def report(actor: Actor, shape: DrugSignalShape) -> DrugSignal:
    """A national system says what it saw; the verifiers are told, and nobody else."""
    signal = composing.bare(actor, shape.kind)
    require(actor, "report", signal)
    composing.compose(actor, signal, shape)
    signal.save(force_insert=True)
    telling.reported(actor, signal)
    record(actor, "report", signal, kind=signal.kind_id)
    return signal


@act
def verify(actor: Actor, signal: DrugSignal, shape: VerifyShape) -> DrugSignal:
    """Another person than who reported it says that it holds, and which substance it is."""
    require(actor, "verify", signal)
    if not SIGNAL.may(signal, "verify"):
        raise WrongStage(_("Esta señal ya no espera verificación."))
    file, by = uniting.identified(actor, signal, shape)
    SIGNAL.step(
        signal, "verify", verified_by=actor.person or None, verified_at=timezone.now(),
        substance=file and (file.one or file), named=file, decided=by,
    )  # fmt: skip
    if file:
        uniting.named_by(file, signal)
    telling.moved(actor, signal)
    record(actor, "verify", signal, substance=str(file.pk) if file else "", decided=by)
    return signal


@act
def alert(actor: Actor, signal: DrugSignal, shape: RaiseShape) -> DrugSignal:
    """The network is alerted, once of a substance in a State, whatever it is called."""
    require(actor, "alert", signal)
    if signal.substance_id:
        rows = Substance.objects.visible_to(actor).filter(pk=signal.substance_id)
        list(rows.select_for_update())
    if before := queries.alerted_before(actor, signal):
        words = _("La red ya fue alertada de esta sustancia en este Estado: señal %s.")
        raise WrongStage(words % before.reference)
    if not SIGNAL.may(signal, "alert"):
        raise WrongStage(_("Se alerta de una señal verificada, y una vez."))
    standing = queries.standing(actor, signal)
    sent = alerts.publish(actor, composing.alert(actor, signal, shape))
    SIGNAL.step(signal, "alert", alert=sent)
    telling.moved(actor, signal)
    record(actor, "alert", signal, alert=str(sent.pk), first=standing)
    return signal


@act
def close(actor: Actor, signal: DrugSignal, reason: str) -> DrugSignal:
    """Nothing more is awaited of it; it counts as before."""
    require(actor, "close", signal)
    SIGNAL.step(signal, "close", reason=_said(reason), ended_at=timezone.now())
    telling.moved(actor, signal)
    record(actor, "close", signal)
    return signal


@act
def retract(actor: Actor, signal: DrugSignal, reason: str) -> DrugSignal:
    """It does not hold: it dates nothing any more, and whoever had the alert is told why."""
    require(actor, "retract", signal)
    reason, now = _said(reason), timezone.now()
    SIGNAL.step(signal, "retract", reason=reason, ended_at=now)
    BulletinItem.objects.visible_to(actor).filter(signal=signal).update(retracted_at=now)
    if signal.alert_id:
        sent = exchange.alert(actor, signal.alert_id)
        if sent.stage != "retracted":
            alerts.retract(actor, sent, reason)
    telling.moved(actor, signal)
    record(actor, "retract", signal)
    return signal


def _follow(sent: exchange.Alert, reason: str) -> None:
    """A signal goes with its alert, whoever took that back and wherever: it dates nothing more."""
    with as_system("a retracted alert leaves no signal that stands on it"):
        for signal in queries.signals(SYSTEM).filter(alert=sent.pk).exclude(stage="retracted"):
            retract(SYSTEM, signal, reason)


alerts.RETRACTED.append(_follow)


@act
def found(actor: Actor, shape: SubstanceShape) -> Substance:
    """A file made by hand; one InChIKey has one file."""
    key = identity.inchikey(shape.inchikey, ["inchikey"]) if shape.inchikey else ""
    file = Substance(name=shape.name)
    require(actor, "found", file)
    if key and queries.by_inchikey(actor, key).exists():
        raise Unreadable(["inchikey"], _("Ese InChIKey ya tiene archivo."))
    file = uniting.made(shape.name, key, shape.formula)
    uniting.named(file, NameShape(name=shape.name, kind="name"))
    record(actor, "found", file)
    return file


@act
def name(actor: Actor, file: Substance, shape: NameShape) -> Substance:
    """One more name, synonym or salt."""
    require(actor, "name", file)
    uniting.named(file, shape)
    record(actor, "name", file, kind=shape.kind)
    return file


@act
def merge(actor: Actor, gone: Substance, shape: MergeShape) -> Substance:
    """Two files become one; `separate` takes them apart again."""
    require(actor, "merge", gone)
    rows = Substance.objects.visible_to(actor).filter(pk=shape.into)
    if not (kept := rows.first()):
        raise Unreadable(["into"], _("Esa sustancia no existe."))
    uniting.merge(actor, gone, kept, shape.reason)
    record(actor, "merge", gone, into=str(kept.pk))
    return kept


@act
def separate(actor: Actor, gone: Substance, reason: str) -> Substance:
    """A merged file is one of its own again, with all that had named it."""
    require(actor, "separate", gone)
    merging = uniting.separate(actor, gone, _said(reason))
    record(actor, "separate", gone, merging=str(merging.pk))
    gone.refresh_from_db()
    return gone


@act
def load(actor: Actor, shape: listing.ListShape) -> OutsideList:
    """An outside list is laid beside the files: it identifies substances, and dates none here."""
    source = listing.source(shape)
    require(actor, "load", source)
    source.save()
    made = listing.take(source, shape.rows)
    record(actor, "load", source, records=len(shape.rows), files=made)
    return source


@act
def write(
    actor: Actor, shape: DrugBulletinShape, bulletin: DrugBulletin | None = None
) -> DrugBulletin:
    """A bulletin, or other words for one: whoever had reviewed the former ones is asked again."""
    kept = bulletin or _bare(actor)
    require(actor, "write", kept)
    made = composing.write(actor, kept, shape)
    if bulletin:
        BULLETIN.step(
            kept, "write", titles=kept.titles, language=kept.language, version=kept.version + 1,
            drafted_by=actor.person or None, drafted_at=timezone.now(), reviewed_by=None,
            reviewed_at=None, reviewer="", notes="",
        )  # fmt: skip
        BulletinItem.objects.visible_to(actor).filter(bulletin=kept).delete()
    else:
        kept.network_id = made[0].signal.network_id
        kept.save(force_insert=True)
    BulletinItem.objects.bulk_create(made)
    record(actor, "write", kept, version=kept.version, items=len(made))
    return kept


@act
def review(actor: Actor, bulletin: DrugBulletin, shape: HealthReviewShape) -> DrugBulletin:
    """Somebody else has read these very words for health: no dose, no source, nobody in them."""
    require(actor, "review", bulletin)
    if shape.version != bulletin.version:
        raise WrongStage(_("El texto cambió desde que lo leyó: revise el que hay ahora."))
    BULLETIN.step(
        bulletin, "review", reviewed_by=actor.person or None, reviewed_at=timezone.now(),
        reviewer=shape.reviewer, notes=shape.notes,
    )  # fmt: skip
    record(actor, "review", bulletin, version=shape.version)
    return bulletin


@act
def publish(actor: Actor, bulletin: DrugBulletin) -> DrugBulletin:
    """Everybody may read it, after the review of these words; what it dates is frozen with it."""
    require(actor, "publish", bulletin)
    if not BULLETIN.may(bulletin, "publish"):
        raise WrongStage(_("Un boletín se publica después de su revisión de salud, y una vez."))
    items = queries.items(actor, bulletin)
    signals = {row.pk: row for row in queries.signals(actor).filter(pk__in=_signals(items))}
    for item in items:
        _freeze(actor, item, signals[item.signal_id])
    fields = ["state", "seen_on", "first", "substance", "named"]
    BulletinItem.objects.unguarded("asked above").bulk_update(items, fields)
    BULLETIN.step(bulletin, "publish", number=_number(), published_at=timezone.now())
    SIGNAL.step_all(DrugSignal.objects.visible_to(actor).filter(pk__in=signals), "publish")
    uniting.open_to_all(item.substance_id for item in items if item.substance_id)
    record(actor, "publish", bulletin, number=bulletin.number, items=len(items))
    return bulletin


def _freeze(actor: Actor, item: BulletinItem, signal: DrugSignal) -> None:
    """What the public may know of a signal: its State only where the State said so."""
    if signal.stage == "retracted":
        raise WrongStage(_("La señal %s fue retirada: quítela del boletín.") % signal.reference)
    item.first = queries.standing(actor, signal)
    item.seen_on, item.state = signal.seen_on, signal.state if signal.may_name_state else None
    item.substance_id, item.named_id = signal.substance_id, signal.named_id


def _bare(actor: Actor) -> DrugBulletin:
    return DrugBulletin(
        drafted_by_id=actor.person or None, drafted_at=timezone.now(),
        is_exercise=settings.DEMONSTRATION,
    )  # fmt: skip


def _number() -> int:
    """The next number; whoever asks meanwhile waits for our end."""
    with connection.cursor() as cursor:
        cursor.execute(_TURN)
    found = DrugBulletin.objects.unguarded("numbers are given once")
    return int(found.aggregate(last=Max("number"))["last"] or 0) + 1


def _signals(items: list[BulletinItem]) -> list[Any]:
    return [item.signal_id for item in items]


def _said(reason: str) -> str:
    if not reason.strip():
        raise Unreadable(["reason"], _("Diga por qué."))
    return reason.strip()[:5000]
