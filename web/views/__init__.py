"""Records to what a page shows of them."""
