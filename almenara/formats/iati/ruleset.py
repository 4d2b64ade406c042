"""The standard ruleset of IATI 2.03: 107 cases in 25 contexts, in our own words.

Codes, severities and conditions are those of the standard (IATI/IATI-Rulesets, version 2.03); a
test compares them with the published file where that is at hand. The package that the schemas come
from carries only the older ruleset of 24 unnumbered cases.
"""

from typing import Any

from almenara.formats.iati.rules import ERROR, WARNING, Case, Rules
from almenara.formats.refusal import Said as _

# A code of the DAC is one without vocabulary, too.
_DAC = "@vocabulary = '1' or @vocabulary = '' or not(@vocabulary)"
_DAC_SECTOR = "sector[@vocabulary='' or @vocabulary='1' or not(@vocabulary)]"
_AID = "default-aid-type"
_OWN = "sector[@vocabulary=98 or @vocabulary=99]"
_SECTOR = "sector[@vocabulary = '$1']"
_REGION = "recipient-region[@vocabulary = '$1']"
_ITEM = "country-budget-items[@vocabulary = '$1']/budget-item"
_SECTORS = "sector[@vocabulary != '1']/@vocabulary"
_REGIONS = "recipient-region/@vocabulary"
_ITEMS = "country-budget-items/@vocabulary"
_NO_SIGNS = r"^[^\/\&\|\?]+$"


def _case(kind: str, rule: str, severity: str, message: str, **asks: Any) -> Case:
    return Case(kind, rule, severity, message, asks)


def _when(rule: str, severity: str, message: str, when: str, then: str) -> Case:
    return Case("if_then", rule, severity, message, {"if": when, "then": then})


def _some(rule: str, message: str, *paths: str, **condition: str) -> Case:
    return _case("atleast_one", rule, ERROR, message, paths=paths, **condition)


def _one_or_all(rule: str, message: str, one: str, every: str) -> Case:
    return _case("one_or_all", rule, ERROR, message, one=one, all=every)


def _trimmed(rule: str, *paths: str) -> Case:
    return _case("no_spaces", rule, WARNING, _TRIMMED, paths=paths)


def _without_signs(rule: str, path: str, condition: str = "NOT_EXISTING_ORG_ID") -> Case:
    asks = {"paths": (path,), "regex": _NO_SIGNS, "idCondition": condition}
    return _case("regex_matches", rule, WARNING, _WITHOUT_SIGNS, **asks)


def _registered(rule: str) -> Case:
    asks = {"paths": ("reporting-org/@ref",), "prefix": ("ORG-ID-PREFIX",)}
    return _case("startswith", rule, WARNING, _AGENCY, idCondition="NOT_EXISTING_ORG_ID", **asks)


def _percent(rule: str, path: str) -> Case:
    return _case("range", rule, ERROR, _PERCENT, paths=(path,), min=0.0, max=100.0)


def _adds_up(rule: str, severity: str, condition: str, *paths: str) -> Case:
    asks = {"condition": condition, "paths": paths, "sum": 100}
    return _case("strict_sum", rule, severity, _ADDS_UP, **asks)


def _ordered(rule: str, message: str, less: str, more: str = "NOW") -> Case:
    return _case("date_order", rule, ERROR, message, less=less, more=more)


def _one_aid_type(rule: str, path: str) -> Case:
    return _case("no_more_than_one", rule, WARNING, _ONE_AID_TYPE, paths=(path,))


def _each(foreach: str, case: Case, *subs: str) -> Case:
    return Case("loop", "", "", "", {"foreach": foreach, "do": (case,), "subs": subs})


