"""Words as names are read by, and the words that begin, end or join names."""

from __future__ import annotations

import re

from residency.data.deid.phrases.words import word_list

WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|['\u2019`-](?=[^\W\d_]))*")
"""A word, with apostrophes and hyphens within it."""
PARTICLES = frozenset(
    (
        "de",
        "la",
        "las",
        "los",
        "del",
        "da",
        "das",
        "do",
        "dos",
        "di",
        "du",
        "le",
        "van",
        "von",
        "der",
        "den",
        "ter",
        "ten",
        "bin",
        "ibn",
        "al",
        "el",
        "bint",
        "abu",
        "ben",
        "st",
        "af",
        "av",
    )
)
SUFFIXES = frozenset(("jr", "sr", "ii", "iii", "iv"))
FUNCTION = word_list("function_words")
STOPS = word_list("stops")
NO_RECORDS = (FUNCTION | word_list("never_names") | word_list("roles")) - {"may", "will"}
TITLES = frozenset(("dr", "mr", "mrs", "ms", "miss", "prof", "sir"))
