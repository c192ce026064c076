"""HTML to blocks: pages of any publisher, and of the EU's Publications Office."""
