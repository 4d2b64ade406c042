"""Lists as files for people, each library read when its first file is asked for."""

from typing import BinaryIO

from almenara.formats.late import Late
from almenara.formats.tables.listing import Listing

_document = Late("almenara.formats.tables.document")
_spreadsheet = Late("almenara.formats.tables.spreadsheet")


def as_xlsx(listing: Listing, out: BinaryIO) -> None:
    """See `spreadsheet.as_xlsx`."""
    _spreadsheet.as_xlsx(listing, out)


def as_docx(listing: Listing, out: BinaryIO) -> None:
    """See `document.as_docx`."""
    _document.as_docx(listing, out)
