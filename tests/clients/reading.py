"""Real clients, one message a process: sdmx1 keeps state after a message that it could not read.

    python tests/clients/reading.py ADDRESS  →  what each way found, or why not, as JSON

Nothing of the product is imported here.
"""
# ruff: noqa: PLC0415 - each way needs its own client, and the tests read the names of the ways

import json
import multiprocessing
import sys
import traceback
import warnings
from importlib import import_module

KEY = ("FREQ", "REF_AREA", "UNIT_MEASURE", "TIME_PERIOD")
FLOW, STRUCTURE, VERSION = "DF_HOMICIDE", "DSD_HOMICIDE", "1.0"


def main(address):
    """The clients are slow to import: each way is asked in a copy of a process that has them."""
    for client in ("pysdmx.io", "sdmx"):
        import_module(client)
    warnings.simplefilter("ignore")
    with multiprocessing.get_context("fork").Pool(1, maxtasksperchild=1) as copies:
        told = copies.starmap(answer, [(address, way) for way in WAYS], chunksize=1)
    json.dump(dict(zip(WAYS, told, strict=True)), sys.stdout)


def answer(address, way):
    """What this way finds, and why it does not."""
    try:
        return WAYS[way](address), ""
    except Exception:
        return None, traceback.format_exc()


# sdmx1


def sdmx1(address, versions=("2.1",)):
    import sdmx
    from sdmx.source import Source

    grammar = "v1" if "2.1" in versions else "v2"
    sdmx.source.sources["ALM"] = Source(
        id="ALM", url=f"{address}/sdmx/{grammar}", name="ALM", versions=set(versions)
    )
    return sdmx.Client("ALM")


def sdmx1_flows(address, **more):
    return sorted(sdmx1(address, **more).dataflow().dataflow)


def sdmx1_structures(address):
    found = sdmx1(address).dataflow(FLOW)
    return described(found)


def sdmx1_structure_alone(address):
    found = sdmx1(address).datastructure(STRUCTURE)
    return described(found)


def described(found):
    structure = found.structure[STRUCTURE]
    return {
        "dimensions": [one.id for one in structure.dimensions],
        "attributes": sorted(one.id for one in structure.attributes),
        "areas": sorted(found.codelist["CL_AREA"].items),
        "name": str(found.codelist["CL_AREA"]["PAN"].name.localizations.get("en")),
    }


def sdmx1_all(address):
    return of_sdmx1(sdmx1(address).data(FLOW))


def sdmx1_key(address):
    client = sdmx1(address)
    return of_sdmx1(client.data(FLOW, key="A.PAN+CRI.", params={"startPeriod": "2010"}))


def sdmx1_dict(address):
    client = sdmx1(address)
    return of_sdmx1(client.data(FLOW, key={"REF_AREA": "PAN+CRI"}, params={"startPeriod": "2010"}))


def sdmx1_structured(address):
    client = sdmx1(address)
    structure = client.datastructure(STRUCTURE).structure[STRUCTURE]
    kind = "application/vnd.sdmx.structurespecificdata+xml;version=2.1"
    return of_sdmx1(client.data(FLOW, dsd=structure, headers={"Accept": kind}))


def sdmx1_form(kind):
    def read(address):
        return of_sdmx1(sdmx1(address).data(FLOW, headers={"Accept": kind}))

    return read


def sdmx1_second_flows(address):
    return sdmx1_flows(address, versions=("3.0.0",))


def sdmx1_second(address):
    client = sdmx1(address, ("3.0.0",))
    return of_sdmx1(client.data(FLOW, agency_id="OAS", key="A.PAN+CRI.*"))


def sdmx1_csv(address):
    import io

    import requests
    import sdmx

    kind = "application/vnd.sdmx.structure+xml;version=3.0.0"
    base = f"{address}/sdmx/v2"
    url = f"{base}/structure/dataflow/OAS/{FLOW}/{VERSION}?references=all"
    structures = sdmx.read_sdmx(io.BytesIO(requests.get(url, headers={"Accept": kind}).content))
    flow = structures.dataflow[FLOW]
    kind = "application/vnd.sdmx.data+csv;version=2.0.0"
    url = f"{base}/data/dataflow/OAS/{FLOW}/{VERSION}"
    raw = requests.get(url, headers={"Accept": kind}).content
    return of_sdmx1(sdmx.read_sdmx(io.BytesIO(raw), format="csv", structure=flow))


