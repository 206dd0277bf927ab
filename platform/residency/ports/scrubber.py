"""Finding identity in text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from residency.data.deid.findings import Span


class Scrubber(Protocol):
    """Finds what identifies a person in text: the 18 identifiers of Safe Harbor (HIPAA)."""

    @property
    def name(self) -> str:
        """Its name and version, for the de-identification report."""

    def find(
        self, texts: Sequence[str], denied: Sequence[Sequence[str]]
    ) -> Sequence[tuple[Span, ...]]:
        """Spans of each text, sorted, without overlap.

        `denied[i]`: values of the study that text i belongs to, found wherever they stand.
        """
