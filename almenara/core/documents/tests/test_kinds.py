import gzip
import io
import struct
import zipfile
import zlib

import pytest

from almenara.core.documents import kinds
from almenara.formats.refusal import Unreadable

PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"


def zipped(**entries: bytes) -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return kept.getvalue()


def png(width: int, height: int) -> bytes:
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunk = b"IHDR" + head
    end = struct.pack(">I", zlib.crc32(chunk))
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + chunk + end


def recognised(tmp_path, content: bytes, name: str) -> str:
    path = tmp_path / "content"
    path.write_bytes(content)
    return kinds.recognise(path, name)


@pytest.mark.parametrize(
    ("name", "content", "type_"),
    [
        ("nota.pdf", PDF, "application/pdf"),
        ("foto.PNG", png(640, 480), "image/png"),
        ("lista.csv", "país,n\nPanamá,1\n".encode(), "text/csv"),
        ("nota.docx", zipped(document=b"x"), kinds.ZIPPED[".docx"]),
        ("datos.json", b'{"a": 1}', "application/json"),
        ("copia.gz", gzip.compress(b"hola", mtime=0), "application/gzip"),
    ],
)
def test_a_type_is_what_the_content_says(tmp_path, name, content, type_):
    assert recognised(tmp_path, content, name) == type_


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("nota.pdf", b"MZ\x90\x00\x03"),
        ("nota.pdf", b"\x7fELF\x02\x01\x01"),
        ("nota.txt", b"#!/bin/sh\nrm -rf /\n"),
        ("nota.exe", PDF),
        ("nota.html", b"<script>alert(1)</script>"),
        ("nota.pdf.exe", b"hola"),
        ("datos.xml", b'<!DOCTYPE l [<!ENTITY a "aaaa">]><l>&a;</l>'),
        ("nota.txt", b"hola\x00mundo"),
        ("nota.txt", "hola".encode("utf-16")),
        ("grande.zip", zipped(a=b"\0" * 30_000_000)),
        ("grande.gz", gzip.compress(b"\0" * 30_000_000, mtime=0)),
        ("rota.zip", b"PK\x03\x04 y nada"),
        ("rota.gz", b"\x1f\x8b\x08 y nada"),
        ("foto.png", png(60_000, 60_000)),
        ("foto.png", b"\x89PNG\r\n\x1a\n"),
        ("fuera.zip", zipped(**{"../../etc/passwd": b"x"})),
        ("fuera.zip", zipped(**{"..\\..\\boot.ini": b"x"})),
        ("sin", b"hola"),
    ],
)
def test_what_nobody_needs_is_refused_with_its_place(tmp_path, name, content):
    with pytest.raises(Unreadable) as refusal:
        recognised(tmp_path, content, name)
    assert refusal.value.errors[0][0] == ["file"]


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\fotos\\nota.pdf", "nota.pdf"),
        ("nota\u202efdp.exe", "notafdp.exe"),
        ("no\x00ta\r\n.pdf", "nota.pdf"),
        (" .nota.pdf. ", "nota.pdf"),
        ("ñandú 3.pdf", "ñandú 3.pdf"),
        ("x" * 400 + ".pdf", "x" * 150 + ".pdf"),
    ],
)
def test_a_name_keeps_its_last_part_without_tricks(given, kept):
    assert kinds.clean_name(given) == kept


@pytest.mark.parametrize("name", ["", "/", "..", "\u202e", "\x00"])
def test_no_name_at_all_is_refused(name):
    with pytest.raises(Unreadable):
        kinds.clean_name(name)
