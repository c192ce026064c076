"""A document to what is wrong with it: letters lost, holes in its numbering, damaged words, which text is authentic."""
