"""Ending training in order where its machine has to go: what a pod's preStop hook runs.

A process that trains keeps a locked file in the folder that RESIDENCY_DRAIN names, for as long as
it does; in the file stands by which other file its attempt is asked to stop. So a hook that knows
nothing of attempts can ask all of this machine, and wait: for a step, and for a checkpoint. The
kernel frees a lock when its process dies, however it dies.

    RESIDENCY_DRAIN=/tmp/drain python -m residency.train.drain
"""

from __future__ import annotations

import fcntl
import os
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from residency.train.marks import is_held

VARIABLE = "RESIDENCY_DRAIN"
POLL_SECONDS = 0.2


@contextmanager
def drainable(stop: Path) -> Iterator[None]:
    """While the block lasts, a drain of this machine makes the file `stop`, and waits.

    Without RESIDENCY_DRAIN nobody will ask, and nothing is written.
    """
    folder = os.environ.get(VARIABLE)
    if not folder:
        yield
        return
    Path(folder).mkdir(parents=True, exist_ok=True)
    path = Path(folder) / uuid.uuid4().hex
    hidden = path.with_name(f".{path.name}")  # until it is whole, and locked
    with hidden.open("x", encoding="utf-8") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.write(str(stop))
        file.flush()
        hidden.rename(path)
        try:
            yield
        finally:
            path.unlink(missing_ok=True)


def drain(folder: Path, sleep: Callable[[float], object] = time.sleep) -> None:
    """Ask every attempt that trains here to stop; return when none does any more.

    How long that may take is for whoever waits to say: a pod's grace period.
    """
    while stops := list(_asked_through(folder)):
        for stop in stops:
            with suppress(OSError):  # its folder is gone, or its disk: the others are asked
                stop.touch()
        sleep(POLL_SECONDS)


def _asked_through(folder: Path) -> Iterator[Path]:
    """The files by which living attempts of this machine are asked to stop."""
    for path in folder.glob("[!.]*"):
        with suppress(FileNotFoundError):  # it ended between two looks
            if is_held(path):
                yield Path(path.read_text(encoding="utf-8"))


def main() -> int:
    """Drain the folder that RESIDENCY_DRAIN names."""
    folder = os.environ.get(VARIABLE)
    if not folder:
        sys.stderr.write(f"{VARIABLE} is not set: there is nothing to drain.\n")
        return 2
    drain(Path(folder))
    return 0


if __name__ == "__main__":
    sys.exit(main())
