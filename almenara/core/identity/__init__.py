"""Accounts: who asks, their keys to the API, the roles given to them, who stands in for whom."""
