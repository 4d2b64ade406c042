"""Records become a file that is valid before it leaves, and come back the same."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from almenara.formats.iati import binding, document, records, shares, writing
from almenara.formats.refusal import Unreadable
from almenara.formats.tests import iati, real
from tests.extent import examples

HUNDRED = Decimal(100)


def file(*activities: records.Activity) -> records.Activities:
    return records.Activities(generated=iati.NOW, activities=activities)


def refused(*activities: records.Activity) -> Unreadable:
    with pytest.raises(Unreadable) as refusal:
        writing.write(file(*activities), iati.NOW)
    return refusal.value


def sectors(*given: tuple[str, str]) -> tuple[records.Sector, ...]:
    return tuple(
        records.Sector(code=str(number), vocabulary=vocabulary, percentage=Decimal(percentage))
        for number, (vocabulary, percentage) in enumerate(given)
    )


def test_what_is_written_is_read_back_as_it_was():
    whole = iati.file(2, transactions=3, results=2)
    raw = writing.write(whole, iati.NOW)
    exact = replace(whole, activities=tuple(shares.whole(one, []) for one in whole.activities))
    assert writing.read(document.read(raw).getroot()) == exact


def test_thirds_become_exactly_a_hundred():
    written = shares.whole(iati.activity(1), [])
    assert [country.percentage for country in written.countries] == [
        Decimal("33.34"),
        Decimal("33.33"),
        Decimal("33.33"),
    ]


@settings(max_examples=examples(50))
@given(st.lists(st.decimals(0, 10**9, places=2), min_size=1).filter(any))
def test_shares_add_up_and_no_share_is_a_hundredth_away(weights):
    found = shares.percentages(weights)
    assert sum(found) == HUNDRED
    exact = [weight * HUNDRED / sum(weights) for weight in weights]
    assert all(abs(a - b) < shares.STEP for a, b in zip(found, exact, strict=True))
    assert all(share >= 0 for share in found)


@pytest.mark.parametrize("weights", [[], [Decimal(0)], [Decimal(-1), Decimal(2)]])
def test_shares_of_nothing_are_a_fault_of_the_caller(weights):
    with pytest.raises(ValueError, match="weights"):
        shares.percentages(weights)


def test_each_vocabulary_is_a_whole_of_its_own():
    mixed = sectors(("1", "33.33"), ("2", "50"), ("1", "66.66"), ("2", "50"))
    exact = shares.whole(iati.activity(1, sectors=mixed), []).sectors
    assert [str(one.percentage) for one in exact] == ["33.33", "50", "66.67", "50"]
    assert [one.code for one in exact] == [one.code for one in mixed]


def test_countries_and_regions_are_one_whole():
    countries = (records.Country(code="PA", percentage=Decimal("66.66")),)
    regions = (records.Region(code="189", vocabulary="1", percentage=Decimal("33.33")),)
    exact = shares.whole(iati.activity(1, countries=countries, regions=regions), [])
    assert exact.countries[0].percentage + exact.regions[0].percentage == HUNDRED


def test_shares_that_rounding_does_not_explain_are_refused():
    refusal = refused(iati.activity(1, sectors=sectors(("1", "60"), ("1", "20"))))
    assert "suman 80" in str(refusal)
    assert refusal.errors[0][0] == [f"{iati.REPORTER}-A1", "sector"]


def test_an_identifier_means_one_activity():
    assert "está 2 veces" in str(refused(iati.activity(1), iati.activity(1)))


def test_budgets_stand_on_programmes_and_transactions_on_activities():
    budgets = iati.programme().budgets
    refusal = refused(
        iati.activity(1, budgets=budgets),
        iati.programme(transactions=(iati.transaction(1),)),
        iati.activity(3, hierarchy=3, identifier="X"),
    )
    assert [loc[-1] for loc, _message in refusal.errors] == ["budget", "transaction", "X"]


def test_no_address_of_a_person_leaves():
    told = records.words({"es": "Escriba a una.persona@ejemplo.org."}, "es")
    assert "una.persona@ejemplo.o" in str(refused(iati.activity(1, title=told)))


def test_what_schema_or_rules_refuse_does_not_leave():
    late = records.ActivityDate(kind="2", on=date(2027, 1, 1))
    refusal = refused(iati.activity(1, dates=(late,)), iati.activity(2, sectors=()))
    assert {loc[0] for loc, _message in refusal.errors} == {"11.1.4", "6.2.2"}
    assert "line" in str(refused(iati.activity(1, participants=())))


def test_control_characters_are_refused_not_written():
    with pytest.raises(Unreadable, match="caracteres de control"):
        writing.write(file(iati.activity(1, title=(records.Narrative(text="a\x00b"),))), iati.NOW)


def test_words_begin_with_the_language_of_the_activity():
    told = records.words({"en": "Result", "es": "Resultado", "fr": ""}, "es")
    assert [(one.text, one.language) for one in told] == [("Resultado", None), ("Result", "en")]


def test_what_cannot_be_read_into_a_record_is_refused_with_its_line():
    raw = writing.write(file(iati.activity(1)), iati.NOW)
    for old, new in ((b'"2024-01-01"', b'"soon"'), (b'<activity-status code="2"/>', b"")):
        with pytest.raises(Unreadable) as refusal:
            writing.read(document.read(raw.replace(old, new, 1)).getroot())
        assert refusal.value.errors[0][0][0] > 1


ACTIVITY = "/iati-activities/iati-activity"
LEFT = """@linked-data-uri capital-spend conditions contact-info country-budget-items crs-add fss
humanitarian-scope legacy-data planned-disbursement"""
NOT_CARRIED = {
    "activity-standard-example-annotated.xml": [
        "/iati-activities/@linked-data-default",
        *(f"{ACTIVITY}/{name}" for name in LEFT.split()),
    ],
    "organisation-standard-example-annotated.xml": [],
}


@real.programmes_needed
@pytest.mark.parametrize("name", NOT_CARRIED)
def test_the_official_example_goes_through_the_records_but_for_what_they_do_not_carry(name):
    root = document.read((real.PROGRAMMES / "examples" / name).read_bytes()).getroot()
    read = writing.read(root)
    written = writing.build(read)
    assert writing.read(written) == read
    assert binding.left_out(root, written) == NOT_CARRIED[name]
    assert binding.left_out(written, root) == []
