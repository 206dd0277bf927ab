"""Whole processes, from their start to their end: ours, and the least that does the same."""
