from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from almenara.formats import vcard

CARD = vcard.Card(
    uid="urn:uuid:0b5a3a3e-6a1f-4a9e-9b57-2d2f6d7d1f11",
    name="CSIRT Panamá; guardia 24/7",
    organisation="Autoridad, de Innovación",
    revised=datetime(2026, 11, 22, 4, 0, tzinfo=UTC),
    role="duty",
    phones=("+507 520 0000",),
    mails=("guardia@csirt.pa",),
    zone="America/Panama",
    language="es",
    note="uno\ndos \\ tres",
    categories=("csirt-americas", "TLP:GREEN"),
)


def unfolded(text: str) -> list[str]:
    return text.replace("\r\n ", "").split("\r\n")[:-1]


def test_a_card_is_written_whole():
    lines = unfolded(vcard.write([CARD]))
    assert lines[:3] == ["BEGIN:VCARD", "VERSION:4.0", "KIND:org"]
    assert lines[-1] == "END:VCARD"
    assert "FN:CSIRT Panamá\\; guardia 24/7" in lines
    assert "ORG:Autoridad\\, de Innovación" in lines
    assert "TEL;TYPE=work:+507 520 0000" in lines
    assert "NOTE:uno\\ndos \\\\ tres" in lines
    assert "CATEGORIES:csirt-americas,TLP:GREEN" in lines
    assert "REV:20261122T040000Z" in lines


def test_what_is_empty_is_left_out():
    card = vcard.Card("u", "n", "", datetime(2026, 1, 1, tzinfo=UTC))
    names = [line.partition(":")[0] for line in unfolded(vcard.write([card, card]))]
    assert names == ["BEGIN", "VERSION", "KIND", "UID", "FN", "REV", "END"] * 2


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=300))
def test_no_text_breaks_out_of_its_line(text):
    whole = vcard.write([vcard.Card("u", text, "o", CARD.revised)])
    assert all(len(line.encode()) <= 75 for line in whole.split("\r\n"))
    assert whole.count("\r\n") - whole.count("\r\n ") == 8
    found = next(line for line in unfolded(whole) if line.startswith("FN:"))
    assert "\n" not in found
