import pytest

from almenara.formats.refusal import Unreadable
from almenara.formats.stix import pattern


@pytest.mark.parametrize(
    "text",
    [
        "[ipv4-addr:value = '192.0.2.7']",
        "[a:b[*].'c-d'[-1].e == 1 AND (f-g:h NOT IN ('x', -0, .5, true) OR EXISTS i:j)]",
        "[a:b > t'2026-02-28T23:59:60.5Z'] WITHIN 0.5 SECONDS REPEATS 5 TIMES",
        "([a:b = 1] WITHIN 5 SECONDS AND [a:b = 2] WITHIN 5 SECONDS) WITHIN 9 SECONDS",
        "[" + " OR ".join(["a:b = 1"] * 2000) + "]",
        "([a:b <> h'00ff'] AND [a:b = b'AAA=']) FOLLOWEDBY [NOT EXISTS a:b] // the end",
        "[a:b LIKE 'it\\'s'] START t'2026-01-01T00:00:00Z' STOP t'2026-02-01T00:00:00Z'",
        "[a:b = 1 /* one */ OR\u2003c:d ISSUBSET '192.0.2.0/24']OR[a:b MATCHES '^x']",
    ],
)
def test_what_the_grammar_has_is_read(text):
    pattern.read(text)


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("", 1),
        ("ipv4-addr:value = '192.0.2.7'", 1),
        ("[ipv4-addr:value = 192.0.2.7]", 25),
        ("[ipv4-addr = '192.0.2.7']", 12),
        ("[a:b = 'open]", 8),
        ("[a:b = 1", 9),
        ("[a:b = 1]]", 10),
        ("[a:b = 01]", 9),
        ("[a:b > true]", 8),
        ("[a:b LIKE 5]", 11),
        ("[a:b = t'2026-13-01T00:00:00Z']", 8),
        ("[a:b-c = 1]", 4),
        ("[a:AND = 1]", 4),
        ("[a:b = 1 FOLLOWEDBY c:d = 1]", 10),
        ("[a:b = 1] WITHIN -5 SECONDS", 18),
        ("[a:b = 1] START '2026-01-01T00:00:00Z'", 17),
        ("[a:b = 1] WITHIN 5 SECONDS REPEATS 2 TIMES WITHIN 9 SECONDS", 44),
        ("[NOT a:b = 1]", 6),
        ("[a:b = '\u202e' ; 1]", 12),
        ("(" * 100_000, pattern.DEEPEST + 2),
        ("[" + "(" * 100_000, pattern.DEEPEST + 3),
        ("[a:b = '" + "\\" * 100_001, 8),
    ],
)
def test_the_refusal_says_from_which_character_on(text, at):
    with pytest.raises(Unreadable) as refusal:
        pattern.read(text)
    assert f"carácter {at}:" in str(refusal.value)
