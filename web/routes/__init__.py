"""Addresses to pages: one module for each group of pages, the API and the feeds."""
