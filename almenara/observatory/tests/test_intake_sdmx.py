"""A delivery may be SDMX-ML: the same checks, findings at the lines of the message."""

from datetime import UTC, datetime

from almenara.formats.sdmx import mldata
from almenara.formats.sdmx.dataset import Batch, Group, Message, Row
from almenara.observatory.cells import text
from almenara.observatory.intake.reading import Sender, read
from almenara.observatory.tests import flows

FLOW = flows.crimes()
KEY = ("A", "MEX", "F", "_T", "NUMBER")


def delivered(*groups: Group) -> bytes:
    message = Message(
        "ID", datetime(2026, 1, 1, tzinfo=UTC), FLOW.dataflow, FLOW.structure,
        (Batch(groups),), FLOW.dimensions, attributes=("OBS_STATUS",),
    )  # fmt: skip
    return "".join(mldata.specific(message)).encode()


def test_figures_come_as_from_a_table():
    raw = delivered(Group(KEY, [Row(("2023",), "10", {"OBS_STATUS": "A"}), Row(("2024",), "")]))
    found = read(raw, FLOW, Sender("MEX"))
    assert not [one for one in found.findings if one.level == "error"]
    assert [(cell.key, cell.period, text(cell.value)) for cell in found.table] == [
        (KEY, "2023", "10"), (KEY, "2024", ""),
    ]  # fmt: skip
    lines = raw.decode().splitlines()
    assert all("<Obs" in lines[cell.line - 1] for cell in found.table)


def test_a_message_may_name_the_flow_and_come_in_utf_16():
    raw = delivered(Group(KEY, [Row(("2024",), "10")])).replace(b'"DSD"', b'"DF_CRIMES"')
    assert b'id="DF_CRIMES"' in raw
    wide = raw.decode().replace("UTF-8", "UTF-16").encode("utf-16")
    for message in (raw, wide):
        found = read(message, FLOW, Sender("MEX"))
        assert (len(found.table), found.findings) == (1, ())


def test_an_unknown_code_is_found_at_its_line():
    raw = delivered(Group((*KEY[:2], "X", *KEY[3:]), [Row(("2024",), "10")]))
    (finding,) = [one for one in read(raw, FLOW, Sender("MEX")).findings if one.rule == "code"]
    assert "<Obs" in raw.decode().splitlines()[finding.line - 1]


def test_a_message_of_something_else_is_a_finding():
    raw = delivered(Group(KEY, [])).replace(b'id="DSD"', b'id="OTHER"')
    found = read(raw, FLOW, Sender("MEX"))
    assert len(found.table) == 0
    assert [(one.rule, one.level) for one in found.findings] == [("structure", "error")]
