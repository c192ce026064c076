"""The engine on OpenSearch: a cluster matches and scores, the columns of the index stay with the generation."""
