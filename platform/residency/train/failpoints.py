"""Places at which a test has a training process die, hang or fail: nobody else arms one.

A place that is not armed costs a comparison. Which places there are is told here, so that a test
can go through all of them.
"""

from __future__ import annotations

import os
import signal
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path


class Place(StrEnum):
    """Where a training process can be struck, in the order in which one passes them."""

    LOADED = "loaded"  # the engine is made
    RESTORE = "restore"  # before each parameter of a checkpoint
    RESTORED = "restored"
    BATCH = "batch"  # the rows of a step are read
    FORWARD = "forward"  # between forward and backward
    ACCUMULATED = "accumulated"  # after each micro-batch
    UPDATE = "update"  # before the optimiser's step
    UPDATED = "updated"
    COPY = "copy"  # before each parameter is copied to memory
    SHARD = "shard"  # before each tensor of a file
    SHARD_WRITTEN = "shard-written"  # the file is on the disk; nobody was told
    VOTE = "vote"  # every rank has written; none has said so
    MANIFEST = "manifest"  # all have voted; there is no manifest
    COMMIT = "commit"  # the manifest is on the disk; there is no COMMIT
    COMMITTED = "committed"  # the pointer still names the one before
    POINTED = "pointed"  # nothing was forgotten yet
    RETENTION = "retention"  # an old COMMIT is gone; its files are not
    EXPORT = "export"
    EXPORTED = "exported"  # there is a model, and no outcome


class Action(StrEnum):
    """What happens there."""

    KILL = "kill"  # this process, as when memory runs out
    KILL_GROUP = "kill-group"  # all of its process group, as when the machine goes
    KILL_PARENT = "kill-parent"  # who started it, and it goes on
    TERMINATE = "terminate"  # asked to end, as by a cluster that preempts
    STOP = "stop"  # it hangs
    RAISE = "raise"
    FLIP = "flip"  # a bit of the place's file, or of a file in the place's folder
    TRUNCATE = "truncate"  # the same file, by its last byte


@dataclass(frozen=True, slots=True)
class Failpoint:
    """Do `action` when this process reaches `place` for the `hit`-th time."""

    place: Place
    action: Action
    hit: int = 1


class Struck(OSError):
    """What the action RAISE raises: as a disk or a network does."""


class _Armed:
    def __init__(self, failpoint: Failpoint) -> None:
        self.failpoint, self.left = failpoint, failpoint.hit


_armed: list[_Armed] = []


def arm(*failpoints: Failpoint) -> None:
    """Have this process struck once by each of them; by none of those armed before."""
    _armed[:] = map(_Armed, failpoints)


def reached(place: Place, path: Path | None = None) -> None:
    """Say that this process is at a place, and which file or folder it is about."""
    if _armed:
        _strike_at(place, path)


def _strike_at(place: Place, path: Path | None) -> None:
    for armed in _armed:
        if armed.failpoint.place is place:
            armed.left -= 1
            if armed.left == 0:
                _strike(armed.failpoint.action, path)


def _strike(action: Action, path: Path | None) -> None:
    match action:
        case Action.KILL:
            os.kill(os.getpid(), signal.SIGKILL)
        case Action.KILL_GROUP:
            os.killpg(0, signal.SIGKILL)
        case Action.KILL_PARENT:
            os.kill(os.getppid(), signal.SIGKILL)
        case Action.TERMINATE:
            os.kill(os.getpid(), signal.SIGTERM)
        case Action.STOP:
            os.kill(os.getpid(), signal.SIGSTOP)
        case Action.RAISE:
            raise Struck(f"struck at {path}")
        case Action.FLIP | Action.TRUNCATE:
            _damage(action, path)


def _damage(action: Action, path: Path | None) -> None:
    if path is None:
        raise ValueError("there is no file at this place")
    file = min(path.glob("state-*")) if path.is_dir() else path
    content = bytearray(file.read_bytes())
    if action is Action.FLIP:
        content[-1] ^= 1
    file.write_bytes(content if action is Action.FLIP else content[:-1])
