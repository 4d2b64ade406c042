"""Projects, donors and funds, and the ledger that they must equal."""
