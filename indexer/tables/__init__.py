"""Provisions as files for other programs: columns, codebook, CSV, JSONL, database, Parquet, Akoma Ntoso."""

__all__ = ["FILES", "TABLES"]

TABLES = ("csv", "csv-excel", "jsonl")  # for a file or a pipe
FILES = ("sqlite", "parquet")  # for a file
