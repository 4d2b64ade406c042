"""Figures as SDMX-ML, piece by piece: structure-specific 2.1 and 3.0, generic 2.1.

A figure that nobody reported has no value in the message: neither "NaN" nor zero. The head has no
name: sdmx1 cannot read a data message that has one.
"""

from collections.abc import Iterable, Iterator, Mapping
from xml.sax.saxutils import escape

from almenara.formats.sdmx import urn
from almenara.formats.sdmx.dataset import Batch, Group, Message, Row, moment
from almenara.formats.sdmx.mlnames import OLD, XSI, Version
from almenara.formats.sdmx.model import AGENCY, Reference

_SIGNS = {'"': "&quot;", "\n": "&#10;", "\t": "&#9;", "\r": "&#13;"}


def specific(message: Message, version: Version = OLD, is_timed: bool = False) -> Iterator[str]:
    """Structure-specific data: a series an element, its codes as attributes."""
    name = "StructureSpecificTimeSeriesData" if is_timed else "StructureSpecificData"
    structure = message.structure
    whom = Reference(structure.agency, structure.id, structure.version)
    space = f"{urn.to('DataStructure', whom)}:ObsLevelDim:{message.layout}"
    spaces = version.spaces | {
        "ss": version.space("data/structurespecific"),
        "own": space,
        "xsi": XSI,
    }
    yield _opening(name, spaces)
    yield _head(message, version, f' namespace="{_sign(space)}"')
    for one in message.sets:
        scope = ' ss:dataScope="DataStructure"' if version.is_old else ""
        yield (
            f'<mes:DataSet ss:structureRef="{structure.id}" xsi:type="own:DataSetType"{scope}'
            f' ss:action="Replace"{_valid(one, "ss:")}>\n'
        )
        for group in one.groups:
            yield from _specific(group, message)
        yield "</mes:DataSet>\n"
    yield f"</mes:{name}>\n"


def generic(message: Message) -> Iterator[str]:
    """Generic data 2.1: every code an element."""
    spaces = OLD.spaces | {"gen": OLD.space("data/generic")}
    yield _opening("GenericData", spaces)
    yield _head(message, OLD, "")
    for one in message.sets:
        valid = _valid(one, "")
        yield f'<mes:DataSet structureRef="{message.structure.id}" action="Replace"{valid}>\n'
        for group in one.groups:
            yield from _generic(group, message)
        yield "</mes:DataSet>\n"
    yield "</mes:GenericData>\n"


def _opening(name: str, spaces: Mapping[str, str]) -> str:
    said = "".join(f' xmlns:{prefix}="{_sign(space)}"' for prefix, space in spaces.items())
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<mes:{name}{said}>\n'


def _head(message: Message, version: Version, more: str) -> str:
    structure = message.structure
    whom = Reference(structure.agency, structure.id, structure.version)
    named = (
        f'<Ref agencyID="{whom.agency}" id="{whom.id}" version="{whom.version}"'
        ' class="DataStructure"/>'
        if version.is_old
        else urn.to("DataStructure", whom)
    )
    sources = "".join(
        f'<mes:Source xml:lang="{language}">{escape(text)}</mes:Source>'
        for language, text in message.source.items()
    )
    return (
        f"<mes:Header><mes:ID>{message.id}</mes:ID>"
        f"<mes:Test>{str(message.is_test).lower()}</mes:Test>"
        f"<mes:Prepared>{moment(message.prepared)}</mes:Prepared>"
        f'<mes:Sender id="{AGENCY}"/>'
        f'<mes:Structure structureID="{structure.id}"{more}'
        f' dimensionAtObservation="{message.layout}">'
        f"<com:Structure>{named}</com:Structure></mes:Structure>"
        f"<mes:DataSetAction>Replace</mes:DataSetAction>{sources}</mes:Header>\n"
    )


def _valid(one: Batch, prefix: str) -> str:
    said = ((name, at) for name, at in (("From", one.valid_from), ("To", one.valid_to)) if at)
    return "".join(f' {prefix}valid{name}Date="{moment(at)}"' for name, at in said)


def _specific(group: Group, message: Message) -> Iterator[str]:
    rows = (_obs(row, message) for row in group.rows)
    if not message.key:
        yield from rows
        return
    yield f"<Series{_attributes(zip(message.key, group.key, strict=True))}>\n"
    yield from rows
    yield "</Series>\n"


def _obs(row: Row, message: Message) -> str:
    said = _attributes(zip(message.at, row.at, strict=True))
    value = f' {message.structure.measure}="{row.value}"' if row.value else ""
    return f"<Obs{said}{value}{_attributes(row.attributes.items())}/>\n"


def _generic(group: Group, message: Message) -> Iterator[str]:
    if not message.key:
        for row in group.rows:
            key = _values(zip(message.at, row.at, strict=True))
            yield _generic_obs(row, f"<gen:ObsKey>{key}</gen:ObsKey>")
        return
    key = _values(zip(message.key, group.key, strict=True))
    yield f"<gen:Series><gen:SeriesKey>{key}</gen:SeriesKey>\n"
    for row in group.rows:
        yield _generic_obs(row, f'<gen:ObsDimension value="{_sign(row.at[0])}"/>')
    yield "</gen:Series>\n"


def _generic_obs(row: Row, key: str) -> str:
    value = f'<gen:ObsValue value="{row.value}"/>' if row.value else ""
    said = _values(row.attributes.items())
    attributes = f"<gen:Attributes>{said}</gen:Attributes>" if said else ""
    return f"<gen:Obs>{key}{value}{attributes}</gen:Obs>\n"


def _values(pairs: Iterable[tuple[str, str]]) -> str:
    return "".join(f'<gen:Value id="{name}" value="{_sign(value)}"/>' for name, value in pairs)


def _attributes(pairs: Iterable[tuple[str, str]]) -> str:
    return "".join(f' {name}="{_sign(value)}"' for name, value in pairs)


def _sign(value: str) -> str:
    return escape(value, _SIGNS)
