"""Text files to blocks: plain, Markdown, gazettes."""
