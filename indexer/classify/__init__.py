"""A provision to its labels: topics, scope, force, addressee, enforcement, each with the words that caused it."""
