"""A quotation to the places where its words stand, and to how they differ."""
