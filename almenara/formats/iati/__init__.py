"""IATI."""
