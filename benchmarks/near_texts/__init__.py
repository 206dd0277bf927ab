"""Reports with planted near-duplicates."""
