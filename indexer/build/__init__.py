"""Snapshots and digests to a generation of the index, whole or from the one before."""