_TRIMMED = _("Un identificador no debe empezar ni terminar con espacios o saltos de línea.")
_WITHOUT_SIGNS = _("Un identificador no puede contener los signos / & | ?.")
_AGENCY = _("El identificador de quien informa debe empezar por el código de un registro conocido.")
_PERCENT = _("Un porcentaje va de 0 a 100.")
_ADDS_UP = _("Los porcentajes de un mismo vocabulario deben sumar exactamente 100.")
_EACH_SHARE = _("Si hay más de uno, cada uno lleva su porcentaje.")
_ONE_SHARE = _("Si hay uno solo, el porcentaje se omite o es 100.")
_LANGUAGE = _("Falta el idioma: declárelo en el conjunto o en cada texto.")
_CURRENCY = _("Falta la moneda: declárela en el conjunto o en cada importe.")
_UPDATED = _("La fecha de la última actualización no puede estar en el futuro.")
_ORGANISATION = _("Una organización lleva identificador o nombre.")
_PERIOD_ORDER = _("Un período no puede terminar antes de empezar.")
_DAC_TOO = _("Además del vocabulario propio debe usarse el vocabulario 1 (OCDE-CAD).")
_ONE_AID_TYPE = _("Solo un tipo de ayuda por vocabulario.")
_COUNTRY_LEVEL = _(
    "El país o la región se declara en la actividad o en todas sus transacciones, no en ambas."
)
_COUNTRY_MISSING = _(
    "Falta el país o la región: en la actividad, o bien en todas sus transacciones."
)
_TEXT = _("Falta el texto del título o de la descripción.")
_VALUE_MISSING = _("Falta el valor: solo una medida cualitativa va sin él.")
_VALUE_NUMBER = _("El valor de una medida que no es cualitativa debería ser un número.")
_VALUE_LEFT_OUT = _("En una medida cualitativa debería omitirse el valor.")
_OTHER_THAN_ORG = _("El identificador de la actividad debe ser distinto del de quien informa.")
_BEGINS_LIKE_ORG = _("El identificador debería empezar por el de quien informa y un guion.")
_START = _("Falta la fecha de inicio, prevista o real.")
_SECTOR_MISSING = _("Falta el sector: en la actividad, o bien en todas sus transacciones.")
_SECTOR_IN_ALL = _("Si una transacción declara el sector, lo declaran todas.")
_PLANNED_ORDER = _("El fin previsto no puede ser anterior al inicio previsto.")
_REAL_ORDER = _("El fin real no puede ser anterior al inicio real.")
_OWN_TEXT = _("Un sector de vocabulario propio (98 o 99) lleva su texto.")
_SECTOR_LEVEL = _("El sector se declara en la actividad o en todas sus transacciones, no en ambas.")
_SIGNIFICANCE = _("Un marcador del vocabulario 1 lleva su importancia.")
_MARKER_TEXT = _("Un marcador de vocabulario propio (99) lleva su texto.")
_REFERENCE_LEVEL = _("La referencia se declara en el resultado o en el indicador, no en ambos.")
_LINE_DATE = _("La fecha de valor de la línea debe caer en el período del presupuesto.")
_NO_FUTURE = _("Lo que ya ocurrió no puede tener una fecha futura.")
_NOT_LONG = _("Un período de presupuesto no puede pasar de un año.")

_PERIOD = _ordered("8.6.3", _PERIOD_ORDER, "period-start/@iso-date", "period-end/@iso-date")
_YEAR = _case(
    "time_limit",
    "7.5.3",
    ERROR,
    _NOT_LONG,
    start="period-start/@iso-date",
    end="period-end/@iso-date",
)


def _every(rule: str, path: str) -> Case:
    shares = f"count({path}) = count({path}/@percentage)"
    return _when(rule, ERROR, _EACH_SHARE, f"count({path}) > 1", shares)


def _single(rule: str, path: str, severity: str = ERROR, also: str = "") -> Case:
    whole = f"not({path}/@percentage) or {path}/@percentage = 100"
    return _when(rule, severity, _ONE_SHARE, f"count({path}) = 1{also}", whole)


def _dac_too(rule: str, path: str) -> Case:
    others = f"count({path}[not(@vocabulary='')]) + count({path}[not(@vocabulary='1')]) > 0"
    own = f"count({path}[@vocabulary='' or @vocabulary='1' or not(@vocabulary)]) > 0"
    return _when(rule, WARNING, _DAC_TOO, others, own)


