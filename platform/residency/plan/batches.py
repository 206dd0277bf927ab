"""How workers and their micro-batches share a global batch. Pure arithmetic."""

from __future__ import annotations

from residency.errors import SpecError
from residency.plan.work import TrainWork


def accumulation_steps(work: TrainWork, place: str = "") -> int:
    """Micro-batches that each worker adds up before an update.

    `place` is where the recipe states the stage, for the error: SpecError where the global batch
    does not divide by workers and micro-batch.
    """
    batch, execution = work.identity.optimizer.global_batch, work.execution
    workers, micro = execution.workers, execution.micro_batch
    if batch % (workers * micro) == 0:
        return batch // (workers * micro)
    shared = f"execution.workers {workers}"
    if batch % workers == 0:
        shared += f" x execution.microBatch {micro} = {workers * micro}"
    raise SpecError(
        f"{place}{'.' if place else ''}optimizer.globalBatch {batch} is no multiple of {shared}.",
        _remedy(batch, workers, micro),
    )


def micro_batch_for(batch: int, workers: int, most: int) -> int:
    """The largest micro-batch, of at most so many rows, that these workers can share a batch by.

    `most` itself where the batch does not even divide by the workers.
    """
    if batch % workers:
        return most
    share = batch // workers
    return next(size for size in range(min(most, share), 0, -1) if share % size == 0)


def _remedy(batch: int, workers: int, micro: int) -> str:
    """Values of the execution. The batch is the recipe's own: another one trains another model."""
    if batch % workers == 0:
        return f"Set execution.microBatch to {micro_batch_for(batch, workers, micro)}."
    divisors = [count for count in range(1, batch + 1) if batch % count == 0]
    near = [*[n for n in divisors if n < workers][-1:], *[n for n in divisors if n > workers][:1]]
    ways = " or ".join(_way(batch, count, micro) for count in near)
    return f"Set execution.workers (of a plan: --gpus) to {ways}."


def _way(batch: int, workers: int, micro: int) -> str:
    fitting = micro_batch_for(batch, workers, micro)
    return f"{workers}" if fitting == micro else f"{workers} (with execution.microBatch {fitting})"
