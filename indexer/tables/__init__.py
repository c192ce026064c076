"""Provisions as tables: columns, codebook, database, Parquet."""
