"""One preparation and one reading of rows, by our own means and by those of others."""
