"""Traces that people paste: from the bytes of a file to the states in it, whatever the text is dressed in."""
