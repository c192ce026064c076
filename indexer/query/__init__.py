"""What was typed to a plan: the query language, its words, the thesaurus, spelling, what to highlight."""
