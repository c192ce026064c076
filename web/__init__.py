"""Answers as pages and JSON."""
