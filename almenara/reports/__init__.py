"""Measures over what the other apps keep, reports that freeze them, and the desk of who must act."""
