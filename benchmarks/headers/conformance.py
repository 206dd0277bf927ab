"""dciodvfy (Debian's package dicom3tools) on an object before and after de-identification."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

PROGRAM = "dciodvfy"
_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Errors:
    """How many errors the checker reports; warnings are not counted."""

    before: int
    after: int

    @property
    def more(self) -> bool:
        """Whether de-identification broke something."""
        return self.after > self.before


def installed() -> bool:
    """Whether the checker is on this machine."""
    return shutil.which(PROGRAM) is not None


def compare(original: bytes, deidentified: bytes, folder: Path) -> Errors:
    """Errors of both; `folder` takes the two files."""
    return Errors(_errors(original, folder / "a.dcm"), _errors(deidentified, folder / "b.dcm"))


def _errors(content: bytes, path: Path) -> int:
    path.write_bytes(content)
    told = subprocess.run([PROGRAM, str(path)], capture_output=True, timeout=_SECONDS, check=False)
    lines = (told.stderr + told.stdout).decode("latin-1").splitlines()
    return sum(line.startswith("Error") for line in lines)
