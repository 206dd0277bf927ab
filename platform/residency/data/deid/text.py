"""Text without what identifies somebody: spans become words that say what stood there."""

from __future__ import annotations

from collections.abc import Iterable

from residency.data.deid.findings import Span


def replace(text: str, spans: Iterable[Span]) -> str:
    """`text` with each span replaced by its class in brackets, such as `[NAME]`.

    Spans may come in any order and overlap; overlapping ones become the tag of the first, and
    all of what they cover goes.

    Raises:
        ValueError: a span lies outside of the text. It says where, never what.
    """
    parts: list[str] = []
    kept = 0  # everything before it is written
    for span in sorted(spans, key=lambda span: (span.start, -span.end)):
        if not 0 <= span.start < span.end <= len(text):
            raise ValueError(
                f"span [{span.start}, {span.end}) of a text of {len(text)} characters"
            )
        if span.start >= kept:
            parts += [text[kept : span.start], f"[{span.kind.name}]"]
        kept = max(kept, span.end)
    return "".join([*parts, text[kept:]])
