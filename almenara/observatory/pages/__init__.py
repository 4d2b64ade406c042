"""What the pages of the observatory show."""
