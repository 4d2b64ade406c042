"""Deliveries as they come: people's files read into cells, each fault at its line and column."""
