"""Measures over what the other apps keep, reports that freeze them, the desk of who must act."""
