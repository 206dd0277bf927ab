"""What a launch leaves behind, however it was made: a note of each worker, with times."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

WORKERS = 2
SAME = 1e-3
"""How far two launches' losses and gradient norms may lie apart, and count as equal."""


@dataclass(frozen=True, slots=True)
class Mark:
    """What one worker saw. Times are seconds since the epoch; 0: it does not get that far."""

    rank: int
    world_size: int
    first_line: float
    imported: float = 0.0  # everything that the step needs
    first_step: float = 0.0  # the end of the first optimiser step
    loss: float = 0.0  # of that step, over all ranks
    norm: float = 0.0  # of its gradient


@dataclass(frozen=True, slots=True)
class Launch:
    """A launch of several workers. Its times are seconds from the call, of the last worker."""

    called: float
    marks: tuple[Mark, ...]  # by rank

    @property
    def first_line(self) -> float:
        """Until every worker runs its own code."""
        return max(mark.first_line for mark in self.marks) - self.called

    @property
    def imported(self) -> float:
        """Until every worker has imported what it needs."""
        return max(mark.imported for mark in self.marks) - self.called

    @property
    def first_step(self) -> float:
        """Until the end of the first optimiser step, which ends with a sum over the ranks."""
        return self.marks[0].first_step - self.called

    @property
    def ranks(self) -> tuple[tuple[int, int], ...]:
        """Each worker's rank and world size."""
        return tuple((mark.rank, mark.world_size) for mark in self.marks)

    def learns_as(self, other: Launch) -> bool:
        """Whether both ran on the same ranks and found the same loss and gradient norm."""
        mine, theirs = self.marks[0], other.marks[0]
        return (
            self.ranks == other.ranks
            and abs(mine.loss - theirs.loss) <= SAME
            and abs(mine.norm - theirs.norm) <= SAME
        )


def own_rank() -> tuple[int, int]:
    """Rank and world size of this worker, as Ray Train tells them."""
    return int(os.environ["RANK"]), int(os.environ["WORLD_SIZE"])


def write_mark(folder: str, mark: Mark) -> None:
    """Leave the worker's note in the launch's folder, in place of an earlier one."""
    path = Path(folder) / f"rank-{mark.rank}.json"
    path.write_text(json.dumps(asdict(mark)), encoding="utf-8")


def read_launch(folder: Path, called: float) -> Launch:
    """The notes of all workers."""
    marks = [Mark(**json.loads(path.read_text())) for path in folder.glob("rank-*.json")]
    return Launch(called, tuple(sorted(marks, key=lambda mark: mark.rank)))
