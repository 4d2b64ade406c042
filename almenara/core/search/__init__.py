"""One index of findable things: what the viewer may not see is neither found nor counted."""
