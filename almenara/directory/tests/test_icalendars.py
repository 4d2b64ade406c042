"""iCalendar: what goes out is only what we mean, and what comes in is compared, never believed."""

from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from almenara.directory import icalendars
from almenara.directory.icalendars import Comparison, Entry
from almenara.directory.rosters import Moved, Shift
from almenara.formats.refusal import Unreadable
from tests.extent import examples

pytestmark = pytest.mark.sampled

PEOPLE = {"ana.pan": "person-1", "luis.pan": "person-2"}
START = datetime(2026, 3, 7, 12, tzinfo=UTC)
EIGHT = timedelta(hours=8)
ENTRY = Entry("post-1", "Guardia de Panamá", "ana.pan", START, START + EIGHT, START - EIGHT)
NEXT = replace(ENTRY, username="luis.pan", starts_at=START + EIGHT, ends_at=START + 2 * EIGHT)


def unfolded(content: bytes) -> list[str]:
    return content.decode().replace("\r\n ", "").split("\r\n")


def event(*lines: str) -> bytes:
    body = "\r\n".join(("BEGIN:VCALENDAR", "BEGIN:VEVENT", *lines, "END:VEVENT", "END:VCALENDAR"))
    return body.encode()


def imported(*lines: str) -> list[Shift]:
    return icalendars.read(event(*lines), PEOPLE, "America/Panama")


def place_of_refusal(*lines: str) -> list[list[str | int]]:
    with pytest.raises(Unreadable) as refusal:
        imported(*lines)
    return [place for place, _message in refusal.value.errors]


# Out


def test_a_shift_goes_out_in_utc_with_title_and_user_name() -> None:
    lines = unfolded(icalendars.write("Mis turnos", [NEXT, ENTRY], "almenara.example"))
    assert lines.count("BEGIN:VEVENT") == 2
    assert "DTSTART:20260307T120000Z" in lines
    assert "DTEND:20260307T200000Z" in lines
    assert "LAST-MODIFIED:20260307T040000Z" in lines
    assert "SUMMARY:Guardia de Panamá: ana.pan" in lines
    assert lines.index("SUMMARY:Guardia de Panamá: ana.pan") < lines.index(
        "SUMMARY:Guardia de Panamá: luis.pan"
    )


def test_the_uid_is_stable_and_belongs_to_post_start_and_installation() -> None:
    first = icalendars.uid("post-1", START, "a.example")
    here = START.astimezone(datetime.now().astimezone().tzinfo)
    assert first == icalendars.uid("post-1", here, "a.example")
    others = {
        icalendars.uid("post-2", START, "a.example"),
        icalendars.uid("post-1", START + EIGHT, "a.example"),
        icalendars.uid("post-1", START, "b.example"),
    }
    assert first not in others


def test_a_line_is_never_longer_than_75_octets() -> None:
    long = replace(ENTRY, title="Guardia de la Dirección Ñandú " * 20)
    content = icalendars.write("Turnos", [long], "almenara.example")
    assert max(len(line) for line in content.split(b"\r\n")) <= 75
    assert icalendars.read(content, PEOPLE, "UTC")[0].person == "person-1"


def test_an_empty_calendar_is_a_calendar() -> None:
    assert icalendars.read(icalendars.write("Turnos", [], "a.example"), PEOPLE, "UTC") == []


texts = st.one_of(
    st.text(max_size=60),
    st.sampled_from(
        [
            "x\r\nATTACH:http://evil.example",
            "x\nEND:VEVENT\nBEGIN:VALARM",
            'x";\\,:^n',
            "\u202etfel\u200b\x00\x85\u2028",
        ]
    ),
)
KNOWN = {
    "BEGIN", "END", "PRODID", "VERSION", "X-WR-CALNAME", "UID", "SUMMARY", "DTSTART", "DTEND",
    "DTSTAMP", "LAST-MODIFIED", "CLASS",
}  # fmt: skip


