"""Spans that overlap or touch the same words, made one."""

from __future__ import annotations

from collections.abc import Iterable

from residency.data.deid.findings import Span


def apart(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Sorted, without overlap: those that overlap become one, of the kind of the surest part.

    Among equally sure parts the longest gives the kind, and then the first.
    """
    kept: list[tuple[Span, Span]] = []  # (the whole, the part that gives its kind)
    for span in sorted(spans, key=lambda span: (span.start, -span.end, span.kind)):
        if not kept or span.start >= kept[-1][0].end:
            kept.append((span, span))
            continue
        whole, part = kept.pop()
        surest = max(part, span, key=lambda one: (one.score, one.end - one.start))
        end = max(whole.end, span.end)
        kept.append((Span(whole.start, end, surest.kind, surest.score), surest))
    return tuple(whole for whole, _ in kept)
