"""The pages of the mandates, one module a matter."""