def of_sdmx1(message):
    import sdmx

    series = sdmx.to_pandas(message)
    if isinstance(series, list):
        (series,) = series
    if getattr(series, "columns", None) is not None:
        series = series["value" if "value" in series.columns else "OBS_VALUE"]
    names = series.index.names
    found = {}
    for key, value in series.items():
        said = dict(zip(names, key, strict=True))
        found[" ".join(said[name] for name in KEY)] = float(value)
    return found


# pysdmx


def registry(address):
    from pysdmx.api.fmr import RegistryClient

    return RegistryClient(f"{address}/sdmx/v2")


def pysdmx_flows(address):
    return sorted(one.id for one in registry(address).get_dataflows("OAS"))


def pysdmx_codes(address):
    found = registry(address).get_codes("OAS", "CL_UNIT", VERSION)
    return [one.id for one in found]


def pysdmx_structure(address):
    (found,) = registry(address).get_data_structures("OAS", STRUCTURE, VERSION)
    return [one.id for one in found.components]


def pysdmx_schema(address):
    found = registry(address).get_schema("dataflow", "OAS", FLOW, VERSION)
    return {
        "dimensions": [one.id for one in found.components.dimensions],
        "attributes": sorted(one.id for one in found.components.attributes),
        "areas": sorted(code.id for code in found.components["REF_AREA"].enumeration),
        "name": found.components["REF_AREA"].enumeration["PAN"].name,
    }


def pysdmx_details(address):
    found = registry(address).get_dataflow_details("OAS", FLOW, VERSION)
    return [one.id for one in found.components.dimensions]


def pysdmx_data(version, form):
    def read(address):
        from pysdmx.api.qb import ApiVersion, DataContext, DataFormat, DataQuery, RestService
        from pysdmx.io import read_sdmx

        grammar = "v1" if version.startswith("V1") else "v2"
        service = RestService(
            f"{address}/sdmx/{grammar}", ApiVersion[version], data_format=DataFormat[form]
        )
        query = DataQuery(DataContext.DATAFLOW, "OAS", FLOW, VERSION)
        raw = service.data(query)
        (found,) = read_sdmx(raw.decode(), validate="CSV" not in form).data
        rows = found.data.to_dict("records")
        return {" ".join(row[name] for name in KEY): float(row["OBS_VALUE"]) for row in rows}

    return read


GENERIC = "application/vnd.sdmx.genericdata+xml;version=2.1"
THREE = "application/vnd.sdmx.data+xml;version=3.0.0"
FLOWS = {
    "sdmx1 flows": sdmx1_flows,
    "sdmx1 flows, REST 2": sdmx1_second_flows,
    "pysdmx flows": pysdmx_flows,
}
SHAPES = {
    "sdmx1 flow with all": sdmx1_structures,
    "sdmx1 structure": sdmx1_structure_alone,
    "pysdmx schema": pysdmx_schema,
}
PARTS = {
    "pysdmx codes": pysdmx_codes,
    "pysdmx structure": pysdmx_structure,
    "pysdmx details": pysdmx_details,
}
WHOLE = {
    "sdmx1 all": sdmx1_all,
    "sdmx1 with a structure": sdmx1_structured,
    "sdmx1 generic": sdmx1_form(GENERIC),
    "sdmx1 3.0": sdmx1_form(THREE),
    "sdmx1 CSV 2.0": sdmx1_csv,
    **{
        f"pysdmx {version} {form}": pysdmx_data(version, form)
        for version in ("V1_5_0", "V2_0_0")
        for form in (
            "SDMX_CSV_1_0_0", "SDMX_CSV_2_0_0", "SDMX_ML_2_1_STR", "SDMX_ML_2_1_GEN", "SDMX_ML_3_0",
        )
    },
}  # fmt: skip
PART = {
    "sdmx1 key": sdmx1_key,
    "sdmx1 key as a dict": sdmx1_dict,
}
SECOND = {"sdmx1 key, REST 2": sdmx1_second}
WAYS = FLOWS | SHAPES | PARTS | WHOLE | PART | SECOND

if __name__ == "__main__":
    main(*sys.argv[1:])
