"""The ledger comes in, whole or not at all; a changed file replaces its former version."""

import hashlib
from decimal import Decimal
from pathlib import PurePath

from django.db import connection
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from almenara.core.access.rules import require
from almenara.core.journal.acts import act, record
from almenara.core.parties.actor import Actor
from almenara.core.parties.refusals import WrongStage
from almenara.formats.amounts import Form
from almenara.funds import ledgers, queries
from almenara.funds.models import Batch, Subtotal
from almenara.funds.stages import BATCH

COLUMNS = ("row", "line", "on", "fund", "code", "amount", "currency", "text")
_KEEP = """insert into funds_ledgerline
(id, batch_id, "row", line, "on", fund_id, code, amount, currency, text)
select gen_random_uuid(), %s, said.* from unnest(%s::integer[], %s::text[], %s::date[], %s::text[],
%s::text[], %s::numeric[], %s::text[], %s::text[]) as said"""


@act
def read_ledger(actor: Actor, name: str, raw: bytes, form: Form) -> Batch:
    """Read a file, to be looked at before it counts; bytes that count already are that batch."""
    batch = Batch(name=PurePath(name).name[:200], sha256=hashlib.sha256(raw).hexdigest())
    require(actor, "read", batch)
    _wait(actor)
    former = queries.in_force(actor, batch.name)
    if former and former.sha256 == batch.sha256:
        record(actor, "read", former, lines=0)
        return former
    lines, batch.notes = ledgers.read(raw, form, queries.terms(actor))
    known = queries.batches(actor).filter(name=batch.name).aggregate(last=Max("version"))
    batch.version = (known["last"] or 0) + 1
    batch.lines, batch.totals = len(lines), ledgers.totals(lines)
    batch.read_at = timezone.now()
    batch.save(force_insert=True)
    _keep(batch, lines)
    _add_up(batch, lines)
    record(actor, "read", batch, lines=batch.lines)
    return batch


@act
def accept(actor: Actor, batch: Batch) -> Batch:
    """From now on this version counts; the former one of its name stays to be read."""
    require(actor, "accept", batch)
    _wait(actor)
    former = queries.in_force(actor, batch.name)
    if former and former.version > batch.version:
        raise WrongStage(_("Después de leerlo entró otra versión: vuelva a subir el archivo."))
    if former and former != batch:
        BATCH.step(former, "replace")
    BATCH.step(batch, "accept", taken_at=timezone.now())
    record(actor, "accept", batch, lines=batch.lines)
    return batch


@act
def import_ledger(actor: Actor, name: str, raw: bytes, form: Form) -> Batch:
    """Read a file and let it count at once; the same again changes nothing."""
    batch = read_ledger(actor, name, raw, form)
    return batch if batch.stage == "taken" else accept(actor, batch)


@act
def withdraw(actor: Actor, batch: Batch) -> None:
    """Forget a file that was read and never counted."""
    require(actor, "withdraw", batch)
    if batch.stage != BATCH.start:
        raise WrongStage(_("Lo que ya contó no se olvida: corrija el archivo y vuelva a subirlo."))
    record(actor, "withdraw", batch)
    batch.delete()


def _wait(actor: Actor) -> None:
    """One ledger after the other: the rows of the funds are the lock."""
    list(queries.funds(actor).select_for_update().values_list("pk"))


def _add_up(batch: Batch, lines: list[ledgers.Spent]) -> None:
    """What pages ask for: by fund, code, currency and year."""
    sums: dict[tuple[str, str, str, int], Decimal] = {}
    for line in lines:
        key = line.fund, line.code, line.currency, line.on.year
        sums[key] = sums.get(key, Decimal("0.00")) + line.amount
    Subtotal.objects.bulk_create(
        Subtotal(batch=batch, fund_id=fund, code=code, currency=currency, year=year, amount=amount)
        for (fund, code, currency, year), amount in sums.items()
    )


def _keep(batch: Batch, lines: list[ledgers.Spent]) -> None:
    """All lines by one statement: a model object for each would take longer than the rest."""
    columns = [[getattr(line, name) for line in lines] for name in COLUMNS]
    with connection.cursor() as cursor:
        cursor.execute(_KEEP, [batch.pk, *columns])
