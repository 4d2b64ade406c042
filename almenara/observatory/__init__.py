"""The observatory: figures that States can trust, compare and reproduce, and early warning."""
