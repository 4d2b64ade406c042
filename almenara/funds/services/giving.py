"""Partners, what was agreed with them, what they give, the funds that it goes into."""

from datetime import date
from decimal import Decimal

from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from almenara.core.access.rules import require
from almenara.core.identity import queries as identity
from almenara.core.journal.acts import act, record
from almenara.core.parties.actor import Actor
from almenara.formats.refusal import Unreadable
from almenara.funds import queries
from almenara.funds.drafts import (
    AgreementShape,
    AllocationShape,
    ConsentShape,
    ContributionShape,
    DedicationShape,
    FundShape,
    PartnerShape,
    ReceiptShape,
)
from almenara.funds.models import Agreement, Allocation, BudgetCode, Contribution, Fund, Partner
from almenara.funds.stages import AGREEMENT, CONTRIBUTION
from almenara.programmes import queries as programmes

STEPS = {target: verb for verb, (_sources, target) in CONTRIBUTION.steps.items()}
PARTIES = {"state": "state", "observer": "observer"}  # the others are institutions


@act
def enrol(actor: Actor, shape: PartnerShape) -> Partner:
    """Write an organisation into the register."""
    partner = Partner(
        slug=shape.slug, names=shape.titles.said, kind=shape.kind, since=shape.since,
        interests=[text.strip() for text in shape.interests if text.strip()],
    )  # fmt: skip
    require(actor, "enrol", partner)
    if queries.partners(actor).filter(slug=shape.slug).exists():
        raise Unreadable(["slug"], _("Ya hay un socio con ese nombre corto."))
    if shape.party:
        _tie(actor, partner, shape.party)
    partner.save(force_insert=True)
    record(actor, "enrol", partner)
    return partner


@act
def agree(actor: Actor, partner: Partner, shape: AgreementShape) -> Agreement:
    """Propose an agreement to a partner."""
    agreement = Agreement(
        partner=partner, reference=shape.reference.strip(), titles=shape.titles.said,
        starts=shape.starts, ends=shape.ends,
    )  # fmt: skip
    require(actor, "propose", agreement)
    known = queries.agreements(actor, [partner]).get(partner.pk, [])
    if agreement.reference in {row.reference for row in known}:
        raise Unreadable(["reference"], _("Ese socio ya tiene un acuerdo con esa referencia."))
    agreement.save(force_insert=True)
    record(actor, "propose", agreement)
    return agreement


@act
def step_agreement(actor: Actor, agreement: Agreement, verb: str, on: date) -> Agreement:
    """Sign it, or end it before its time."""
    if verb not in AGREEMENT.steps:
        raise Unreadable(["stage"], _("Etapa desconocida."))
    require(actor, verb, agreement)
    AGREEMENT.step(agreement, verb, **({"signed_on": on} if verb == "sign" else {}))
    record(actor, verb, agreement)
    return agreement


@act
def open_fund(actor: Actor, shape: FundShape) -> Fund:
    """Open a fund with the codes under which it may be spent."""
    fund = Fund(
        code=shape.code, names=shape.titles.said, currency=shape.currency, starts=shape.starts,
        ends=shape.ends, restrictions=shape.restrictions.strip(),
    )  # fmt: skip
    require(actor, "open", fund)
    if queries.funds(actor).filter(code=shape.code).exists():
        raise Unreadable(["code"], _("Ya hay un fondo con ese código."))
    if len({one.code for one in shape.codes}) < len(shape.codes):
        raise Unreadable(["codes"], _("Un código está dos veces."))
    fund.save(force_insert=True)
    BudgetCode.objects.bulk_create(
        BudgetCode(fund=fund, code=one.code, names=one.titles.said, most=one.most)
        for one in shape.codes
    )
    record(actor, "open", fund)
    return fund


@act
def submit_contribution(actor: Actor, shape: ContributionShape) -> Contribution:
    """Write down that a partner may give."""
    contribution = Contribution(
        purpose=shape.purpose.strip(), amount=shape.amount, currency=shape.currency,
        made_at=timezone.now(),
    )  # fmt: skip
    require(actor, "submit", contribution)
    contribution.partner = _partner(actor, shape.partner)
    contribution.fund = _fund(actor, shape.fund) if shape.fund else None
    contribution.agreement = _agreement(actor, contribution.partner, shape.agreement)
    contribution.save(force_insert=True)
    record(actor, "submit", contribution)
    return contribution


@act
def step_contribution(actor: Actor, contribution: Contribution, stage: str) -> Contribution:
    """Move it on; what arrives is received into a fund, by `receive`."""
    if stage not in STEPS or stage == "received":
        raise Unreadable(["stage"], _("Etapa desconocida."))
    verb = STEPS[stage]
    require(actor, verb, contribution)
    CONTRIBUTION.step(contribution, verb)
    record(actor, verb, contribution)
    return contribution


