"""Figures of public sources for the demonstration, small, in a shape of our own.

`python -m tools.facts FOLDER` reads the files that `sources.yaml` names in FOLDER (they are never
kept here) and writes what it takes over beside it: one row a figure, values as the source has them.
Nothing is made up: a row that is not there is a figure that the source has not.
"""

import csv
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from almenara.formats import yamltext

ROOT = Path(__file__).resolve().parent.parent
FACTS = ROOT / "almenara/config/demonstration/facts"
STATES = yamltext.document((ROOT / "almenara/core/parties/reference/states.yaml").read_bytes())
AMERICAS, FIRST_MONTH = "Americas", 7
Row = dict[str, Any]

# The countries that a source calls otherwise than the register of States.
OTHERWISE = {
    "bolivia (plurinational state of)": "BOL", "venezuela (bolivarian republic of)": "VEN",
    "united states of america": "USA", "trinidad and tobago": "TTO", "saint lucia": "LCA",
    "antigua and barbuda": "ATG", "saint kitts and nevis": "KNA", "bahamas": "BHS",
    "saint vincent and the grenadines": "VCT",
}  # fmt: skip
SHEETS = {
    "Cannabis": "CANNABIS", "Cocaine": "COCAINE", "Amphetamines": "AMPHETAMINES",
    "Ecstasy": "ECSTASY", "Prescription Stimulants": "STIMULANTS_PHARMA", "Opioids": "OPIOIDS",
    "Opiates": "OPIATES", "Prescription opioids": "OPIOIDS_PHARMA",
}  # fmt: skip
# What the source calls a drug → its class; a total of the source stands for itself.
DRUGS = {
    "Cannabis herb (marijuana)": "CANNABIS_HERB", "Cannabis resin (hashish)": "CANNABIS_RESIN",
    "Cocaine hydrochloride": "COCAINE_SALT", '"Crack" cocaine': "CRACK",
    "Coca paste/refined cocaine base (intermediate products) (please specify)": "COCAINE_BASE",
    "Coca leaf": "COCA_LEAF", "Heroin": "HEROIN", "Opium": "OPIUM", "Fentanyl": "FENTANYL",
    "Amphetamine": "AMPHETAMINE", "Methamphetamine": "METHAMPHETAMINE",
}  # fmt: skip
TOTALS = ("Cocaine (total of the above",)
OFFENCES = {
    "Homicidio doloso": "HOMICIDE", "Feminicidio": "FEMICIDE", "Homicidio culposo":
    "HOMICIDE_NEGL", "Lesiones": "INJURY", "Secuestro": "KIDNAPPING", "Fraude": "FRAUD",
    "Extorsión": "EXTORTION", "Violencia familiar": "FAMILY_VIOLENCE", "Narcomenudeo":
    "DRUG_RETAIL", "Amenazas": "THREATS",
}  # fmt: skip
GOODS = {
    "La vida y la Integridad corporal": "LIFE_OTHER", "Libertad personal": "LIBERTY_OTHER",
    "La libertad y la seguridad sexual": "SEXUAL", "El patrimonio": "PROPERTY_OTHER",
    "La familia": "FAMILY_OTHER", "La sociedad": "SOCIETY",
}  # fmt: skip


def main(folder: Path) -> None:
    """Every source of the list again."""
    for source in yamltext.document((FACTS / "sources.yaml").read_bytes())["sources"]:
        rows = list(READ[source["flow"]](folder / source["from"]))
        write(FACTS / source["file"], rows)
        print(f"{source['file']}: {len(rows)}")


def write(file: Path, rows: list[Row]) -> None:
    with file.open("w", encoding="utf-8", newline="") as out:
        table = csv.DictWriter(out, rows[0], lineterminator="\n")
        table.writeheader()
        table.writerows(rows)


def homicide(file: Path) -> Iterator[Row]:
    for row in _csv(file):
        if row["Code"] in members():
            rate = row["Homicide rate per 100,000 population"]
            yield {"REF_AREA": row["Code"], "TIME_PERIOD": row["Year"], "OBS_VALUE": rate}


def population(file: Path) -> Iterator[Row]:
    for row in _csv(file):
        if row["Country Code"] in members() and row["Year"] >= "1990":
            people = row["Value"].removesuffix(".0")
            yield {"REF_AREA": row["Country Code"], "TIME_PERIOD": row["Year"], "OBS_VALUE": people}


def prisons(file: Path) -> Iterator[Row]:
    for row in _csv(file):
        if code := coded(row["Entity"]):
            rate = row["Prison population rate (World Prison Brief 2018)"]
            yield {"REF_AREA": code, "TIME_PERIOD": row["Year"], "OBS_VALUE": rate}


