"""The transformers Trainer with DeepSpeed beneath it."""

from __future__ import annotations

from benchmarks.training.contestants import trainer
from benchmarks.training.job import Job
from benchmarks.training.turns import Turns


def run(job: Job, turns: Turns) -> None:
    """As the Trainer alone, with `deepspeed` among its arguments."""
    import deepspeed

    deepspeed.ops.__compatible_ops__["deepspeed_shm_comm"] = False  # see plain_deepspeed.py
    # Or ZeRO-3, loading the model, takes itself for the only rank (DeepSpeed 0.19.8).
    deepspeed.init_distributed(dist_backend="gloo")
    config = {
        "train_batch_size": "auto",
        "train_micro_batch_size_per_gpu": "auto",
        "gradient_accumulation_steps": "auto",
        "gradient_clipping": "auto",
        "zero_optimization": {
            "stage": job.zero,
            "reduce_bucket_size": job.bucket,
            "allgather_bucket_size": job.bucket,
        },
        "zero_allow_untested_optimizer": True,
        "zero_force_ds_cpu_optimizer": False,
        "steps_per_print": 10**9,
    }
    trainer.run(job, turns, config)
