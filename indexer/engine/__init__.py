"""A plan's request to an answer: the protocol of a search engine, and the one on Whoosh."""
