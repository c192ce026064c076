"""Blocks to a document: the tree of divisions and articles, its provisions, points and footnotes."""
