"""A training loop as one writes it by hand: DistributedDataParallel, AdamW, clipping."""

from __future__ import annotations

from contextlib import nullcontext

from benchmarks.training.job import Job
from benchmarks.training.turns import Turns


def run(job: Job, turns: Turns) -> None:
    """Over packed rows, with the loss of the whole step's targets."""
    import torch
    from torch import distributed
    from torch.nn.parallel import DistributedDataParallel

    from benchmarks.training.contestants.model import DTYPES, load, trained
    from benchmarks.training.contestants.packed_rows import PackedRows

    distributed.init_process_group("gloo")
    model = load(job)
    optimizer = torch.optim.AdamW(trained(model), lr=job.lr, weight_decay=0.0)
    whole = DistributedDataParallel(model) if job.ranks > 1 else model
    rows = PackedRows(job, distributed.get_rank(), DTYPES[job.precision])
    for batches, targets in rows.steps():
        turns.step_begins()
        share = 0.0
        for number, batch in enumerate(batches, 1):
            apart = number < len(batches) and job.ranks > 1
            with whole.no_sync() if apart else nullcontext():  # type: ignore[operator]
                # The mean over the ranks is that of all targets then.
                loss = whole(**batch, num_items_in_batch=targets / job.ranks).loss
                loss.backward()
            share += loss.item() / job.ranks
        torch.nn.utils.clip_grad_norm_(trained(model), job.clip)
        optimizer.step()
        optimizer.zero_grad()
        turns.loss(share)
