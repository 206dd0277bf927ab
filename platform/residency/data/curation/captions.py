"""Filters on what a sample says of its pictures."""

from __future__ import annotations

import re
from typing import Final

from residency.data.curation.candidate import Candidate
from residency.data.likeness import normal_text

LEAST_SAID: Final = 3.0  # words that say something
LEAST_WORDS: Final = 5.0
MOST_REFERENCES: Final = 0.0

_WORD = re.compile(r"[^\W\d_]{2,}")  # at least two letters of any script
_NOTHING: Final = (
    "figure figures fig figs image images panel picture photo photograph table supplementary "
    "online video legend caption see text the and of in for available color colour"
)
"""Words that a caption without content is made of."""

_LABELLED: Final = (
    "arrows?|arrowheads?|markers?|labels?|line|point|number|asterisk|star|circle|box|square|"
    "measurement|measure|region"
)
_PEOPLE: Final = "patients?|cases?|subjects?|participant|volunteer"

_REFERENCES: Final = re.compile(
    "|".join(
        (
            # Figure 3, Fig. 3B, Figs 1-3, Table 2, panel B, image 4
            r"\b(?:fig(?:ure)?s?|tables?)\b\.?\s*[a-z]?\d+",
            r"\b(?:panels?|images?|pictures?)\s+(?:\d{1,2}|[b-h])\b(?!\s*-?\s*(?:mm|cm|h|hours?|days?|%))",
            # (a), (A, B), (a-c), (1), (ii); not (CT) nor (arrow)
            r"(?<!\w)\(\s*(?:[a-h]|\d{1,2}|i{1,3}|iv)(?:\s*(?:,|&|and|-|\u2013|to)\s*(?:[a-h]|\d{1,2}|i{1,3}|iv))*\s*\)",
            # A: ..., B: ...; a) ... ; 1 = liver, 2 = spleen
            r"(?:^|[.;,]\s*)[a-h]\s*[:)]\s",
            r"(?:^|[(;,.]\s*)\d{1,2}\s*[=:]\s*[a-z]",
            # arrow 2, marker 3, lines 1 and 2
            rf"\b(?:{_LABELLED})\s+(?:no\.?\s*)?\d{{1,2}}\b",
            # patient 3, case no. 12, subject #4; not "patient 45 years old"
            rf"\b(?:{_PEOPLE})\s+(?:no\.?\s*|number\s+|\#\s*)?\d+\b(?!\s*-?\s*(?:y|years?|months?|days?)\b)",
        )
    ),
    re.IGNORECASE,
)


def empty(candidate: Candidate, least: float) -> bool:
    """`empty-caption`: fewer than `least` (3) different words say something.

    A word has two letters or more; digits, punctuation and words such as "figure" say nothing.
    """
    words = set(_WORD.findall(normal_text(candidate.caption))) - set(_NOTHING.split())
    return len(words) < least


def outside_length(candidate: Candidate, least: float, most: float) -> bool:
    """`caption-length`: the caption has fewer than `least` (5) or more than `most` words."""
    return not least <= len(candidate.caption.split()) <= most


def misleading(candidate: Candidate, most: float) -> bool:
    """`misleading-numbers`: the caption points to more than `most` (0) things by number or letter.

    Counted are references that the picture alone does not answer: to figures, tables and panels
    ("Figure 3B", "(a)", "A: axial"), numbered marks ("arrow 2", "1 = liver") and people
    ("patient 3"). Sizes, ages, doses, dates and vertebrae ("21 mm", "T12") are none of them.
    """
    return sum(1 for _ in _REFERENCES.finditer(candidate.caption)) > most
