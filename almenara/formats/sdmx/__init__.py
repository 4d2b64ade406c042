"""SDMX (sdmx.org): structures and data, read strictly and written for the clients that exist."""