@settings(max_examples=examples(80), deadline=None)
@given(texts, texts)
def test_no_text_can_write_a_line_of_its_own(title: str, name: str) -> None:
    content = icalendars.write(name, [replace(ENTRY, title=title)], "a.example")
    lines = unfolded(content)[:-1]
    assert len(lines) == 14
    assert {line.split(":")[0].split(";")[0] for line in lines} <= KNOWN
    assert icalendars.read(content, PEOPLE, "UTC") == [
        Shift("person-1", START, START + EIGHT, "import")
    ]
    calendar = Calendar.from_ical(content)
    assert len(calendar.walk()) == 2
    assert not {"\x00", "\u202e", "\u200b", "\x85"} & set(content.decode())


# In


def test_an_imported_event_becomes_a_proposed_shift() -> None:
    lines = ("SUMMARY:luis.pan", "DTSTART:20260307T120000Z", "DURATION:PT8H")
    assert imported(*lines) == [Shift("person-2", START, START + EIGHT, "import")]


@pytest.mark.parametrize(
    ("stamp", "moment"),
    [
        (":20260307T070000", START),
        (";TZID=America/Toronto:20260308T023000", datetime(2026, 3, 8, 7, tzinfo=UTC)),
        (";TZID=America/Toronto:20261101T013000", datetime(2026, 11, 1, 5, 30, tzinfo=UTC)),
        (";TZID=America/Havana:20260308T000000", datetime(2026, 3, 8, 5, tzinfo=UTC)),
        (";TZID=SA Pacific Standard Time:20260307T070000", START),
    ],
)
def test_a_wall_clock_time_means_the_same_as_in_our_own_rosters(
    stamp: str, moment: datetime
) -> None:
    shift = imported("SUMMARY:ana.pan", f"DTSTART{stamp}", "DURATION:PT8H")[0]
    assert shift.starts_at == moment


def test_a_files_own_rules_for_a_zone_are_not_believed() -> None:
    rules = (
        "END:VEVENT", "BEGIN:VTIMEZONE", "TZID:Mine", "BEGIN:STANDARD", "DTSTART:19000101T000000",
        "RRULE:FREQ=SECONDLY", "TZOFFSETFROM:-0400", "TZOFFSETTO:-0500", "END:STANDARD",
        "END:VTIMEZONE", "BEGIN:VEVENT",
    )  # fmt: skip
    lines = ("SUMMARY:ana.pan", "DTSTART;TZID=%s:20260307T070000", "DURATION:PT8H")
    known = [line.replace("%s", "America/Panama") for line in lines]
    assert imported(*known, *rules, *[line.replace("07T07", "08T07") for line in known])
    strange = [line.replace("%s", "Mine") for line in lines]
    assert place_of_refusal(*strange, *rules, *known) == [["events", 0, "dtstart"]]


def test_a_cancelled_event_is_no_shift() -> None:
    assert imported("SUMMARY:ana.pan", "STATUS:CANCELLED", "DTSTART:20260307T120000Z") == []


TIMES = ("DTSTART:20260307T120000Z", "DTEND:20260307T200000Z")


@pytest.mark.parametrize(
    ("lines", "place"),
    [
        (("SUMMARY:eva.pan", *TIMES), ["events", 0, "summary"]),
        (TIMES, ["events", 0, "summary"]),
        (("SUMMARY:ana.pan", *TIMES, "RRULE:FREQ=DAILY"), ["events", 0, "rrule"]),
        (("SUMMARY:ana.pan", *TIMES, "RDATE:20260401T120000Z"), ["events", 0, "rdate"]),
        (("SUMMARY:ana.pan", TIMES[1]), ["events", 0, "dtstart"]),
        (("SUMMARY:ana.pan", TIMES[0]), ["events", 0, "dtend"]),
        (("SUMMARY:ana.pan", "DTSTART;VALUE=DATE:20260307", TIMES[1]), ["events", 0, "dtstart"]),
        (("SUMMARY:ana.pan", "DTSTART:20269999T120000Z", TIMES[1]), ["events", 0, "dtstart"]),
        (("SUMMARY:ana.pan", "DTSTART:00010101T000000Z", TIMES[1]), ["events", 0, "dtstart"]),
        (("SUMMARY:ana.pan", TIMES[0], "DTEND:20260307T110000Z"), ["events", 0, "ends_at"]),
        (("SUMMARY:ana.pan", TIMES[0], "DURATION:-PT8H"), ["events", 0, "ends_at"]),
        (("SUMMARY:ana.pan", TIMES[0], "DURATION:P9999999999D"), ["events", 0, "duration"]),
        (("SUMMARY:ana.pan", TIMES[0], "DURATION:siempre"), ["events", 0, "duration"]),
        (("SUMMARY:ana.pan", "DTSTART;TZID=Mars/Base:20260307T120000", TIMES[1]),
         ["events", 0, "dtstart"]),
    ],
)  # fmt: skip
def test_an_event_that_cannot_be_read_is_refused_with_its_place(
    lines: tuple[str, ...], place: list[str | int]
) -> None:
    assert place_of_refusal(*lines) == [place]


