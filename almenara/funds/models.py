"""Who gives, on what terms, into which fund; projects; and what the ledger says was spent."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Index, Q

from almenara.core.parties.guarded import Guarded, GuardedQuerySet
from almenara.core.parties.models import Institution, Named, Observer, Person, State
from almenara.funds.stages import AGREEMENT, BATCH, BUDGET, CONTRIBUTION, PROJECT

KINDS = ("state", "observer", "un", "specialised", "regional", "subregional", "civil-society",
         "private", "academia", "other")  # fmt: skip
PERIOD = Q(ends__gte=F("starts"))


def _money(**more: Any) -> models.DecimalField:
    return models.DecimalField(max_digits=19, decimal_places=2, **more)


class Partner(Named):
    """An organisation with which the secretariat works; the party that it is, where it is one."""

    slug = models.SlugField(max_length=60, primary_key=True)
    kind = models.CharField(max_length=16)
    state = models.OneToOneField(State, models.PROTECT, null=True, related_name="+")
    observer = models.OneToOneField(Observer, models.PROTECT, null=True, related_name="+")
    institution = models.OneToOneField(Institution, models.PROTECT, null=True, related_name="+")
    interests = ArrayField(models.CharField(max_length=120), default=list)
    since = models.DateField()
    until = models.DateField(null=True)

    objects = GuardedQuerySet.as_manager()

    class Meta:
        ordering = ["slug"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=KINDS), name="partner_kind"),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gt=F("since")), name="partner_ends_later"
            ),
        ]


class Agreement(Guarded):
    """What was agreed with a partner; in force by its dates once it is signed."""

    partner = models.ForeignKey(Partner, models.PROTECT, related_name="agreements")
    reference = models.CharField(max_length=60)
    titles = models.JSONField()
    starts = models.DateField()
    ends = models.DateField(null=True)
    signed_on = models.DateField(null=True)
    stage = models.CharField(max_length=12, default=AGREEMENT.start)

    class Meta:
        ordering = ["-starts", "reference"]
        constraints = [
            models.UniqueConstraint(fields=["partner", "reference"], name="agreed_once"),
            models.CheckConstraint(condition=Q(stage__in=AGREEMENT.stages), name="agreement_stage"),
            models.CheckConstraint(condition=Q(ends=None) | PERIOD, name="agreement_ends_later"),
            models.CheckConstraint(
                condition=Q(stage="proposed") | Q(signed_on__isnull=False), name="signed_on_a_day"
            ),
        ]

    def standing(self, on: date) -> str:
        """Where it is on a day: proposed, signed, in-force, expired, ended."""
        if self.stage != "signed":
            return self.stage
        if on < self.starts:
            return "signed"
        return "expired" if self.ends and self.ends < on else "in-force"


class Fund(Named):
    """Money for a purpose and a period, kept in one currency; what it holds is contributed.

    `programme`: the one of a plan for which it is, and with which its sums are published.
    """

    code = models.CharField(max_length=40, primary_key=True)
    currency = models.CharField(max_length=3)
    starts = models.DateField()
    ends = models.DateField()
    restrictions = models.TextField(blank=True)
    programme = models.ForeignKey(
        "programmes.Programme", models.PROTECT, null=True, related_name="+"
    )

    objects = GuardedQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        constraints = [models.CheckConstraint(condition=PERIOD, name="fund_ends_later")]


class BudgetCode(Named, Guarded):
    """A code under which a fund may be spent; `most` is what it may cost, if that is limited."""

    fund = models.ForeignKey(Fund, models.CASCADE, related_name="codes")
    code = models.CharField(max_length=40)
    most = _money(null=True)

    class Meta:
        ordering = ["fund_id", "code"]
        constraints = [models.UniqueConstraint(fields=["fund", "code"], name="one_code_a_fund")]


class Contribution(Guarded):
    """What a partner gives to a fund, from prospect to reported.

    `received` is in the fund's currency; where the contribution is in another, its rate is that
    of `received_on` and stays: nothing is converted at reading time. `is_public`: the partner
    agrees that it is published.
    """

    partner = models.ForeignKey(Partner, models.PROTECT, related_name="contributions")
    fund = models.ForeignKey(Fund, models.PROTECT, null=True, related_name="contributions")
    agreement = models.ForeignKey(Agreement, models.PROTECT, null=True, related_name="+")
    purpose = models.CharField(max_length=300)
    amount = _money()
    currency = models.CharField(max_length=3)
    stage = models.CharField(max_length=12, default=CONTRIBUTION.start)
    received = _money(null=True)
    received_on = models.DateField(null=True)
    is_public = models.BooleanField(default=False)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["-made_at", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(stage__in=CONTRIBUTION.stages), name="given_stage"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="given_above_zero"),
            models.CheckConstraint(
                condition=~Q(stage__in=("received", "reported"))
                | Q(fund__isnull=False, received__gt=0, received_on__isnull=False),
                name="received_into_a_fund",
            ),
        ]


class Project(Named, Guarded):
    """A project from its idea to its evaluation; `budget` is [{year, amount, currency}]."""

    starts = models.DateField()
    ends = models.DateField()
    logic = models.TextField(blank=True)
    risks = models.JSONField(default=list)
    budget = models.JSONField(default=list)
    stage = models.CharField(max_length=12, default=PROJECT.start)
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+")
    author = models.ForeignKey(Person, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["-starts", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(stage__in=PROJECT.stages), name="project_stage"),
            models.CheckConstraint(condition=PERIOD, name="project_ends_later"),
        ]


class Indicator(Named, Guarded):
    """How a project is measured: by a result of a plan, never copied, or by a measure of its own.

    `hides`: a figure of its territories is under the threshold, so that no total is said either.
    """

    project = models.ForeignKey(Project, models.CASCADE, related_name="indicators")
    result = models.ForeignKey("programmes.Result", models.PROTECT, null=True, related_name="+")
    unit = models.CharField(max_length=60, blank=True)
    target = models.PositiveIntegerField(null=True)
    hides = models.BooleanField(default=False)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["project", "result"], name="measured_once_by_a_result"),
            models.CheckConstraint(
                condition=Q(result__isnull=False) | ~Q(unit=""), name="measured_by_something"
            ),
        ]


class Figure(Guarded):
    """What an indicator counts in a territory; `is_shown`: it reaches the threshold (S68)."""

    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="figures")
    territory = models.CharField(max_length=120)
    state = models.ForeignKey(State, models.PROTECT, related_name="+")
    value = models.PositiveIntegerField()
    is_shown = models.BooleanField()

    class Meta:
        ordering = ["state_id", "territory"]
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "state", "territory"], name="one_figure_a_territory"
            )
        ]


class Allocation(Guarded):
    """Money of a fund set aside for a project or for an activity of a plan."""

    fund = models.ForeignKey(Fund, models.PROTECT, related_name="allocations")
    project = models.ForeignKey(Project, models.PROTECT, null=True, related_name="allocations")
    activity = models.ForeignKey("programmes.Activity", models.PROTECT, null=True, related_name="+")
    amount = _money()
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["-made_at", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="allocated_above_zero"),
            models.CheckConstraint(
                condition=Q(project__isnull=False, activity=None)
                | Q(project=None, activity__isnull=False),
                name="allocated_to_one",
            ),
        ]


class BudgetLine(Named, Guarded):
    """A line of the programme-budget: what a programme may cost in a year, paid by a fund's code.

    Executed is what the ledger says; `revised` takes the place of `approved` where there is one.
    """

    chapter = models.CharField(max_length=40)
    programme = models.CharField(max_length=80)
    year = models.PositiveSmallIntegerField()
    fund = models.ForeignKey(Fund, models.PROTECT, related_name="+")
    code = models.CharField(max_length=40)
    currency = models.CharField(max_length=3)
    approved = _money()
    revised = _money(null=True)
    stage = models.CharField(max_length=12, default=BUDGET.start)

    class Meta:
        ordering = ["-year", "chapter", "programme", "fund_id", "code"]
        constraints = [
            models.UniqueConstraint(
                fields=["year", "fund", "code", "currency"], name="budgeted_once"
            ),
            models.CheckConstraint(condition=Q(stage__in=BUDGET.stages), name="budget_stage"),
            models.CheckConstraint(
                condition=Q(approved__gte=0) & (Q(revised=None) | Q(revised__gte=0)),
                name="budgeted_not_below_zero",
            ),
        ]

    @property
    def planned(self) -> Decimal:
        """What may be spent now."""
        return self.approved if self.revised is None else self.revised


class Batch(Guarded):
    """A file of the ledger as it was read; one version a name is in force, former ones stay.

    `totals` is {fund: {currency: amount}}; `notes` say what was recognised or mended on reading.
    """

    name = models.CharField(max_length=200)
    version = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    lines = models.PositiveIntegerField()
    totals = models.JSONField()
    notes = models.JSONField(default=list)
    stage = models.CharField(max_length=12, default=BATCH.start)
    read_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-read_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["name", "version"], name="one_batch_a_version"),
            models.UniqueConstraint(
                fields=["name"], condition=Q(stage="taken"), name="one_version_in_force"
            ),
            models.CheckConstraint(condition=Q(stage__in=BATCH.stages), name="batch_stage"),
        ]


class LedgerLine(Guarded):
    """A line of the ledger; `row` is its record in the file, a refund is negative."""

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="rows", db_index=False)
    row = models.PositiveIntegerField()
    line = models.CharField(max_length=120, blank=True)
    on = models.DateField()
    fund = models.ForeignKey(Fund, models.PROTECT, related_name="+", db_index=False)
    code = models.CharField(max_length=40)
    amount = _money()
    currency = models.CharField(max_length=3)
    text = models.TextField(blank=True)

    class Meta:
        ordering = ["batch_id", "row"]
        constraints = [models.UniqueConstraint(fields=["batch", "row"], name="one_line_a_row")]
        indexes = [Index(fields=["fund", "on"], name="spent_by_fund")]


class Subtotal(Guarded):
    """What a batch says of a fund's code in a year, added up once: pages ask these, not lines."""

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="subtotals")
    fund = models.ForeignKey(Fund, models.PROTECT, related_name="+")
    code = models.CharField(max_length=40)
    currency = models.CharField(max_length=3)
    year = models.PositiveSmallIntegerField()
    amount = _money()

    class Meta:
        ordering = ["fund_id", "code", "currency", "year"]
        constraints = [
            models.UniqueConstraint(
                fields=["batch", "fund", "code", "currency", "year"], name="added_up_once"
            )
        ]
