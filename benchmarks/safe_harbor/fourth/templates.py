"""What the notes of the fourth set say: templates by pool, and the genres made of them.

{field} is drawn by `fields`; [words] are a clinical term as it stands. Years alone, states, ages
below 90 and times of day stand unlabelled, as in the sets before.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from benchmarks.safe_harbor.templates import Genre, Part
from benchmarks.safe_harbor.wordlists import sections

POOLS: Mapping[str, tuple[str, ...]] = {
    pool: templates
    for name in ("acute", "imaging", "letters", "office")
    for pool, templates in sections(Path(__file__).with_name("said") / f"{name}.txt").items()
}


def _genre(weight: int, pool: str, least: int, most: int, between: str = "\n") -> Genre:
    """A head, some lines in their order, and who wrote them."""
    return Genre(
        weight,
        (
            Part(f"{pool}_head", 1, 1, "\n"),
            Part(pool, least, most, between, ordered=True),
            Part(f"{pool}_sign", 1, 1, "\n"),
        ),
    )


CONSULT = _genre(9, "consult", 5, 9, " ")
HANDOVER = Genre(
    6,
    (
        Part("handover_head", 0, 1, "\n"),
        Part("handover", 4, 7, "\n"),
        Part("handover_sign", 1, 1, "\n"),
    ),
)
CONSOLE = Genre(6, (Part("console_head", 1, 1, "\n"), Part("console", 3, 6, "\n")))
QUESTIONS = Genre(4, (Part("vqa", 3, 6, "\n"),))
CAPTIONS = Genre(4, (Part("caption", 2, 4, "\n", ordered=True),))
DESK_US = Genre(
    14,
    (
        Part("desk_head", 1, 1, "\n"),
        Part("desk", 3, 6, "\n"),
        Part("desk_us", 2, 3, "\n"),
        Part("desk_sign", 1, 1, "\n"),
    ),
)
EVERYWHERE = (
    _genre(7, "triage", 5, 8, " "),
    HANDOVER,
    _genre(6, "icu", 5, 8),
    _genre(5, "gas", 5, 8),
    _genre(8, "ambulance", 5, 8),
    _genre(7, "addendum", 2, 5, " "),
    CONSOLE,
    QUESTIONS,
    CAPTIONS,
    _genre(4, "sono", 4, 6),
    CONSULT,
    _genre(6, "board", 4, 7),
    _genre(6, "gross", 4, 7),
    _genre(7, "call", 4, 7, " "),
    _genre(6, "portal", 3, 5, " "),
    _genre(8, "audit", 3, 6),
    _genre(5, "script", 3, 6),
    _genre(5, "implant", 4, 7),
    _genre(6, "cohort", 4, 7),
)


def genres(country: str) -> tuple[Genre, ...]:
    """What hospitals of the country write."""
    pool = f"discharge_{country}"
    discharge = Genre(
        12,
        (
            Part(f"{pool}_head", 1, 1, "\n"),
            Part(pool, 4, len(POOLS[pool]), "\n", ordered=True),
            Part("discharge_sign", 1, 1, "\n"),
        ),
    )
    return (discharge, DESK_US if country == "en_US" else _genre(12, "desk", 4, 8), *EVERYWHERE)