def test_events_that_overlap_are_refused_at_the_later_one() -> None:
    content = icalendars.write(
        "Turnos", [ENTRY, replace(NEXT, starts_at=START + EIGHT / 2)], "a.example"
    )
    with pytest.raises(Unreadable) as refusal:
        icalendars.read(content, PEOPLE, "UTC")
    assert refusal.value.errors[0][0] == ["events", 1]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"requirements.lock",
        b"\x00\xff\xfe",
        b"BEGIN:VCALENDAR\r\n",
        b"BEGIN:VCARD\r\nVERSION:4.0\r\nEND:VCARD\r\n",
        b"BEGIN:VCALENDAR\r\nBEGIN;X=1:VTIMEZONE\r\nEND:VTIMEZONE\r\nEND:VCALENDAR\r\n",
        b"BEGIN:VCALENDAR\r\nBEGIN:VTIME\r\n ZONE\r\nEND:VCALENDAR\r\n",
        b"BEGIN:VCALENDAR\r\n" + b"BEGIN:VTIMEZONE\r\n" * 50_000,
        b"BEGIN:VCALENDAR\r\n" + b"x" * icalendars.LARGEST,
        b"BEGIN:VCALENDAR\r\n" + b"BEGIN:VEVENT\r\nEND:VEVENT\r\n" * (icalendars.MOST + 1),
    ],
)
def test_what_is_no_calendar_is_refused(content: bytes) -> None:
    with pytest.raises(Unreadable):
        icalendars.read(content, PEOPLE, "UTC")


@settings(max_examples=examples(150), deadline=None)
@given(st.lists(st.tuples(st.integers(0, 400), st.binary(min_size=1, max_size=3)), max_size=5))
def test_a_damaged_calendar_is_read_or_refused_but_never_breaks(
    damage: list[tuple[int, bytes]],
) -> None:
    content = icalendars.write("Turnos", [ENTRY, NEXT], "a.example")
    for index, bytes_ in damage:
        content = content[:index] + bytes_ + content[index + 1 :]
    with suppress(Unreadable):
        icalendars.read(content, PEOPLE, "America/Panama")


# Compared


def test_an_import_is_compared_before_it_replaces() -> None:
    current = [
        Shift("person-1", START, START + EIGHT),
        Shift("person-2", START + EIGHT, START + 2 * EIGHT),
        Shift("person-1", START + 2 * EIGHT, START + 3 * EIGHT),
    ]
    handed = replace(current[1], person="person-1", source="import")
    later = Shift("person-2", START + 4 * EIGHT, START + 5 * EIGHT, "import")
    same = replace(current[0], source="import")
    assert icalendars.compare(current, [later, same, handed]) == Comparison(
        added=(later,), removed=(current[2],), changed=(Moved(current[1], handed),)
    )


def test_what_went_out_comes_back_unchanged() -> None:
    current = [
        Shift("person-1", START, START + EIGHT),
        Shift("person-2", START + EIGHT, START + 2 * EIGHT),
    ]
    content = icalendars.write("Turnos", [ENTRY, NEXT], "a.example")
    back = icalendars.read(content, PEOPLE, "America/Panama")
    assert icalendars.compare(current, back) == Comparison((), (), ())
