"""Alerts between institutions: one publishes, the others receive, acknowledge or are escalated.

Door for other apps: services, queries.
"""
