"""Clinical words of the sixth set that must stay: the common ones come more often."""

from __future__ import annotations

from pathlib import Path

from benchmarks.safe_harbor.fifth.clinical import drawer
from benchmarks.safe_harbor.wordlists import listed

TERMS = listed(Path(__file__).with_name("words") / "clinical.txt")
draw_term = drawer(TERMS)
