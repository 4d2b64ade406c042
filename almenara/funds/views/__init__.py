"""The pages of projects, partners, funds and the ledger."""
