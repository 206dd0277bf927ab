"""Texts of one record without what identifies somebody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from residency.data.deid.text import replace
from residency.ports import Scrubber


@dataclass(frozen=True, slots=True)
class Scrubbed:
    """Texts in their order, and the classes of what was taken out, one entry each."""

    texts: tuple[str, ...]
    found: tuple[str, ...] = ()


def scrub(texts: Sequence[str], denied: Sequence[str], scrubber: Scrubber) -> Scrubbed:
    """Replace what the scrubber finds by its class; `denied` are the study's own values.

    Equal texts, as an answer and the turn that gives it, are searched and counted once.
    """
    distinct = tuple(dict.fromkeys(texts))
    spans = scrubber.find(distinct, [denied] * len(distinct))
    cleaned = {text: replace(text, own) for text, own in zip(distinct, spans, strict=True)}
    found = tuple(span.kind.value for own in spans for span in own)
    return Scrubbed(tuple(cleaned[text] for text in texts), found)
