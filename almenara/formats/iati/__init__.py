"""IATI 2.03 (iatistandard.org): files judged by schema and ruleset, and written from records.

The schemas in `vendor/` are those of the package named in `vendor/VENDOR.json`.
"""
