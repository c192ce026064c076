"""Records to what people take away: selections, comparisons, coverage, bundles, exports, differences."""