def _value(number: int, quality: bool) -> tuple[Case, ...]:
    """Baseline, target or actual value of a measure that has numbers, or of a qualitative one."""
    if quality:
        return (_when(f"8.{number}.3", WARNING, _VALUE_LEFT_OUT, "@value", "not(@value)"),)
    is_number = _when(f"8.{number}.2", WARNING, _VALUE_NUMBER, "@value", "number(@value) = @value")
    return (_some(f"8.{number}.1", _VALUE_MISSING, "@value"), is_number)


_LOOPS = (
    _each(
        _SECTORS,
        _adds_up("2.1.2", ERROR, f"count({_SECTOR}) > 1", f"{_SECTOR}/@percentage"),
        "paths",  # as published: the condition keeps its '$1'
    ),
    _each(_REGIONS, _every("3.4.1", _REGION), "if", "then"),
    _each(_REGIONS, _single("3.4.4", _REGION, also=" and not(recipient-country)"), "if", "then"),
    _each(
        _REGIONS,
        _adds_up(
            "3.4.2",
            ERROR,
            f"count({_REGION}) + count(recipient-country) > 1",
            f"{_REGION}/@percentage",
            "recipient-country/@percentage",
        ),
        "paths",
        "condition",
    ),
    _each(
        _ITEMS,
        _adds_up("7.9.2", WARNING, f"count({_ITEM}) > 1", f"{_ITEM}/@percentage"),
        "paths",
        "condition",
    ),
    _each(
        _ITEMS,
        _case(
            "atleast_one",
            "7.9.1",
            WARNING,
            _EACH_SHARE,
            condition=f"count({_ITEM}) > 1",
            paths=(f"{_ITEM}/@percentage",),
        ),
        "paths",
        "condition",
    ),
    _each(_ITEMS, _single("7.9.4", _ITEM, WARNING), "if", "then"),
    _each(
        f"{_AID}[@vocabulary != 1]/@vocabulary",
        _one_aid_type("107.1.2", f"{_AID}[@vocabulary = '$1']"),
        "paths",
    ),
    _each(_SECTORS, _every("2.1.1", _SECTOR), "if", "then"),
    _each(_SECTORS, _single("2.1.4", _SECTOR), "if", "then"),
)

