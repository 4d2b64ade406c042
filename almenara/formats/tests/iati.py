"""A programme with activities, as the plan will write them; nothing in it is anybody's."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from almenara.formats.iati import records as r

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
REPORTER = "XM-DAC-47079"
NAMES = {"es": "Organización de muestra", "en": "Sample organisation"}
FIRST = date(2024, 1, 1)


def words(text: str) -> r.Words:
    return r.words({"es": text, "en": f"{text} (en)"}, "es")


def money(amount: str, on: date) -> r.Money:
    return r.Money(amount=Decimal(amount), currency="USD", on=on)


def activity(number: int, hierarchy: int = 2, **more: object) -> r.Activity:
    """A valid activity; `more` takes the place of any of its fields."""
    related = r.RelatedActivity(ref=f"{REPORTER}-P", kind="1") if hierarchy == 2 else None
    name = f"{REPORTER}-A{number}" if hierarchy == 2 else f"{REPORTER}-P"
    given = {
        "language": "es",
        "currency": "USD",
        "updated": NOW,
        "hierarchy": hierarchy,
        "identifier": name,
        "reporter": r.ReportingOrg(ref=REPORTER, kind="40", names=r.words(NAMES, "es")),
        "title": words(f"Actividad {number}"),
        "descriptions": (r.Description(kind="1", words=words("Qué se hace y para quién.")),),
        "participants": (
            r.ParticipatingOrg(role="1", ref="XM-DAC-301", kind="10", names=words("Donante")),
            r.ParticipatingOrg(role="4", ref=REPORTER, kind="40", names=r.words(NAMES, "es")),
        ),
        "status": "2",
        "dates": (
            r.ActivityDate(kind="1", on=FIRST),
            r.ActivityDate(kind="3", on=FIRST + timedelta(days=700)),
        ),
        "countries": (
            r.Country(code="PA", percentage=Decimal("33.33")),
            r.Country(code="JM", percentage=Decimal("33.33")),
            r.Country(code="UY", percentage=Decimal("33.33")),
        ),
        "sectors": (r.Sector(code="15130", vocabulary="1", percentage=Decimal(100)),),
        "tags": (r.Tag(code="16.4", vocabulary="3"),),
        "related": (related,) if related else (),
    }
    return r.Activity(**given | more)  # type: ignore[arg-type]


def programme(**more: object) -> r.Activity:
    budget = r.Budget(
        kind="1",
        status="2",
        starts=FIRST,
        ends=date(2024, 12, 31),
        value=money("120000.00", FIRST),
    )
    return activity(0, 1, **{"budgets": (budget,), **more})


def transaction(number: int) -> r.Transaction:
    on = FIRST + timedelta(days=30 * number)
    return r.Transaction(
        ref=f"L{number}",
        kind="4",
        on=on,
        value=money(f"{1000 + number}.50", on),
        description=r.words({"es": "Pago de muestra"}, "es"),
        provider=r.Provider(ref="XM-DAC-301", kind="10"),
        receiver=r.Receiver(kind="10", names=r.words({"es": "Proveedor"}, "es")),
    )


def result(number: int) -> r.Result:
    measured = r.Measured(value="60", dimensions=(r.Dimension(name="sex", value="female"),))
    period = r.Period(
        starts=FIRST, ends=date(2024, 12, 31), targets=(measured,), actuals=(measured,)
    )
    baseline = r.Baseline(year=2023, value="0")
    indicator = r.Indicator(
        measure="1",
        is_ascending=True,
        title=words("Personas capacitadas"),
        baselines=(baseline,),
        periods=(period,),
    )
    return r.Result(kind="1", title=words(f"Resultado {number}"), indicators=(indicator,))


def file(activities: int, transactions: int = 12, results: int = 3) -> r.Activities:
    """A programme with so many activities, each with so many transactions and results."""
    paid = tuple(map(transaction, range(transactions)))
    reached = tuple(map(result, range(results)))
    under = (activity(n, transactions=paid, results=reached) for n in range(activities))
    return r.Activities(generated=NOW, activities=(programme(), *under))
