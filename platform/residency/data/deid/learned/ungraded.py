"""A name read from the end of a grade on: "Child-Pugh B. Low risk", "on 1 L. Corrigan"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from residency.data.deid.findings import Span
from residency.data.deid.phrases.deeds import acts
from residency.data.deid.phrases.words import is_common, is_family, is_given

_RATED = re.compile(r"\s(?:risk|probability|suspicion|grade|dose|volume|pressure|output|signal)\b")
_RATINGS = frozenset({"clear", "normal"})
"""What is low, small or strong in a report: "Low risk", and not "Low was seen"."""
_WORD = re.compile(r"[^\W_]+(?:['\u2019-][^\W_]+)*")


def ungraded(text: str, span: Span, grades: Sequence[tuple[int, int]]) -> Span | None:
    """What of the span stands behind a grade that it begins in; None where that names nobody."""
    for start, end in grades:
        if start <= span.start <= end:
            left = _WORD.search(text, end, max(end, span.end))
            if left is not None and "\n" in text[end : left.start()]:
                return span  # whoever signs below
            if left is None or _is_plain(text, left, span.end):
                return None
            return replace(span, start=left.start())
    return span


def _is_plain(text: str, first: re.Match[str], end: int) -> bool:
    """Whether only a plain word or a letter is left, which no given name is and which does nothing
    that a person does."""
    if _WORD.search(text, first.end(), end) is not None:
        return False
    word = first.group()
    if len(word) == 1:
        return True
    nobody = is_common(word) and not is_given(word)
    rated = word.lower() in _RATINGS or _RATED.match(text, first.end()) is not None
    if is_family(word) and not rated:
        return False
    return nobody and not acts(text, first.end())