@act
def receive(actor: Actor, contribution: Contribution, shape: ReceiptShape) -> Contribution:
    """It arrived: so much, in the currency of the fund that it pays into."""
    require(actor, "receive", contribution)
    fund = _fund(actor, shape.fund)
    if contribution.currency == fund.currency and shape.received > contribution.amount:
        raise Unreadable(["received"], _("Es más de lo que se acordó."))
    CONTRIBUTION.step(
        contribution, "receive", fund=fund, received=shape.received, received_on=shape.received_on
    )
    record(actor, "receive", contribution, fund=fund.pk)
    return contribution


@act
def consent(actor: Actor, contribution: Contribution, shape: ConsentShape) -> Contribution:
    """The partner agrees that its contribution is published, or does so no longer."""
    require(actor, "consent", contribution)
    contribution.is_public = shape.is_public
    contribution.save(update_fields=["is_public"])
    record(actor, "consent", contribution, public=shape.is_public)
    return contribution


@act
def dedicate(actor: Actor, fund: Fund, shape: DedicationShape) -> Fund:
    """The fund is for one programme of a plan, and its sums are published with it; or no more."""
    require(actor, "dedicate", fund)
    fund.programme = None
    if shape.plan or shape.programme:
        plan = programmes.plans(actor).filter(slug=shape.plan).first()
        found = plan and programmes.programmes(actor, plan).filter(code=shape.programme).first()
        if not found:
            raise Unreadable(["programme"], _("Ese programa no está en el plan."))
        fund.programme = found
    fund.save(update_fields=["programme"])
    record(actor, "dedicate", fund, plan=shape.plan, programme=shape.programme)
    return fund


@act
def allocate(actor: Actor, fund: Fund, shape: AllocationShape) -> Allocation:
    """Set money of a fund aside, never more than was agreed."""
    require(actor, "allocate", fund)
    list(queries.funds(actor).filter(pk=fund.pk).select_for_update())
    allocation = Allocation(fund=fund, amount=shape.amount, made_at=timezone.now())
    if bool(shape.project) == bool(shape.activity):
        raise Unreadable(["project"], _("Elija un proyecto o una actividad."))
    if shape.project:
        allocation.project = queries.project(actor, shape.project)
    else:
        allocation.activity = programmes.activity(actor, shape.activity)
    rest = _rest(actor, fund)
    if shape.amount > rest:
        raise Unreadable(["amount"], _("Es más de lo que queda por asignar: %s.") % rest)
    allocation.save(force_insert=True)
    record(actor, "allocate", fund, allocation=str(allocation.pk))
    return allocation


def _rest(actor: Actor, fund: Fund) -> Decimal:
    """What of a fund's agreed money is not set aside yet."""
    agreed = queries.expected(actor).get(fund.pk, {}).get("agreed", Decimal("0.00"))
    aside = queries.allocations(actor, fund=fund).aggregate(sum=Sum("amount"))["sum"]
    return agreed - (aside or Decimal("0.00"))


def _tie(actor: Actor, partner: Partner, party: str) -> None:
    """The partner is this State, observer or institution."""
    today = timezone.now().date()
    found = {
        "state": identity.states(actor, today).filter(code=party),
        "observer": identity.observers(actor).filter(code=party),
    }.get(partner.kind, identity.institutions(actor).filter(slug=party))
    known = found.first()
    if known is None:
        raise Unreadable(["party"], _("No está entre las partes conocidas."))
    field = PARTIES.get(partner.kind, "institution")
    if queries.partners(actor).filter(**{field: known}).exists():
        raise Unreadable(["party"], _("Ya está en el registro."))
    setattr(partner, field, known)


def _partner(actor: Actor, slug: str) -> Partner:
    found = queries.partners(actor).filter(slug=slug).first()
    if found is None:
        raise Unreadable(["partner"], _("Socio desconocido."))
    return found


def _agreement(actor: Actor, partner: Partner, reference: str) -> Agreement | None:
    if not reference:
        return None
    known = queries.agreements(actor, [partner]).get(partner.pk, [])
    found = next((row for row in known if row.reference == reference), None)
    if found is None:
        raise Unreadable(["agreement"], _("Ese socio no tiene un acuerdo con esa referencia."))
    return found


def _fund(actor: Actor, code: str) -> Fund:
    found = queries.funds(actor).filter(code=code).first()
    if found is None:
        raise Unreadable(["fund"], _("Fondo desconocido."))
    return found
