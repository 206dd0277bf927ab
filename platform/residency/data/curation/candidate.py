"""What a row filter sees of one sample: what was read and de-identified, before the split."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from residency.data.deid.findings import Box
from residency.data.pixels import Picture
from residency.data.sample import Turn


@dataclass(frozen=True, slots=True)
class Candidate:
    """One sample that may yet be dropped. Pictures have the size that they were read with."""

    pictures: tuple[Picture, ...] = ()  # each uint8 [H, W, 3], in the order of the turns
    turns: tuple[Turn, ...] = ()
    answer: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)
    boxes: tuple[tuple[Box, ...], ...] | None = None
    """Text found in each picture; None where nobody looked."""

    @property
    def caption(self) -> str:
        """What the sample says of its pictures: its answer, else the assistant's last words."""
        spoken = [turn.text for turn in self.turns if turn.role == "assistant"]
        return self.answer or (spoken[-1] if spoken else "")

    @property
    def text(self) -> str:
        """All that is said in it, a line a turn; its caption where there are no turns."""
        return "\n".join(turn.text for turn in self.turns) or self.caption
