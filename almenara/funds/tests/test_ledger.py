"""The ledger: whole or not at all, twice is once, totals to the cent in any order."""

from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from almenara.core.access.context import acting
from almenara.core.parties.refusals import Denied, WrongStage
from almenara.directory.tests.make import actor, institution, officer, person
from almenara.formats.amounts import Form
from almenara.funds import ledgers, queries, services, shares
from almenara.funds.tests import make
from tests.extent import examples
from tests.shared import built_once

pytestmark = pytest.mark.sampled
SLOW = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
TERMS = {"F-1": ledgers.Terms(make.day("2021-01-01"), make.day("2021-12-31"), frozenset({"100"}))}


def stopped(rows, form=Form.POINT):
    with pytest.raises(ledgers.Stopped) as refused:
        ledgers.read(make.ledger(rows), form, TERMS)
    return refused.value


@pytest.mark.parametrize(
    "wrong",
    [
        {"fund": "F-9"}, {"code": "900"}, {"currency": "XXX"}, {"currency": "usd"},
        {"date": "2022-01-01"}, {"date": "2020-12-31"}, {"date": "01/03/2021"},
        {"date": "2021-02-30"},
        {"amount": "1.234,56"}, {"amount": "12,5"}, {"amount": "(5.00)"}, {"amount": "1e3"},
        {"amount": ""}, {"amount": "5.001"}, {"amount": "5.00 EUR"}, {"currency": "USD/EUR"},
        {"line": "TOTAL"}, {"text": "Total del fondo"}, {"line": "", "text": "Subtotal marzo"},
        {"fund": "Total", "code": "", "date": ""},
    ],
)  # fmt: skip
def test_the_first_row_without_a_place_stops_the_whole_file(wrong):
    rows = [make.line(), make.line(**wrong), make.line(fund="F-8")]
    assert stopped(rows).row == 3


def test_the_form_of_amounts_is_declared_and_never_guessed():
    rows = [make.line("1.234,56"), make.line("-1.234,56"), make.line("7")]
    lines, _notes = ledgers.read(make.ledger(rows), Form.COMMA, TERMS)
    assert [line.amount for line in lines] == [Decimal("1234.56"), Decimal("-1234.56"), Decimal(7)]
    assert stopped([make.line("1.50")], Form.COMMA).row == 2


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_encodings_are_recognised_and_told(encoding):
    raw = make.ledger([make.line(text="Viáticos de la misión, señal")], encoding)
    [line], notes = ledgers.read(raw, Form.POINT, TERMS)
    assert line.text == "Viáticos de la misión, señal"
    told = {"utf-16": "UTF-16", "cp1252": "Windows-1252"}.get(encoding, "UTF-8")
    assert any(told in note for note in ledgers.told(notes))


def test_a_missing_or_an_unknown_column_is_told_at_the_header():
    for header in (b"line,date,fund,code,amount\n", b"date,fund,code,amount,currency,iban\n"):
        with pytest.raises(ledgers.Stopped) as refused:
            ledgers.read(header, Form.POINT, TERMS)
        assert refused.value.row == 1


def open_funds():
    """Whoever keeps the books of two funds."""
    by = officer()
    make.fund("F-1", by)
    make.fund("F-2", by, currency="CAD")
    return by


_desk = built_once(open_funds)


@pytest.fixture
def desk(_desk, db):
    return _desk


@pytest.fixture
def books(desk):
    """Who keeps them, and what the last version of each file says."""
    return desk, {}


def spent(by):
    with acting(by):
        return {key: str(value) for key, value in queries.spent(by).items()}


@pytest.mark.django_db
def test_the_same_again_changes_nothing_and_a_change_replaces(desk):
    first = make.ledger([make.line("10.00"), make.line("-2.50")])
    batch = services.import_ledger(desk, "2021.csv", first, Form.POINT)
    assert batch.totals == {"F-1": {"USD": "7.50"}}
    assert services.import_ledger(desk, "/elsewhere/2021.csv", first, Form.POINT) == batch
    changed = services.import_ledger(
        desk, "2021.csv", make.ledger([make.line("11.00")]), Form.POINT
    )
    assert (changed.version, spent(desk)) == (2, {("F-1", "USD"): "11.00"})
    with acting(desk):
        former = queries.batch(desk, batch.pk)
        assert former.stage == "replaced"
        assert [str(row.amount) for row in queries.lines(desk, former)] == ["10.00", "-2.50"]
    services.import_ledger(desk, "2021.csv", first, Form.POINT)
    assert spent(desk) == {("F-1", "USD"): "7.50"}


