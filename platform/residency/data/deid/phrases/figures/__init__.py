"""Figures of clinical text: what they may be, and all the others, which go."""
