"""The network: a source of the catalogue to bytes and their provenance, politely, or to a reason why not."""
