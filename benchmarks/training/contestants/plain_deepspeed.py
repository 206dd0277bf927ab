"""A DeepSpeed loop as one writes it by hand: deepspeed.initialize, and no more."""

from __future__ import annotations

from typing import Any

from benchmarks.training.job import Job
from benchmarks.training.turns import Turns


def run(job: Job, turns: Turns) -> None:
    """Over packed rows, with the loss of the whole step's targets."""
    import deepspeed
    import torch
    from torch import distributed

    from benchmarks.training.contestants.model import DTYPES, load, trained
    from benchmarks.training.contestants.packed_rows import PackedRows

    # A compiler, where there is one, would build an operator for a minute that training does not
    # use.
    deepspeed.ops.__compatible_ops__["deepspeed_shm_comm"] = False
    deepspeed.init_distributed(dist_backend="nccl" if job.device == "cuda" else "gloo")
    model = load(job)
    experts = {type(one) for one in model.modules() if type(one).__name__ == "GptOssMLP"}
    if job.zero == 3 and experts:
        deepspeed.utils.set_z3_leaf_modules(model, list(experts))
    optimizer = torch.optim.AdamW(trained(model), lr=job.lr, weight_decay=0.0)
    engine, *_ = deepspeed.initialize(model=model, optimizer=optimizer, config=config(job))
    rows = PackedRows(job, distributed.get_rank(), DTYPES[job.precision])
    for batches, targets in rows.steps():
        turns.step_begins()
        share = 0.0
        parts = job.ranks * len(batches)  # DeepSpeed takes the mean of that many losses
        for batch in batches:
            loss = engine(**batch, num_items_in_batch=targets / parts).loss
            engine.backward(loss)
            engine.step()
            share += loss.item() / parts
        turns.loss(share)


def config(job: Job) -> dict[str, Any]:
    """DeepSpeed's defaults but for what decides numbers, and buckets as large as ours."""
    shape = job.shape
    bf16 = job.precision == "bf16"
    return {
        "train_batch_size": shape.rows,
        "train_micro_batch_size_per_gpu": shape.row_batch,
        "gradient_clipping": job.clip,
        "bf16": {"enabled": bf16},
        **({"data_types": {"grad_accum_dtype": "fp32"}} if bf16 else {}),
        "zero_optimization": {
            "stage": job.zero,
            "reduce_bucket_size": job.bucket,
            "allgather_bucket_size": job.bucket,
        },
        "zero_allow_untested_optimizer": True,
        "steps_per_print": 10**9,
    }
