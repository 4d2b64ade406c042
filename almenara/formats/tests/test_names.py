import random
import unicodedata
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from almenara.formats import names
from almenara.formats.names import Given, New, Verdict, Why, mail_key, match, name_key

words = st.text(st.characters(categories=["L", "M", "N", "P", "Zs", "Cf", "S"]), max_size=20)
few = st.sampled_from
participants = st.builds(
    Given, few(["Ana Ruiz", "RUIZ, Ana", "Ána Ruíz", "Luis Paz", "—"]), few(["PAN", "CRI"]),
    few(["", "MINSEG", "Minseg", "Aduanas"]), few(["", "a@x.org", "A@X.ORG", "b@x.org"]),
    few(["", "1", "2"]),
)  # fmt: skip


@pytest.mark.parametrize("name", ["", " ", "-", "¡!", "\u200b", "\u0301", "😀", "'"])
def test_a_name_without_a_letter_is_nobodys(name):
    assert name_key(name) == ""
    rows = [Given(name, "PAN", "", "a@x.org"), Given(name, "PAN", "", "a@x.org")]
    assert [found.verdict for found in match(rows)] == [Verdict.NEW, Verdict.PROPOSED]


@pytest.mark.parametrize(
    "ways",
    [
        ("José Pérez García", "perez GARCIA, José", "Jose\u0301  Pe\u0301rez\u00a0Garci\u0301a"),
        ("María-José García-López", "MARIA JOSE GARCIA LOPEZ", "López–García, José María"),
        ("O'Neill", "O\u2019NEILL", "o\u02bcneill", "ONeill"),
        ("İpek Işık", "IPEK ISIK", "ipek ışık", "I\u0307pek Is\u0327\u0131k"),
        ("Groß", "GROSS", "GROẞ", "gross"),
        ("Søren Łukasz Đorđe", "SOREN LUKASZ DORDE"),
        ("Æneas Œuvre", "AENEAS OEUVRE"),
        ("Mª Ángeles", "ma angeles"),
        ("Ana\u200bRuiz", "ANARUIZ", "Ana\u00adRuiz"),
        ("Ａｎａ", "ana"),
        ("J. P. Silva", "Silva J.P."),
        ("Ν. Παπαδόπουλος", "ΠΑΠΑΔΟΠΟΥΛΟΣ Ν"),
        ("Алексе\u0439", "АЛЕКСЕ\u0418\u0306"),
        ("مُحَمَّد", "محمد"),
    ],
)
def test_one_name_written_in_several_ways(ways):
    assert len({name_key(way) for way in ways}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [("Ana", "Anna"), ("Ana Ana", "Ana"), ("Juan Paz", "Juana Paz"), ("कि", "की"), ("กี", "กิ"),
     ("はは", "ばば"), ("王伟", "王芳"), ("Ruiz 1", "Ruiz 2")],
)  # fmt: skip
def test_two_names_stay_two(one, other):
    assert name_key(one) != name_key(other)


@given(words, st.randoms())
def test_a_key_is_its_own_key_and_forgets_case_form_and_order(name, chance):
    key = name_key(name)
    assert name_key(key) == key
    for form in ("NFC", "NFD", "NFKC", "NFKD"):
        assert name_key(unicodedata.normalize(form, name)) == key
    shuffled = name.split()
    chance.shuffle(shuffled)
    assert name_key(" ".join(shuffled)) == key


@given(st.text(st.characters(max_codepoint=0x24F)))
def test_capitals_make_no_difference(name):
    assert name_key(name.upper()) == name_key(name.lower()) == name_key(name)


@given(st.text(max_size=30))
def test_a_mail_key_is_its_own_key(mail):
    assert mail_key(mail_key(mail)) == mail_key(mail)


def test_mails_compare_without_case_but_with_their_dots():
    assert mail_key(" Ana.Ruiz@EXAMPLE.org") == mail_key("ana.ruiz@example.ORG ")
    assert mail_key("anaruiz@example.org") != mail_key("ana.ruiz@example.org")


def test_the_same_document_of_one_state_is_one_person_under_any_name():
    rows = [Given("Ana", "PAN", document="1"), Given("Eva", "PAN", document=" 1 ")]
    assert list(match(rows)) == [
        (Verdict.NEW, New(0), ()),
        (Verdict.SAME, New(0), ()),
    ]
    assert [m.verdict for m in match([rows[0], Given("Ana", "CRI", document="1")])] == [
        Verdict.NEW,
        Verdict.NEW,
    ]


def test_mail_and_name_are_one_person_in_any_state():
    known = [("p7", Given("Ruiz Ana", "CRI", mail="A@x.org"))]
    rows = [Given("Ana RUÍZ", "PAN", mail="a@X.org")]
    assert list(match(rows, known)) == [(Verdict.SAME, "p7", ())]


