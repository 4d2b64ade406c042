"""Forms with a file, `multipart/form-data`: their parts are read as strictly as any body."""

from collections.abc import Iterator, Mapping
from typing import Any, cast

from django.core.exceptions import BadRequest, SuspiciousOperation
from django.core.files.uploadedfile import UploadedFile
from django.http.multipartparser import MultiPartParserError
from django.utils.translation import gettext as _

from almenara.core.api.lists import unlike
from almenara.core.parties.request import Request
from almenara.formats.refusal import Unreadable

AROUND = 64 * 1024  # bytes that all that is not the file may take
FILE = {"file": {"type": "string", "format": "binary"}}
Parts = Mapping[str, Mapping[str, Any]]  # the texts beside the file; one with a default may be out


def check(request: Request, parts: Parts) -> None:
    """A file and these texts, each as its schema says; or every part that is not."""
    try:
        files, texts = request.FILES, request.POST
    except (MultiPartParserError, SuspiciousOperation, BadRequest):
        raise Unreadable(["body"], _("No es un formulario multipart/form-data.")) from None
    faults = [(["file"], _("Falta el archivo."))] if "file" not in files else []
    unknown = sorted({*texts, *files} - {*parts, "file"})
    faults += [([name], _("Campo desconocido.")) for name in unknown]
    faults += [([name], why) for name, why in _faults(texts, parts)]
    if faults:
        raise Unreadable.many(faults)


def sent(request: Request) -> UploadedFile:
    """The file, which is there."""
    return cast(UploadedFile, request.FILES["file"])


def described(parts: Parts) -> dict[str, Any]:
    """The same for the description."""
    required = [name for name, schema in parts.items() if "default" not in schema]
    form = {"type": "object", "required": ["file", *required], "properties": {**FILE, **parts}}
    return {"required": True, "content": {"multipart/form-data": {"schema": form}}}


def _faults(texts: Mapping[str, str], parts: Parts) -> Iterator[tuple[str, str]]:
    for name, schema in parts.items():
        if name not in texts and "default" not in schema:
            yield name, _("Falta este campo.")
        elif why := unlike(schema, texts.get(name, str(schema.get("default")))):
            yield name, why
