"""Answers for assistants by the Model Context Protocol: bounded, with words, citation, status, source."""
