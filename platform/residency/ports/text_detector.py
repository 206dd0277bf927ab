"""Finding text in pictures."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from residency.data.deid.findings import Box

if TYPE_CHECKING:  # numpy, which a cached run and --help need not wait for
    from residency.data.pixels import Picture


class TextDetector(Protocol):
    """Finds text in a picture."""

    @property
    def name(self) -> str:
        """Its name and version, for the de-identification report."""

    def find(self, picture: Picture) -> Sequence[Box]:
        """Boxes of text in one picture (uint8 [H, W, 3]), as it is: at one scale and polarity."""