_ACTIVITY = (
    _case(
        "unique", "1.1.3", ERROR, _OTHER_THAN_ORG, paths=("reporting-org/@ref", "iati-identifier")
    ),
    _case(
        "startswith",
        "1.1.21",
        WARNING,
        _BEGINS_LIKE_ORG,
        prefix=("reporting-org/@ref", "other-identifier[@type='B1']/@ref"),
        separator="-",
        paths=("iati-identifier",),
    ),
    _registered("1.14.8"),
    _some("6.11.1", _START, "activity-date[@type='1' or @type='2']"),
    _some("6.2.2", _SECTOR_MISSING, "sector", "transaction/sector"),
    _one_or_all("4.1.1", _LANGUAGE, "@xml:lang", "lang"),
    _one_or_all("6.7.2", _SECTOR_IN_ALL, "sector", "sector"),
    _one_or_all("7.8.1", _CURRENCY, "@default-currency", "currency"),
    _case("date_now", "11.1.1", ERROR, _UPDATED, date="@last-updated-datetime"),
    _ordered(
        "11.1.2",
        _PLANNED_ORDER,
        "activity-date[@type='1']/@iso-date",
        "activity-date[@type='3']/@iso-date",
    ),
    _ordered(
        "11.1.3",
        _REAL_ORDER,
        "activity-date[@type='2']/@iso-date",
        "activity-date[@type='4']/@iso-date",
    ),
    _ordered("11.1.4", _NO_FUTURE, "activity-date[@type='2']/@iso-date"),
    _ordered("11.1.5", _NO_FUTURE, "activity-date[@type='4']/@iso-date"),
    _ordered("11.2.1", _NO_FUTURE, "transaction/transaction-date/@iso-date"),
    _ordered("11.2.2", _NO_FUTURE, "transaction/value/@value-date"),
    _without_signs("1.3.13", "iati-identifier", "NOT_EXISTING_ORG_ID_PREFIX"),
    _without_signs("1.14.13", "reporting-org/@ref"),
    _trimmed("1.3.1", "iati-identifier"),
    _trimmed("1.14.1", "reporting-org/@ref"),
    _trimmed("1.16.1", "other-identifier[@type='B1']/@ref"),
    _trimmed("1.6.1", "other-identifier[@type='A3']/@ref"),
    _trimmed("1.7.1", "related-activity/@ref"),
    *_LOOPS,
    _one_aid_type("107.1.2", f"{_AID}[{_DAC}]"),
    _adds_up(
        "2.1.2", ERROR, f"count({_DAC_SECTOR}/@percentage) > 1", f"sector[{_DAC}]/@percentage"
    ),
    _adds_up(
        "3.1.2",
        ERROR,
        "count(recipient-country) > 1 and not(recipient-region)",
        "recipient-country/@percentage",
    ),
    _percent("12.1.1", "recipient-country/@percentage"),
    _percent("12.1.1", "recipient-region/@percentage"),
    _percent("12.3.1", "sector/@percentage"),
    _percent("12.2.1", "capital-spend/@percentage"),
    _percent("12.2.1", "country-budget-items/budget-item/@percentage"),
    _when(
        "2.2.1", ERROR, _OWN_TEXT, f"count({_OWN}) > 0", f"count({_OWN}/narrative) >= count({_OWN})"
    ),
    _dac_too("102.1.1", "sector"),
    _every("2.1.1", _DAC_SECTOR),
    _single("2.1.4", _DAC_SECTOR),
    _dac_too("107.1.1", _AID),
    _dac_too("107.2.1", "transaction/aid-type"),
    _when("6.6.2", ERROR, _SECTOR_LEVEL, "count(sector) > 0", "count(transaction/sector) < 1"),
    _when(
        "3.6.2",
        ERROR,
        _COUNTRY_LEVEL,
        "recipient-country or recipient-region",
        "not(transaction/recipient-country or transaction/recipient-region)",
    ),
    _when(
        "3.7.1",
        ERROR,
        _COUNTRY_MISSING,
        "not(recipient-country or recipient-region)",
        "transaction[recipient-country or recipient-region]",
    ),
    _when(
        "3.7.2",
        ERROR,
        _COUNTRY_MISSING,
        "not(recipient-country or recipient-region)",
        "not(transaction[not(recipient-country or recipient-region)])",
    ),
    _when(
        "3.1.1",
        ERROR,
        _EACH_SHARE,
        "count(recipient-country) > 1 and not(recipient-region)",
        "count(recipient-country) = count(recipient-country/@percentage)",
    ),
    _single("3.1.4", "recipient-country", also=" and not(recipient-region)"),
)

_PARTY = "/iati-activities/iati-activity/transaction/{0} | "
_PARTY += "/iati-activities/iati-activity/planned-disbursement/{0}"
_INDICATOR = "/iati-activities/iati-activity/result/indicator"
_NUMBERS = f"{_INDICATOR}[@measure='1' or @measure='2' or @measure='3' or @measure='4']"
_QUALITY = f"{_INDICATOR}[@measure='5']"

