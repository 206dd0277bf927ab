"""`make guards`: take out each guard, in a copy, and see its test fail. Exit 1 where one does not.

First all the tests run with every guard in place, since a test that fails anyway shows nothing.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from tests.guards.guard import Guard, guards

ROOT = Path(__file__).resolve().parents[2]
WIDTH = 64


@dataclass(frozen=True, slots=True)
class Outcome:
    """What pytest told."""

    failed: tuple[str, ...]  # the first words of each failure, of a test or of its fixture
    passed: int
    skipped: int
    broken: bool  # nothing was tested: an import, the command line


def main() -> int:
    """A line for each guard as soon as it is known; arguments choose by parts of its entry."""
    words = sys.argv[1:]
    chosen = [one for one in guards() if not words or any(word in str(one) for word in words)]
    if not chosen:
        sys.stdout.write(f"no guard of the list holds any of: {' '.join(words)}\n")
        return 1
    with tempfile.TemporaryDirectory(prefix="guards-") as folder:
        root = _copy(Path(folder))
        if not _holds(root, sorted({one.test for one in chosen})):
            return 1
        seen = sum(_is_missed(root, one) for one in chosen)
    sys.stdout.write(f"{seen} of {len(chosen)} guards are missed by their test\n")
    return 0 if seen == len(chosen) else 1


def _copy(folder: Path) -> Path:
    """The files that git knows or would add, and the reference data that lies beside them."""
    told = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    root = folder / "tree"
    for name in filter(None, told.stdout.split("\0")):
        if (ROOT / name).is_file():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, root / name)
    if (shared := ROOT.parent / "shared").is_dir():
        (folder / "shared").symlink_to(shared)
    return root


def _holds(root: Path, tests: Sequence[str]) -> bool:
    """Whether all pass in the copy as it is."""
    before = _run(root, tests, "-q")
    for words in before.failed:
        sys.stdout.write(f"fails with its guard in place: {words}\n")
    if not before.failed and not before.broken:
        sys.stdout.write(f"{before.passed} tests pass with every guard in place\n")
        if before.skipped:
            sys.stdout.write(f"{before.skipped} were skipped, and show nothing here\n")
    return not before.failed and not before.broken


def _is_missed(root: Path, guard: Guard) -> bool:
    begin = time.perf_counter()
    with guard.taken_out(root):
        told = _run(root, [guard.test], "-x", *_ignoring(guard))
    missed = bool(told.failed) and not told.broken
    verdict = "missed" if missed else "BROKEN" if told.broken else "NOT MISSED"
    why = told.failed[0] if missed else ""
    seconds = time.perf_counter() - begin
    sys.stdout.write(f"{verdict:<10} {seconds:4.0f} s  {guard.guard[:WIDTH]:<{WIDTH}}  {why}\n")
    sys.stdout.flush()
    return missed


def _ignoring(guard: Guard) -> tuple[str, ...]:
    return () if guard.warning is None else ("-W", f"ignore:{guard.warning}:DeprecationWarning")


def _run(root: Path, tests: Sequence[str], *options: str) -> Outcome:
    """pytest in a process of its own; a file is read anew, whatever its time says."""
    report = root.parent / "report.xml"
    report.unlink(missing_ok=True)
    environment = os.environ | {
        "PYTHONPATH": f"{root}{os.pathsep}{root / 'platform'}",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", f"--junitxml={report}", *options, *tests],
        cwd=root, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if not report.exists():
        return Outcome((), 0, 0, broken=True)
    cases = list(ElementTree.parse(report).iter("testcase"))
    # Of integration tests, the fixture is what runs the step.
    failed = [one for case in cases for one in case if one.tag in {"failure", "error"}]
    skipped = sum(case.find("skipped") is not None for case in cases)
    passed = len(cases) - len(failed) - skipped
    broken = ran.returncode not in {0, 1}
    return Outcome(tuple(map(_first_words, failed)), passed, skipped, broken)


def _first_words(failure: ElementTree.Element) -> str:
    return re.sub(r"\s+", " ", failure.get("message") or "")[:120]


if __name__ == "__main__":
    sys.exit(main())