def seizures(file: Path) -> Iterator[Row]:
    """Kilograms by class; of what the source lists twice in a year the sum."""
    found: dict[tuple[str, str, int], Decimal] = {}
    for row in _sheet(file, "Seizures"):
        region, _sub, _country, _group, _below, drug, year, kilograms, area = row[:9]
        known = DRUGS.get(drug) or ("COCAINE" if str(drug).startswith(TOTALS) else "")
        if region == AMERICAS and known and area in members() and kilograms is not None:
            place = area, known, year
            found[place] = found.get(place, Decimal(0)) + Decimal(str(kilograms))
    for (area, drug, year), kilograms in sorted(found.items()):
        value = f"{kilograms.normalize():f}"
        yield {"REF_AREA": area, "DRUG": drug, "TIME_PERIOD": year, "OBS_VALUE": value}


def prevalence(file: Path) -> Iterator[Row]:
    """Of two surveys of one year, age and sex the one that the source lists first."""
    seen = set()
    for sheet, drug in SHEETS.items():
        region = None
        for row in _sheet(file, sheet):
            region = row[1] or region
            if region == AMERICAS and (area := coded(row[3])):
                for found in _survey(area, drug, row):
                    place = tuple(found.values())[:5]
                    if place not in seen:
                        seen.add(place)
                        yield found


def _survey(area: str, drug: str, row: Row) -> Iterator[Row]:
    best, low, high, male, female, year, age, source, method, _marks, note = row[4:15]
    said = {"SOURCE": source, "DESIGN": "; ".join(one.strip() for one in (method, note) if one)}
    for sex, value in (("_T", best), ("M", male), ("F", female)):
        if isinstance(value, int | float) and isinstance(year, int) and age:
            bounds = (low, high) if sex == "_T" else (None, None)
            yield {
                "REF_AREA": area, "DRUG": drug, "SEX": sex, "AGE": aged(age), "TIME_PERIOD": year,
                "OBS_VALUE": value, "LOWER": bounds[0], "UPPER": bounds[1], **said,
            }  # fmt: skip


def offences(file: Path) -> Iterator[Row]:
    """By entity, group of offences and month; a month that nobody reported yet is not there."""
    found: dict[tuple[str, str, str], int] = {}
    with file.open(encoding="latin-1", newline="") as lines:
        _header, *rows = csv.reader(lines)
    for year, area, _name, good, kind, subtype, _modality, *months in rows:
        for month, count in enumerate(months, 1):
            if count:
                for group in (grouped(good, kind, subtype), "_T"):
                    place = area, group, f"{year}-{month:02}"
                    found[place] = found.get(place, 0) + int(count)
    for (area, group, month), count in sorted(found.items()):
        yield {"REF_AREA": area, "OFFENCE": group, "TIME_PERIOD": month, "OBS_VALUE": count}


def grouped(good: str, kind: str, subtype: str) -> str:
    if kind == "Robo":
        is_vehicle = subtype.startswith("Robo de vehículo automotor")
        return "VEHICLE" if is_vehicle else "THEFT_OTHER"
    return OFFENCES.get(subtype) or OFFENCES.get(kind) or GOODS.get(good, "OTHER")


def aged(text: str) -> str:
    """`12 - 64` as a code of ages: Y12T64; `15+`: Y_GE15."""
    numbers = re.findall(r"\d+", text)
    return f"Y{numbers[0]}T{numbers[1]}" if len(numbers) > 1 else f"Y_GE{numbers[0]}"


def members() -> dict[str, str]:
    """The States of the register, by code."""
    return {one["code"]: one["names"]["en"] for one in STATES["states"] if one["membership"]}


def coded(name: str | None) -> str:
    """The State that a source names, or "" for a territory or another continent."""
    called = (name or "").strip().lower()
    known = {said.lower(): code for code, said in members().items()}
    return OTHERWISE.get(called) or known.get(called, "")


def _csv(file: Path) -> Iterator[Row]:
    with file.open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)


def _sheet(file: Path, name: str) -> Iterable[Any]:
    return load_workbook(file, read_only=True)[name].iter_rows(values_only=True)


READ: dict[str, Callable[[Path], Iterator[Row]]] = {
    "DF_HOMICIDE": homicide,
    "DF_POPULATION": population,
    "DF_PRISON_WPB": prisons,
    "DF_SEIZURES_WDR": seizures,
    "DF_PREVALENCE_WDR": prevalence,
    "DF_MEX_OFFENCES": offences,
}

if __name__ == "__main__":
    main(Path(sys.argv[1]))
