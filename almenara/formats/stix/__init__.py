"""STIX 2.1 (OASIS, 2021) in and out, and bundles of STIX 2.0 read as such.

The schemas in `vendor/` are those of OASIS out of the wheel named in `vendor/VENDOR.json`.
"""

from almenara.formats.stix.reading import Bundle, read
from almenara.formats.stix.writing import Alert, write

__all__ = ["Alert", "Bundle", "read", "write"]
