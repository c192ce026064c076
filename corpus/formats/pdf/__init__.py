"""PDF to blocks: pages to columns, columns to lines."""
