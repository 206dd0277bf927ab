"""What the notes of the third set say: templates by pool.

{field} is drawn by `fields`; [words] are a clinical term as it stands. Years alone, states, ages
below 90 and times of day stand unlabelled, as in the sets before.
"""

from __future__ import annotations

from collections.abc import Mapping

from benchmarks.safe_harbor.third.said import (
    hospital,
    laboratory,
    letters,
    messages,
    office,
    radiology,
    research,
)

POOLS: Mapping[str, tuple[str, ...]] = {
    **radiology.POOLS,
    **hospital.POOLS,
    **laboratory.POOLS,
    **letters.POOLS,
    **office.POOLS,
    **messages.POOLS,
    **research.POOLS,
}