def test_a_name_state_and_institution_only_propose():
    rows = [
        Given("Ana Ruiz", "PAN", "MINSEG", document="1"),
        Given("RUIZ ANA", "PAN", "Minseg", document="2"),
        Given("Ana Ruiz", "PAN", "Aduanas"),
        Given("Ana Ruiz", "CRI", "MINSEG"),
    ]
    assert list(match(rows)) == [
        (Verdict.NEW, New(0), ()),
        (Verdict.PROPOSED, New(1), ((New(0), Why.NAME),)),
        (Verdict.NEW, New(2), ()),
        (Verdict.NEW, New(3), ()),
    ]


def test_one_mail_under_two_names_only_proposes():
    rows = [Given("Ana", "PAN", mail="x@x.org"), Given("Eva", "PAN", mail="X@X.org")]
    assert list(match(rows))[1] == (Verdict.PROPOSED, New(1), ((New(0), Why.MAIL),))


def test_a_row_may_be_likely_two_persons():
    known = [("a", Given("Ana", "PAN", "M")), ("b", Given("Eva", "PAN", "M", "x@x.org"))]
    found = next(match([Given("ANA", "PAN", "M", "x@x.org")], known))
    assert found == (Verdict.PROPOSED, New(0), (("a", Why.NAME), ("b", Why.MAIL)))


def test_what_a_row_adds_to_a_person_is_known_to_the_next():
    rows = [
        Given("Ana", "PAN", document="1"),
        Given("Ana", "PAN", mail="a@x.org", document="1"),
        Given("ANA", "CRI", mail="A@x.org"),
    ]
    assert [(m.verdict, m.person) for m in match(rows)] == [
        (Verdict.NEW, New(0)),
        (Verdict.SAME, New(0)),
        (Verdict.SAME, New(0)),
    ]


def test_a_document_and_a_mail_of_two_known_persons_are_said():
    known = [("a", Given("Ana", "PAN", document="1")), ("b", Given("Ana", "PAN", "M", "x@x.org"))]
    found = next(match([Given("Ana", "PAN", "M", "x@x.org", "1")], known))
    assert found == (Verdict.SAME, "a", (("b", Why.MAIL),))


def test_thirty_rows_with_two_of_them_twice_are_twenty_eight_persons():
    rows = [Given(f"P{n}", "PAN", "M", f"p{n}@x.org") for n in range(28)]
    found = list(match([*rows, rows[3], rows[9]]))
    assert len({m.person for m in found}) == 28
    assert [m.person for m in found[28:]] == [New(3), New(9)]


@given(st.lists(participants, max_size=12))
def test_a_second_time_everybody_is_known_or_was_only_proposed(rows):
    first = list(match(rows))
    assert len({m.person for m in first}) == sum(m.verdict is not Verdict.SAME for m in first)
    assert all((m.verdict is Verdict.PROPOSED) <= bool(m.likely) for m in first)
    again = list(match(rows, [(m.person, row) for m, row in zip(first, rows, strict=True)]))
    sure = [bool(row.document or (row.mail and name_key(row.name))) for row in rows]
    assert all(m.verdict is Verdict.SAME for m, is_sure in zip(again, sure, strict=True) if is_sure)
    assert first == list(match(rows))


@given(st.lists(participants, max_size=10), st.randoms())
def test_with_documents_only_the_number_of_persons_does_not_depend_on_the_order(rows, chance):
    bare = [Given(f"N{i}", r.state, document=r.document) for i, r in enumerate(rows)]
    count = len({m.person for m in match(bare)})
    chance.shuffle(bare)
    assert len({m.person for m in match(bare)}) == count


def test_namesakes_do_not_multiply():
    rows = [Given("Ana Ruiz", "PAN", "M") for _ in range(3000)]
    assert sum(len(m.likely) for m in match(rows)) == 2999


def test_ten_thousand_rows_take_a_moment():
    chance = random.Random(1)
    rows = [
        Given(f"José Núñez {chance.randrange(9999)}", "PAN", "MINSEG", f"p{n % 7000}@x.org")
        for n in range(10_000)
    ]
    start = process_time()
    assert sum(1 for _ in match(rows)) == 10_000
    assert process_time() - start < 2
    assert len(names._SIGNS) < 100_000


def test_accents_and_capitals_do_not_order_names():
    said = ["Zulú", "áreas", "Azul", "Áreas  verdes", "Émile", "elle"]
    assert sorted(said, key=names.folded) == [
        "áreas", "Áreas  verdes", "Azul", "elle", "Émile", "Zulú",
    ]  # fmt: skip
