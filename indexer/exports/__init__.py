"""Records to what people take away: tables, bundles, documents, and what their columns mean."""
