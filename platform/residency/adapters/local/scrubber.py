"""A Scrubber without a model, the shipped fake: what it is told of, and a few patterns."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from residency.data.deid.findings import Span
from residency.data.deid.safe_harbor import SafeHarbor

_LEAST = 2  # characters of a denied value: one letter would take every such letter of the text
_PATTERNS = (
    (SafeHarbor.EMAIL, re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+")),
    (SafeHarbor.SSN, re.compile(r"\b\d{3}-\d{2}-\d{4}\b")),
    (SafeHarbor.DATE, re.compile(r"\b\d{4}-\d{2}-\d{2}\b|\b\d{1,2}/\d{1,2}/\d{4}\b")),
    (SafeHarbor.MRN, re.compile(r"\bMRN[ :#]*\d{4,}\b")),
)


class DeniedScrubber:
    """Implements the Scrubber port: denied values as names, and a few patterns."""

    name = "denied values 1"

    def find(
        self, texts: Sequence[str], denied: Sequence[Sequence[str]]
    ) -> Sequence[tuple[Span, ...]]:
        """Spans of each text, sorted, without overlap."""
        return [_apart(_found(text, own)) for text, own in zip(texts, denied, strict=True)]


def _found(text: str, denied: Sequence[str]) -> Iterator[Span]:
    for value in denied:
        if len(value.strip()) >= _LEAST:
            for match in re.finditer(re.escape(value.strip()), text, re.IGNORECASE):
                yield Span(match.start(), match.end(), SafeHarbor.NAME)
    for kind, pattern in _PATTERNS:
        for match in pattern.finditer(text):
            yield Span(match.start(), match.end(), kind)


def _apart(spans: Iterator[Span]) -> tuple[Span, ...]:
    """Those that overlap as one, of the first one's kind."""
    kept: list[Span] = []
    for span in sorted(spans, key=lambda span: (span.start, -span.end)):
        if not kept or span.start >= kept[-1].end:
            kept.append(span)
        elif span.end > kept[-1].end:
            last = kept.pop()
            kept.append(Span(last.start, span.end, last.kind))
    return tuple(kept)
