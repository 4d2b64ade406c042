import io

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction

from almenara.core.access.context import acting
from almenara.core.documents import files, hanging, queries, services
from almenara.core.documents.models import Document, Hanging
from almenara.core.documents.tests import make
from almenara.core.parties.actor import NOBODY, SYSTEM
from almenara.formats.refusal import Unreadable

pytestmark = pytest.mark.django_db
TEXT = b"Nota verbal 12\n"


@pytest.fixture(autouse=True)
def home(settings, tmp_path):
    settings.HOME = tmp_path
    return tmp_path


def who(slug="uno", state="PAN"):
    return make.actor(slug, state)


def keep(actor, content=TEXT, marking="TLP:GREEN", name="nota.txt"):
    return services.keep(actor, io.BytesIO(content), name, marking)


def seen(viewer):
    with transaction.atomic(), acting(viewer):
        raw = set(Document.objects.values_list("pk", flat=True))
        asked = set(queries.documents(viewer).values_list("pk", flat=True))
    return raw, asked


def test_the_same_content_is_kept_once(home):
    first, second = keep(who()), keep(who("dos", "CRI"))
    assert first.pk != second.pk
    assert first.path == second.path
    assert first.path.read_bytes() == TEXT
    kept = [path for path in (home / "documents").rglob("*") if path.is_file()]
    assert kept == [first.path]


def test_its_institution_reads_it_and_nobody_else():
    owner = who()
    document = keep(owner)
    for viewer, expected in ((owner, {document.pk}), (who(), {document.pk}), (who("dos"), set())):
        raw, asked = seen(viewer)
        assert raw == asked == expected
    assert seen(NOBODY) == (set(), set())


def test_a_red_document_is_its_uploaders_alone():
    owner = who()
    document = keep(owner, marking="TLP:RED")
    assert seen(owner) == ({document.pk}, {document.pk})
    assert seen(who()) == (set(), set())


def test_it_hangs_once_and_only_by_somebody_who_may_read_it():
    owner, stranger = who(), who("dos", "CRI")
    document = keep(owner)
    services.hang(owner, document, "thing:7")
    services.hang(owner, document, "thing:7")
    with transaction.atomic(), acting(owner):
        assert Hanging.objects.count() == 1
        assert list(queries.documents_of(owner, "thing:7")) == [document]
        with pytest.raises(Unreadable) as refusal:
            hanging.hang_all(stranger, [str(document.pk), "x"], "thing:8", ["documents"])
    assert [loc for loc, _words in refusal.value.errors] == [["documents", 0], ["documents", 1]]
    with transaction.atomic(), acting(stranger), pytest.raises(ObjectDoesNotExist):
        queries.document(stranger, document.pk)


def test_who_received_a_document_does_not_widen_it():
    """What is another institution's goes on as its marking says: CLEAR, or not from here."""
    owner = who()
    named = [keep(owner, marking=marking) for marking in ("TLP:GREEN", "TLP:CLEAR")]
    ids = [str(document.pk) for document in named]
    with transaction.atomic(), acting(SYSTEM), pytest.raises(Unreadable) as refusal:
        hanging.hangable(SYSTEM, ids, ["documents"])  # it reads both and uploaded neither
    assert [loc for loc, _words in refusal.value.errors] == [["documents", 0]]
    with transaction.atomic(), acting(owner), pytest.raises(Unreadable) as refusal:
        hanging.hangable(owner, ids, ["documents"], "TLP:CLEAR")
    assert [loc for loc, _words in refusal.value.errors] == [["documents", 0]]


def test_nothing_stays_aside_of_what_was_refused(home, monkeypatch):
    monkeypatch.setattr(files, "LIMIT", 100)
    for content, name in ((b"", "nota.txt"), (b"x" * 101, "nota.txt"), (b"MZ\0", "nota.pdf")):
        with pytest.raises(Unreadable):
            keep(who(), content, name=name)
    assert [path for path in home.rglob("*") if path.is_file()] == []


def test_an_unknown_marking_is_refused():
    with pytest.raises(Unreadable) as refusal:
        keep(who(), marking="TLP:WHITE")
    assert refusal.value.errors[0][0] == ["marking"]
