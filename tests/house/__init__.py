"""The rules of the house, read from the code alone: no Django, no database, any copy of it."""
