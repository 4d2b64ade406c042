"""What the pages of the mandates show, one module a matter."""
