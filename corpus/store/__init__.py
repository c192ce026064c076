"""Bytes at rest: files and answers to snapshots with their provenance, and back."""
