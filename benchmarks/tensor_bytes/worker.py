"""One rank: trains each case for a few steps through our engine, and counts the later ones.

    torchrun --nproc-per-node=2 -m benchmarks.tensor_bytes.worker OUT CASE_JSON...

Rank 0 writes what it counted to OUT, one JSON object a case.
"""

from __future__ import annotations

import gc
import json
import os
import sys
from dataclasses import asdict
from pathlib import Path

import torch

from benchmarks.tensor_bytes.cases import (
    BATCH,
    Case,
    Counted,
    images_of,
    length_of,
    logits_at_once_of,
    model_of,
    targets_of,
    work_of,
)
from benchmarks.tensor_bytes.tracker import AllocatedBytes, Meter, TensorBytes
from residency.adapters.deepspeed.engine import build_engine
from residency.data.pack import IGNORED
from residency.model.adapters import add_adapters
from residency.model.build import DTYPES, build_config, build_model
from residency.model.freeze import freeze
from residency.model.shape import model_shapes
from residency.plan.activations import Rows
from residency.plan.memory import Job, memory_plan
from residency.plan.sharding import Engine, engine_bytes
from residency.plan.work import TrainWork
from residency.spec.training import Attention
from residency.train.data import MicroBatch, Totals
from residency.train.engine import TrainEngine
from residency.train.loss import LossModel

_WARM = 2  # steps: moments are made at the first update, ZeRO-3 knows the order from the second on
_COUNTED = 4  # steps, the least of which counts: gloo's thread may hold what it reduced for longer


class FreshModel:
    """Implements ModelSource with weights drawn from the seed."""

    is_loaded = False

    def __init__(self, work: TrainWork, logits_at_once: int) -> None:
        self._work, self._logits_at_once = work, logits_at_once

    def build(self) -> LossModel:
        """As train.worker builds a stage's model."""
        identity = self._work.identity
        model = build_model(
            build_config(identity.model), seed=identity.seed, dtype=DTYPES[identity.precision]
        )
        if self._work.execution.activation_checkpointing:
            model.activation_checkpointing_enable({"use_reentrant": False})
        add_adapters(model, identity.model.adapters, identity.train, seed=identity.seed)
        freeze(model, identity.train)
        return LossModel(model, balance=False, logits_at_once=self._logits_at_once)


def batch_of(case: Case) -> MicroBatch:
    """Rows that begin with an image and end in targets."""
    length, size = length_of(case), model_of(case).vision.config
    assert size is not None
    patches = (size.image_size // size.patch_size) ** 2
    ids = torch.randint(1, 1000, (BATCH, length))
    ids[:, : images_of(case) * patches] = 0  # the image's placeholder, where there is no tokenizer
    labels = torch.full((BATCH, length), IGNORED)
    own = targets_of(case)
    labels[:, length - own :] = ids[:, length - own :]
    return MicroBatch(
        input_ids=ids,
        labels=labels,
        segment_ids=torch.ones_like(ids),
        positions=torch.arange(length).expand(BATCH, length).contiguous(),
        pixels=torch.randn(BATCH * images_of(case), 3, size.image_size, size.image_size),
        has_images=True,
    )


def _on_gpu() -> bool:
    return os.environ.get("DS_ACCELERATOR") == "cuda"


def predicted(case: Case, ranks: int) -> Counted:
    """The plan of a case, with nothing measured yet."""
    rows = Rows(BATCH, length_of(case), BATCH * targets_of(case), BATCH * images_of(case))
    number = DTYPES[case.precision].itemsize
    job = Job(
        engine=Engine(case.zero, ranks, number, on_gpu=_on_gpu()),
        rows=rows,
        attention=Attention.EAGER,
        checkpointing=case.checkpointing,
        logits_at_once=logits_at_once_of(case),
    )
    (shape,) = model_shapes(model_of(case), [case.train])
    plan, engine = memory_plan(shape, job), engine_bytes(shape, job.engine)
    standing = engine.bucket if engine.bucket_stays else 0
    during = plan.worst == "reduction" or plan.worst.endswith(" back")
    return Counted(
        case=case.name,
        ranks=ranks,
        worst=plan.worst,
        predicted=plan.peak,
        measured=0,
        bucket=engine.bucket if engine.bucket_stays or during else 0,
        predicted_state=plan.resident + standing,
        measured_state=0,
    )


def count(case: Case) -> Counted:
    """Train, and count the last step."""
    ranks = torch.distributed.get_world_size()
    meter: Meter = AllocatedBytes() if _on_gpu() else TensorBytes()
    with meter:
        work = work_of(case, ranks)
        engine = build_engine(work, FreshModel(work, logits_at_once_of(case)))
        peaks = []
        for _ in range(_WARM + _COUNTED):
            gc.collect()
            meter.restart()
            state = _step(engine, batch_of(case), case, meter)
            peaks.append(meter.peak)
    plan = predicted(case, ranks)
    return Counted(**{**asdict(plan), "measured": min(peaks[_WARM:]), "measured_state": state})


def _step(engine: TrainEngine, batch: MicroBatch, case: Case, meter: Meter) -> int:
    """One update. Returns the bytes between backward pass and update, without the inputs."""
    inputs = [batch.input_ids, batch.labels, batch.segment_ids, batch.positions, batch.pixels]
    targets, tokens = BATCH * targets_of(case), batch.tokens
    engine.accumulate(batch, Totals(targets * engine.world_size, tokens * engine.world_size))
    gc.collect()
    state = meter.now - (
        0 if _on_gpu() else sum(x.untyped_storage().nbytes() for x in inputs if x is not None)
    )
    engine.update(1.0)
    return state


def main() -> None:
    """Count every case that is named."""
    out, *named = sys.argv[1:]
    import deepspeed

    deepspeed.init_distributed(dist_backend="nccl" if _on_gpu() else "gloo")
    lines = []
    for text in named:
        counted = count(Case.model_validate_json(text))
        lines.append(json.dumps(asdict(counted)))
        gc.collect()
        if torch.distributed.get_rank() == 0:
            Path(out).write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
