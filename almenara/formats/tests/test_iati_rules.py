"""Each kind of rule on documents of our own, and all of them on the standard's own tests."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from lxml import etree

from almenara.formats.iati.rules import MOST_VALUES, Case, Known, faults
from almenara.formats.iati.ruleset import RULES
from almenara.formats.tests import real

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
KNOWN = Known(NOW, frozenset({"XM-DAC"}), frozenset({"XX-A/B"}))
META = real.PROGRAMMES / "rulesets" / "meta_tests"


def broken(kind: str, xml: str, context: str = "/a/b", **asks: Any) -> list[str]:
    """The elements that break one case, as they are called."""
    case = Case(kind, "1", "error", "…", asks)
    found = faults(etree.fromstring(xml).getroottree(), {context: (case,)}, KNOWN)
    return [fault.element.get("id", fault.element.tag) for fault in found]


PATHS = {"paths": ("c", "@d")}
SUM = {"paths": ("c/@p",), "sum": 100}
RANGE = {"paths": ("c/@p",), "min": 0.0, "max": 100.0}
ORDER = {"less": "c/@on", "more": "d/@on"}
YEAR = {"start": "c/@on", "end": "d/@on"}
BETWEEN = {"start": "c/@on", "end": "d/@on", "date": "e/@on"}
SIGNS = {"paths": ("c",), "regex": "^[^/&]+$"}
NEW_ONES = SIGNS | {"idCondition": "NOT_EXISTING_ORG_ID"}
NEW_PREFIX = SIGNS | {"idCondition": "NOT_EXISTING_ORG_ID_PREFIX"}
PREFIX = {"prefix": ("@d",), "separator": "-", "paths": ("c",)}
AGENCY = {"prefix": ("ORG-ID-PREFIX",), "paths": ("c",)}
LANGUAGE = {"one": "@xml:lang", "all": "lang"}
CURRENCY = {"one": "@m", "all": "currency"}
BEGIN, END = "<c on='2026-01-01'/>", "<d on='2026-12-31'/>"
ONLY = {"excluded": ("e",), "paths": ("c", "d")}


@pytest.mark.parametrize(
    ("kind", "inner", "asks", "is_broken"),
    [
        ("atleast_one", "<b/>", PATHS, True),
        ("atleast_one", "<b d=''/>", PATHS, False),
        ("atleast_one", "<b/>", {"paths": ()}, True),
        ("atleast_one", "<b/>", PATHS | {"condition": "@x"}, False),
        ("no_more_than_one", "<b d=''><c/></b>", PATHS, True),
        ("no_more_than_one", "<b><c/></b>", PATHS, False),
        ("no_more_than_one", "<b><c/><c/></b>", PATHS, True),
        ("only_one_of", "<b><c/></b>", ONLY, False),
        ("only_one_of", "<b><c/><d/></b>", ONLY, True),
        ("only_one_of", "<b><c/><e/></b>", ONLY, True),
        ("only_one_of", "<b><e/></b>", ONLY, False),
        ("dependent", "<b><c/></b>", PATHS, True),
        ("dependent", "<b d=''><c/></b>", PATHS, False),
        ("dependent", "<b/>", PATHS, False),
        ("one_or_all", "<b><narrative/></b>", LANGUAGE, True),
        ("one_or_all", "<b xml:lang='es'><narrative/></b>", LANGUAGE, False),
        ("one_or_all", "<b><forecast/></b>", CURRENCY, True),
        ("one_or_all", "<b><value currency='USD'/></b>", CURRENCY, False),
        ("if_then", "<b><c/></b>", {"if": "c", "then": "d"}, True),
        ("if_then", "<b><c/><d/></b>", {"if": "c", "then": "d"}, False),
        ("if_then", "<b/>", {"if": "c", "then": "d"}, False),
        ("unique", "<b><c>1</c><c>1</c></b>", {"paths": ("c",)}, True),
        ("unique", "<b><c>1</c><c>2</c></b>", {"paths": ("c",)}, False),
        ("sum", "<b/>", SUM, False),
        ("strict_sum", "<b/>", SUM, True),
        ("sum", "<b><c p='33.33'/><c p='33.33'/><c p='33.33'/></b>", SUM, True),
        ("sum", "<b><c p='33.34'/><c p='33.33'/><c p='33.33'/></b>", SUM, False),
        ("strict_sum", "<b><c p='100'/><c p='x'/></b>", SUM, True),
        ("range", "<b><c p='0'/><c p='100.0'/></b>", RANGE, False),
        ("range", "<b><c p='100.01'/></b>", RANGE, True),
        ("range", "<b><c p='NaN'/></b>", RANGE, True),
        ("range", "<b><c p='101'/></b>", {"paths": ("c/@p",), "min": 0}, False),
        ("no_spaces", "<b><c>x </c></b>", {"paths": ("c",)}, True),
        ("no_spaces", "<b><c>x y</c></b>", {"paths": ("c",)}, False),
        ("regex_matches", "<b><c>a/b</c></b>", SIGNS, True),
        ("regex_matches", "<b><c>ab</c><c/></b>", SIGNS, False),
        ("regex_no_matches", "<b><c>ab</c></b>", SIGNS, True),
        ("regex_matches", "<b><c>XX-A/B</c></b>", NEW_ONES, False),
        ("regex_matches", "<b><c>XX-A/B-1</c></b>", NEW_ONES, True),
        ("regex_matches", "<b><c>XX-A/B-1</c></b>", NEW_PREFIX, False),
        ("startswith", "<b d='X'><c>X-1</c></b>", PREFIX, False),
        ("startswith", "<b d='X'><c>X1</c></b>", PREFIX, True),
        ("startswith", "<b><c>XM-DAC-47079</c></b>", AGENCY, False),
        ("startswith", "<b><c>XM-DACX-1</c></b>", AGENCY, True),
        ("date_order", "<b><c on='2026-02-01'/><d on='2026-01-01'/></b>", ORDER, True),
        ("date_order", "<b><c on='2026-01-01'/><d on='2026-01-01'/></b>", ORDER, False),
        ("date_order", "<b><c on='2026-02-01'/></b>", ORDER, False),
        ("date_order", "<b><c on='2026-02-01'/><d on='soon'/></b>", ORDER, False),
        ("date_order", "<b><c on='2026-11-23'/></b>", {"less": "c/@on", "more": "NOW"}, True),
        ("date_now", "<b><c on='2026-11-22T12:30:00+01:00'/></b>", {"date": "c/@on"}, False),
        ("date_now", "<b><c on='2026-11-22T12:30:00'/></b>", {"date": "c/@on"}, True),
        ("date_now", "<b><c on='2026-11-23Z'/></b>", {"date": "c/@on"}, True),
        ("time_limit", f"<b>{BEGIN}{END}</b>", YEAR, False),
        ("time_limit", "<b><c on='2026-01-01'/><d on='2027-01-02'/></b>", YEAR, True),
        ("between_dates", f"<b>{BEGIN}{END}<e on='2027-01-01'/></b>", BETWEEN, True),
        ("between_dates", f"<b>{BEGIN}{END}<e on='2026-12-31'/></b>", BETWEEN, False),
    ],
)  # fmt: skip
def test_a_kind_of_rule_finds_what_breaks_it_and_nothing_else(kind, inner, asks, is_broken):
    assert bool(broken(kind, f"<a>{inner}</a>", **asks)) is is_broken


def test_a_fault_is_at_the_element_that_carries_the_text():
    xml = "<a><b id='b'><c id='one'>x</c><c id='two'> x</c></b></a>"
    assert broken("no_spaces", xml, paths=("c",)) == ["two"]
    assert broken("unique", "<a><b id='b'><c/><c/></b></a>", paths=("c",)) == ["b"]


def loop(xml: str, *subs: str) -> list[str]:
    asks = {"paths": ("c[@v = '$1']/@p",), "sum": 100, "condition": "count(c[@v = '$1']) > 1"}
    inner = Case("strict_sum", "1", "error", "…", asks)
    return broken("loop", xml, foreach="c/@v", do=(inner,), subs=subs)


def test_a_loop_asks_once_for_each_value_where_it_says():
    xml = "<a><b id='b'><c v='1' p='60'/><c v='1' p='40'/><c v='2' p='9'/><c v='2' p='9'/></b></a>"
    assert loop(xml, "paths", "condition") == ["b"]
    assert loop(xml, "paths") == []


def test_a_value_cannot_leave_its_place_in_the_expression():
    xml = """<a><b id='b'><c v="'] | //*['" p='1'/><c v="'] | //*['" p='1'/></b></a>"""
    assert loop(xml, "paths", "condition") == ["b"]


def test_more_values_than_there_are_vocabularies_are_a_fault_of_their_own():
    many = "".join(f"<c v='{n}' p='100'/>" for n in range(MOST_VALUES + 1))
    assert loop(f"<a><b id='b'>{many}</b></a>", "paths", "condition") == ["b"]


def test_the_standard_ruleset_has_its_107_cases_in_25_contexts():
    cases = [case for group in RULES.values() for case in group]
    assert (len(cases), len(RULES)) == (107, 25)
    assert len({case.kind for case in cases}) == 15
    rules = [inner for case in cases for inner in case.asks.get("do", (case,))]
    assert len({case.rule for case in rules}) == 89
    assert all(case.message and case.severity in {"error", "warning"} for case in rules)


# --- the standard's own material


def of_file(ruleset: dict[str, Any]) -> dict[str, tuple[Case, ...]]:
    """A published ruleset as ours: lists become tuples, labels are taken out."""
    return {
        context: tuple(_case(kind, one) for kind, said in kinds.items() for one in said["cases"])
        for context, kinds in ruleset.items()
    }


def _case(kind: str, said: dict[str, Any]) -> Case:
    asks = {key: tuple(v) if isinstance(v, list) else v for key, v in said.items()}
    label = asks.pop("ruleInfo", {"id": "", "severity": ""})
    if kind == "loop":
        asks["do"] = tuple(_case(k, one) for k, v in said["do"].items() for one in v["cases"])
    if "start" in asks and kind == "startswith":
        asks["prefix"] = (asks.pop("start"),)
    return Case(kind, label["id"], label["severity"], "", asks)


def plain(case: Case) -> str:
    """A case without its words, and without paths that only illustrate."""
    asks = {key: value for key, value in case.asks.items() if key != "do"}
    inner = [plain(one) for one in case.asks.get("do", ())]
    if case.kind == "if_then":
        asks.pop("paths", None)
    if "if" in asks.get("subs", ()):
        asks["subs"] = tuple(sub for sub in asks["subs"] if sub != "paths")
    return json.dumps([case.kind, case.rule, case.severity, asks, inner], sort_keys=True)


@real.programmes_needed
def test_our_ruleset_is_the_published_one_case_by_case():
    published = of_file(json.loads((META.parent / "standard.json").read_text("utf-8")))
    assert {context: sorted(map(plain, cases)) for context, cases in RULES.items()} == {
        context: sorted(map(plain, cases)) for context, cases in published.items()
    }


# Ruleset: documents that keep it, documents that break it. `*` = <ruleset>_good, <ruleset>_bad.
META_TESTS = {
    "empty": ("empty", ""),
    "title_exists": ("empty title", "empty_activity"),
    "title_text_exists": ("title_text", "title"),
    "no_paths": ("empty", "empty_activity"),
    "no_more_than_one_title": ("title empty_activity", "title_twice"),
    "results_references": ("results_refs_good", "results_refs_bad"),
    "dependent_title_description": ("empty_activity title_description", "title description"),
    "sum": "*",
    "sum_two": "*",
    "date_order": ("empty_activity date_good", "date_bad"),
    "regex_matches": ("regex_good", "regex_bad"),
    "regex_no_matches": ("regex_bad", "regex_good"),
    "starts_with": ("identifiers", "identifiers_bad"),
    "unique": "*",
    "unique_title_description": ("title_description_content", ""),
    "if_then": "*",
    "forloop": "*",
    "condition": ("empty_activity activity_status_2", "activity_status_3"),
    "only_one_of": (
        "only_one_of_activity_good only_one_of_transaction_good",
        "only_one_of_activity_bad only_one_of_transaction_bad",
    ),
    "period_time": "*",
    "time_limit": "*",
    "date_now": "*",
    "at_least_one": (
        "at_least_one_ref at_least_one_narrative at_least_one_no_element_good",
        "at_least_one_bad",
    ),
    "one_or_all": (
        "one_or_all_lang_good one_or_all_lang_good_all one_or_all_sector_good "
        "one_or_all_sector_all_good one_or_all_currency_good one_or_all_currency_all_good",
        "one_or_all_lang_bad one_or_all_lang_bad_all one_or_all_sector_bad "
        "one_or_all_sector_all_bad one_or_all_currency_bad one_or_all_currency_all_bad",
    ),
    "one_or_all_org": ("one_or_all_org_currency_good", "one_or_all_org_currency_bad"),
    "between_dates": "*",
    "recipient_country": "*",
    "recipient_region_budget": "*",
    "sector_percentage_sum": "*",
    "total_expenditure": "*",
    "range": "*",
    **{
        f"result_indicator_{what}_selector_with_conditions": (
            f"results_indicator_{what}_value_good results_indicator_{what}_value_not_relevant",
            f"results_indicator_{what}_value_bad",
        )
        for what in ("baseline", "period_target", "period_actual")
    },
}


def documents(name: str) -> list[tuple[str, bool]]:
    said = META_TESTS[name]
    good, bad = (f"{name}_good", f"{name}_bad") if said == "*" else said
    return [(one, False) for one in good.split()] + [(one, True) for one in bad.split()]


@real.programmes_needed
@pytest.mark.parametrize("name", META_TESTS)
def test_the_standards_own_tests_of_its_rules_agree(name):
    rules = of_file(json.loads((META / f"{name}.json").read_text("utf-8")))
    for document, is_broken in documents(name):
        tree = etree.parse(META / f"{document}.xml")
        assert bool(list(faults(tree, rules, KNOWN))) is is_broken, document


@real.programmes_needed
def test_no_file_of_the_standards_own_tests_is_left_out():
    asked = {f"{name}.json" for name in META_TESTS}
    asked |= {f"{one}.xml" for name in META_TESTS for one, _broken in documents(name)}
    assert {path.name for path in META.iterdir()} == asked