RULES: Rules = {
    "/iati-activities/iati-activity": _ACTIVITY,
    "/iati-activities/iati-activity/transaction": (
        _one_aid_type("107.2.2", f"aid-type[{_DAC}]"),
        _each(
            "aid-type[@vocabulary != 1]/@vocabulary",
            _one_aid_type("107.2.2", "aid-type[@vocabulary = '$1']"),
            "paths",
        ),
    ),
    "/iati-activities/iati-activity/other-identifier/owner-org": (
        _some("6.8.1", _ORGANISATION, "@ref", "narrative"),
        _trimmed("1.11.1", "@ref"),
        _without_signs("1.11.13", "@ref"),
    ),
    _PARTY.format("provider-org"): (
        _some("6.9.1", _ORGANISATION, "@ref", "narrative"),
        _without_signs("1.10.13", "@ref"),
        _trimmed("1.10.1", "@ref"),
        _trimmed("1.4.1", "@provider-activity-id"),
    ),
    _PARTY.format("receiver-org"): (
        _some("6.9.2", _ORGANISATION, "@ref", "narrative"),
        _trimmed("1.15.1", "@ref"),
        _trimmed("1.5.1", "@receiver-activity-id"),
        _without_signs("1.15.13", "@ref"),
    ),
    "/iati-activities/iati-activity/policy-marker": (
        _some(
            "6.14.1",
            _SIGNIFICANCE,
            "@significance",
            condition="@vocabulary='1' or @vocabulary = '' or not(@vocabulary)",
        ),
        _some("6.13.1", _MARKER_TEXT, "narrative", condition="@vocabulary='99'"),
    ),
    "/iati-organisations/iati-organisation": (
        _registered("1.18.8"),
        _without_signs("1.12.13", "organisation-identifier"),
        _without_signs("1.18.13", "reporting-org/@ref"),
        _trimmed("1.12.1", "organisation-identifier"),
        _trimmed("1.17.1", "recipient-org-budget/recipient-org/@ref"),
        _trimmed("1.18.1", "reporting-org/@ref"),
        _case("date_now", "11.4.1", ERROR, _UPDATED, date="@last-updated-datetime"),
        _one_or_all("4.5.1", _LANGUAGE, "@xml:lang", "lang"),
        _one_or_all("7.8.2", _CURRENCY, "@default-currency", "currency"),
    ),
    "/iati-activities/iati-activity/participating-org": (
        _some("6.10.1", _ORGANISATION, "@ref", "narrative"),
        _without_signs("1.8.13", "@ref"),
        _trimmed("1.8.1", "@ref"),
        _trimmed("1.9.1", "@activity-id"),
    ),
    "/iati-activities/iati-activity/planned-disbursement": (_PERIOD,),
    "/iati-activities/iati-activity/budget": (_PERIOD, _YEAR),
    "/iati-organisations/iati-organisation/total-budget": (_PERIOD, _YEAR),
    "/iati-organisations/iati-organisation/recipient-country-budget": (
        _PERIOD,
        _case(
            "between_dates",
            "11.3.1",
            ERROR,
            _LINE_DATE,
            date="budget-line/value/@value-date",
            start="period-start/@iso-date",
            end="period-end/@iso-date",
        ),
        _YEAR,
    ),
    "/iati-organisations/iati-organisation/recipient-org-budget": (_PERIOD, _YEAR),
    "/iati-organisations/iati-organisation/recipient-region-budget": (_PERIOD, _YEAR),
    _INDICATOR: (
        _case(
            "no_more_than_one",
            "8.11.1",
            ERROR,
            _REFERENCE_LEVEL,
            paths=("reference[1]", "../reference[1]"),
        ),
    ),
    f"{_INDICATOR}/period": (
        _ordered("8.6.1", _PERIOD_ORDER, "period-start/@iso-date", "period-end/@iso-date"),
    ),
    "/iati-organisations/iati-organisation/total-expenditure": (_YEAR, _PERIOD),
    f"{_NUMBERS}/baseline": _value(8, False),
    f"{_QUALITY}/baseline": _value(8, True),
    f"{_NUMBERS}/period/target": _value(9, False),
    f"{_QUALITY}/period/target": _value(9, True),
    f"{_NUMBERS}/period/actual": _value(10, False),
    f"{_QUALITY}/period/actual": _value(10, True),
    "//title": (_some("4.3.1", _TEXT, "narrative/text()"),),
    "//description": (_some("4.4.1", _TEXT, "narrative/text()"),),
}
