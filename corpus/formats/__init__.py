"""One module per byte format: from bytes to blocks."""
