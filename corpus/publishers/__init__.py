"""One module per publisher: which addresses, what is a real answer, where the treaty sits."""
