"""Provisions as files for other programs: columns, codebook, database, Parquet, Akoma Ntoso."""
