"""Which checkpoints stay: the last two that are verified, and the best; leftovers of the dead go.

The best is the one with the lowest mean loss of training since the checkpoint before it: nothing
is evaluated while a stage trains.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from pathlib import Path

from residency.train.checkpoint import (
    COMMIT,
    Checkpoint,
    Unusable,
    attempt_folders,
    attempt_of,
    verified,
)
from residency.train.durable import digest
from residency.train.failpoints import Place, reached
from residency.train.marks import clear_marks, is_marked

KEPT = 2


class Retention:
    """Forgets old checkpoints of one step; used by one thread of one process."""

    def __init__(self, root: Path, fingerprint: str) -> None:
        self._root, self._fingerprint = root, fingerprint
        self._digests: dict[tuple[str, int, int, int], str] = {}

    def forget_old(self) -> None:
        """Remove committed checkpoints but the last two verified steps and the best.

        Nothing is removed while fewer are known to be whole.
        """
        committed = [f for f in attempt_folders(self._root) if (f / COMMIT).is_file()]
        whole = list(filter(None, map(self._verified, committed)))
        if len({checkpoint.step for checkpoint in whole}) < KEPT:
            return
        kept = [checkpoint.folder for checkpoint in _to_keep(whole)]
        for folder in committed:
            if folder not in kept:
                (folder / COMMIT).unlink()  # first: half a folder is then no checkpoint
                reached(Place.RETENTION, kept[0])
                _remove(folder)

    def forget_leftovers(self, own: str) -> None:
        """Remove what no living attempt but `own` is writing, and nobody has committed."""
        for folder in attempt_folders(self._root):
            attempt = attempt_of(folder)
            if attempt == own or (folder / COMMIT).exists() or is_marked(self._root, attempt):
                continue
            # Its writer may have committed it and died since the first look.
            if not (folder / COMMIT).exists():
                _remove(folder)
        clear_marks(self._root)

    def _verified(self, folder: Path) -> Checkpoint | None:
        try:
            return verified(folder, self._fingerprint, self._digest)
        except (OSError, Unusable):
            return None

    def _digest(self, path: Path) -> str:
        """Read again only what has changed since: a file is written once."""
        there = os.stat(path)
        key = (str(path), there.st_size, there.st_mtime_ns, there.st_ino)
        if key not in self._digests:
            self._digests[key] = digest(path)
        return self._digests[key]


def _to_keep(whole: Sequence[Checkpoint]) -> list[Checkpoint]:
    """Of verified ones, the newest first."""
    by_step = {checkpoint.step: checkpoint for checkpoint in reversed(whole)}
    kept = [by_step[step] for step in sorted(by_step, reverse=True)[:KEPT]]
    rated = [c for c in whole if c.manifest.standing.loss is not None]
    if rated:
        kept.append(min(rated, key=lambda c: c.manifest.standing.loss or 0.0))
    return kept


def _remove(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    try:
        folder.parent.rmdir()
    except OSError:
        return  # another attempt's folder of this step is still there
