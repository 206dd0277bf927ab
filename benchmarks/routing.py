"""What it costs to count the experts of a global batch before its gradients are made.

With more than one micro-batch a rank, train/counting.py runs each once without gradients. Here
one rank trains a small LLaVA over gpt-oss (benchmarks/tensor_bytes, `wide`) with the engine of
plain torch, four micro-batches a step; the time of counting is set against that of the forward
and backward passes of the same step.

    python benchmarks/routing.py [--steps N]
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path
from statistics import median

import torch

# `benchmarks` is found whatever folder this is started in.
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.tensor_bytes.cases import Case, model_of, work_of
from benchmarks.tensor_bytes.worker import batch_of
from residency.data.pack import IGNORED
from residency.model.build import build_config, build_model
from residency.spec.training import Precision
from residency.train.data import StepBatch, Totals
from residency.train.loss import LossModel
from residency.train.plain import PlainEngine

MICRO_BATCHES, WARM = 4, 2
CASE = Case(zero=0, precision=Precision.FP32, wide=True)


def engine_of(*, checkpointing: bool) -> PlainEngine:
    """A small model whose routers are balanced."""
    model = build_model(build_config(model_of(CASE)), seed=1, dtype=torch.float32)
    if checkpointing:
        model.activation_checkpointing_enable({"use_reentrant": False})
    recipe = work_of(CASE, 1).identity.optimizer
    return PlainEngine(LossModel(model, balance=True), recipe, CASE.precision, 0.01)


def step_seconds(engine: PlainEngine, batch: StepBatch) -> tuple[float, float]:
    """Of counting, and of forward and backward passes."""
    start = time.perf_counter()
    totals = engine.counted(batch)
    counted = time.perf_counter()
    for micro in batch.micro_batches:
        engine.accumulate(micro, totals)
    done = time.perf_counter()
    engine.update(1.0)
    return counted - start, done - counted


def main() -> None:
    """Print a line with checkpointed activations, and one without."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--steps", type=int, default=20)
    steps = parser.parse_args().steps
    torch.manual_seed(1)
    micro = tuple(batch_of(CASE) for _ in range(MICRO_BATCHES))
    targets = sum(int((one.labels != IGNORED).sum()) for one in micro)
    batch = StepBatch(micro, Totals(targets, sum(one.tokens for one in micro)))
    for checkpointing in (False, True):
        engine = engine_of(checkpointing=checkpointing)
        seconds = [step_seconds(engine, batch) for _ in range(WARM + steps)][WARM:]
        counting, training = (median(part) for part in zip(*seconds, strict=True))
        sys.stdout.write(
            f"activations {'checkpointed' if checkpointing else 'kept'}: counting "
            f"{1000 * counting:.0f} ms beside {1000 * training:.0f} ms, "
            f"{counting / training:.2f} of it\n"
        )


if __name__ == "__main__":
    main()
