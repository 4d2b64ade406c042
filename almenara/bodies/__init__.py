"""Bodies: their members, sessions, papers and decisions."""
