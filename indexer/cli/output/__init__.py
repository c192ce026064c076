"""Records and answers to lines for a terminal or a pipe."""
