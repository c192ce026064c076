"""Clausula: from a publisher's bytes to a parsed, citable text. Knows nothing of the index or the web."""
