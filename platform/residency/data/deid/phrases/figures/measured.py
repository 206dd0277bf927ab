"""Measurements that a label was taken to announce: "pH 7.37" is no telephone."""

from __future__ import annotations

from collections.abc import Iterator

from residency.data.deid.findings import Span


def left_out(text: str, span: Span, clinical: bytearray) -> Iterator[Span]:
    """The span without the measurements at its end; nothing where it holds no other figure.

    `clinical` has 1 for each character of `text` that is part of a measurement.
    """
    figures = [place for place in range(span.start, span.end) if text[place].isdecimal()]
    others = [place for place in figures if not clinical[place]]
    if not figures or (others and others[-1] == figures[-1]):
        yield span
    elif others:
        yield Span(span.start, clinical.index(1, others[-1]), span.kind, span.score)
