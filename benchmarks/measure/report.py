"""The options that every benchmark takes, and its report: a table to read, JSON for programs."""

from __future__ import annotations

import argparse
import json
import os
import platform
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from importlib.metadata import version
from importlib.util import cache_from_source, find_spec
from pathlib import Path

from benchmarks.measure.interleaved import Row

HEADER = ("", "peer", "ours", "theirs", "ratio", "spread", "equal")


@dataclass(frozen=True, slots=True)
class Report:
    """All that one benchmark found."""

    rows: tuple[Row, ...]
    quick: bool = False
    machine: Mapping[str, str | float] = field(default_factory=dict)
    notes: Mapping[str, Mapping[str, float]] = field(default_factory=dict)  # seconds by phase

    def document(self) -> dict[str, object]:
        """As JSON: `quick` stands there only where it is true, and then nothing is a result."""
        quick = {"quick": True} if self.quick else {}
        rows = [asdict(row) for row in self.rows]
        return {
            **quick,
            "unit": "s",
            "rows": rows,
            "machine": dict(self.machine),
            "notes": {name: dict(note) for name, note in self.notes.items()},
        }

    def table(self) -> str:
        """One line a row, in columns."""
        lines = [HEADER, *map(_cells, self.rows)]
        widths = [max(len(line[n]) for line in lines) for n in range(len(HEADER))]
        return "\n".join(
            "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
            for line in lines
        )

    def write(self, path: Path) -> None:
        """The JSON, to a file whose folder is made."""
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(self.document(), indent=1) + "\n", encoding="utf-8")


def options(description: str | None, subjects: Sequence[str]) -> argparse.ArgumentParser:
    """--quick, --json FILE and --only SUBJECT; the description is shown as it is."""
    parser = argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--quick",
        action="store_true",
        help="one run instead of several: shows that it works, and measures nothing",
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the rows as JSON")
    parser.add_argument(
        "--only",
        action="append",
        choices=subjects,
        metavar="SUBJECT",
        help=f"measure this one alone ({', '.join(subjects)}); may be repeated",
    )
    return parser


def machine(*packages: str) -> dict[str, str | float]:
    """What the figures depend on: cores, memory, load so far, bytecode, versions."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return {
        "cores": os.cpu_count() or 0,
        "memory_gib": round(memory / 2**30, 1),
        "load_at_start": load(),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "bytecode_cached": all(map(_is_compiled, packages)),
        **{name: version(name) for name in packages},
    }


def load() -> float:
    """Processes that wanted to run, over the last minute: above the cores, figures are noise."""
    return round(os.getloadavg()[0], 2)


def _is_compiled(package: str) -> bool:
    """Whether importing the package finds its bytecode, instead of compiling what it reads."""
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        return False
    return Path(cache_from_source(spec.origin)).is_file()


def _cells(row: Row) -> tuple[str, ...]:
    spread = "-" if row.spread is None else f"{row.spread[0]:.2f}-{row.spread[1]:.2f}"
    times = f"{row.ours:.2f} s", f"{row.theirs:.2f} s"
    return row.name, row.peer, *times, f"{row.ratio:.2f}", spread, "yes" if row.equal else "NO"
