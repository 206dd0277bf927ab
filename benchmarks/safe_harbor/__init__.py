"""Synthetic clinical notes with the Safe Harbor identifiers labelled: frozen, scored once.

The templates, locales and word lists were committed before any rule that finds identifiers. Who
writes such rules does not read this folder; a change to it makes a new set, not a better score.
"""
