"""The directory: who answers, for which State, now. Door for other apps: services, queries."""