@pytest.mark.django_db
def test_what_stops_leaves_nothing_behind_and_currencies_are_not_added(desk):
    good = make.ledger([make.line("1.00"), make.line("2.00", currency="EUR")])
    services.import_ledger(desk, "a.csv", good, Form.POINT)
    with pytest.raises(ledgers.Stopped):
        services.import_ledger(
            desk, "a.csv", make.ledger([make.line("5.00"), make.line(fund="F-9")]), Form.POINT
        )
    assert spent(desk) == {("F-1", "EUR"): "2.00", ("F-1", "USD"): "1.00"}
    with acting(desk):
        assert queries.batches(desk).count() == 1


@pytest.mark.django_db
def test_a_preview_does_not_count_until_it_is_accepted_and_goes_without_trace(desk):
    raw = make.ledger([make.line("3.00")])
    batch = services.read_ledger(desk, "a.csv", raw, Form.POINT)
    assert spent(desk) == {}
    other = services.read_ledger(desk, "a.csv", make.ledger([make.line("4.00")]), Form.POINT)
    services.accept(desk, other)
    with pytest.raises(WrongStage):
        services.accept(desk, batch)
    services.withdraw(desk, batch)
    with pytest.raises(WrongStage):
        services.withdraw(desk, other)
    assert spent(desk) == {("F-1", "USD"): "4.00"}


@pytest.mark.django_db
def test_only_the_secretariat_keeps_the_books(desk):
    stranger = actor(person(institution("pan-x", "PAN"), "mission"))
    for by in (stranger,):
        with pytest.raises(Denied):
            services.read_ledger(by, "a.csv", b"x", Form.POINT)


cents = st.integers(-99_999, 99_999).map(lambda n: f"{Decimal(n).scaleb(-2):.2f}")
lines = st.builds(
    make.line, cents, fund=st.sampled_from(["F-1", "F-2"]), code=st.sampled_from(["100", "200"]),
    currency=st.sampled_from(["USD", "CAD", "EUR"]),
)  # fmt: skip
imports = st.lists(
    st.tuples(st.sampled_from(["a.csv", "b.csv", "c.csv"]), st.lists(lines, max_size=4)),
    max_size=6,
)


@pytest.mark.django_db(transaction=False)
@given(imports)
@settings(max_examples=examples(15), deadline=None, suppress_health_check=SLOW)
def test_totals_equal_the_ledger_for_any_order_of_imports_corrections_and_refunds(books, done):
    """What counts is the last version of each file; the examples correct one another's."""
    by, last = books
    for name, rows in done:
        services.import_ledger(by, name, make.ledger(rows), Form.POINT)
        last[name] = [(row["fund"], row["currency"], row["amount"]) for row in rows]
    wanted = added(row for rows in last.values() for row in rows)
    with acting(by):
        kept = queries.expenditure(by).values_list("fund", "currency", "amount")
        told = [
            (fund, currency, amount)
            for batch in queries.batches(by).filter(stage="taken")
            for fund, sums in batch.totals.items()
            for currency, amount in sums.items()
        ]
        assert queries.spent(by) == added(kept) == added(told) == wanted


def added(rows):
    """Amounts by fund and currency."""
    sums: dict[tuple[str, str], Decimal] = {}
    for fund, currency, amount in rows:
        sums[fund, currency] = sums.get((fund, currency), Decimal(0)) + Decimal(amount)
    return sums


shares_of = st.lists(st.integers(1, 10**7), min_size=1, max_size=5)


@given(shares_of, st.integers(-(10**9), 10**9))
@settings(max_examples=50, deadline=None, suppress_health_check=SLOW)
def test_the_shares_of_all_donors_are_what_was_spent(received, cents):
    spent = Decimal(cents).scaleb(-2)
    paid = {f"donor-{n}": Decimal(one).scaleb(-2) for n, one in enumerate(received)}
    parts = [shares.share(donor, paid, spent) for donor in paid]
    assert sum(parts) == spent
    assert all(part == part.quantize(Decimal("0.01")) for part in parts)
