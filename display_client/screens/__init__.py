"""The kinds of screen a display can be."""
