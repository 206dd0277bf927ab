"""What rank 0 tells of each step beside its loss: the loss by source, and where the time went."""

from __future__ import annotations

import resource
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

import torch

from residency.data.pack import IGNORED
from residency.plan.utilisation import Held
from residency.train.account import CHECKPOINT, DATA_WAIT
from residency.train.data import StepBatch
from residency.train.engine import Losses

FORWARD_BACKWARD, OPTIMIZER = "forward_backward", "optimizer"
GIB = float(1 << 30)


@dataclass(slots=True)
class Split:
    """Seconds of a step by what they went to; those of a checkpoint count to the next step."""

    seconds: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    before: Mapping[str, float] = field(default_factory=dict)

    @contextmanager
    def timed(self, part: str) -> Iterator[None]:
        """Add the time of the block to a part."""
        start = time.perf_counter()
        yield
        self.seconds[part] += time.perf_counter() - start

    def figures(self, spent: Mapping[str, float]) -> dict[str, float]:
        """Of the step that ends now; `spent` is what the attempt has spent by cause."""
        for cause in (DATA_WAIT, CHECKPOINT):
            self.seconds[cause] = spent.get(cause, 0.0) - self.before.get(cause, 0.0)
        self.before = dict(spent)
        figures = {f"seconds.{part}": seconds for part, seconds in self.seconds.items()}
        self.seconds.clear()
        return figures


def source_sums(losses: Sequence[Losses], sources: int) -> list[float]:
    """This rank's cross-entropy of each source, then its targets; to be summed over ranks."""
    sums = [0.0] * (2 * sources)
    for loss in losses:
        for number, value in enumerate(loss.by_source):
            sums[number] += value
    return sums


def source_losses(sources: Sequence[str], sums: Sequence[float]) -> dict[str, float]:
    """The mean over each source's targets; a source without a target in this step has none."""
    crosses, targets = sums[: len(sources)], sums[len(sources) :]
    return {
        f"loss.{name}": cross / count
        for name, cross, count in zip(sources, crosses, targets, strict=True)
        if count
    }


def held(batch: StepBatch) -> Held:
    """What this rank's rows hold, a stand-in for a missing image left out."""
    lengths: list[int] = []
    targets = images = 0
    for micro in batch.micro_batches:
        for row in micro.segment_ids:
            lengths += row.bincount()[1:].tolist()
        targets += int((micro.labels != IGNORED).sum())
        images += len(micro.pixels) if micro.pixels is not None and micro.has_images else 0
    return Held(lengths, targets, images)


def peak_memory() -> float:
    """The most that this process has held so far, in GiB: of its GPU, or of memory without one."""
    if torch.cuda.is_available():
        return torch.cuda.max_memory_allocated() / GIB
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / GIB
