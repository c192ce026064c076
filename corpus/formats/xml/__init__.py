"""XML to blocks: Formex of the EU, ToTA."""
