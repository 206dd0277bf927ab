"""Presidio and spaCy: a Scrubber that sees names without any sign of one around."""
