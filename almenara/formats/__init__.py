"""Foreign formats and plain arithmetic: pure Python that knows nothing of Django."""
