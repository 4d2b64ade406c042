"""What the observatory answers to programs; each module has its router."""
