"""Numbers and codes of the sixth set."""

from __future__ import annotations

from pathlib import Path

from benchmarks.safe_harbor.fourth.codes import coder

draw_code = coder(Path(__file__).with_name("words") / "codes.txt")
