"""Bytes of weights, gradients, optimiser and buffers on one rank, by ZeRO stage.

ZeRO (arXiv 1910.02054, section 5) gives the shares; what stands beside them is what DeepSpeed
0.19.8 allocates under the configuration of plan/deepspeed.py: fp32 master weights and AdamW's
two moments (12 bytes a trained parameter), the bucket in which gradients are reduced, flat
copies, ZeRO-3's gathered weights. Parameters that are not trained have weights alone.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from residency.plan.deepspeed import BUCKET
from residency.plan.shape import ModelShape, Weight

_FP32 = 4
MASTER, MOMENTS = 4, 8  # bytes a trained parameter

ALLREDUCE: Final = 500_000_000  # engine.allreduce_gradients: elements flattened at once (stage 0)


@dataclass(frozen=True, slots=True)
class Sizes:
    """Elements that are held or sent at once. Where the recipe says nothing: the bucket of
    plan/deepspeed.py, all else as in DeepSpeed 0.19.8."""

    bucket: int = BUCKET  # reduce_bucket_size
    persisted: int = 100_000  # stage3_param_persistence_threshold: smaller ones stay gathered
    prefetched: int = 50_000_000  # stage3_prefetch_bucket_size
    live: int = 1_000_000_000  # stage3_max_live_parameters and stage3_max_reuse_distance
    sub_group: int = 1_000_000_000  # sub_group_size: of one rank, updated at once


@dataclass(frozen=True, slots=True)
class Engine:
    """How a stage is spread and in which numbers it computes."""

    zero: int
    ranks: int
    number: int  # bytes of a working number: 2 in bf16, 4 in fp32
    offload: bool = False
    # torch's AdamW works on all tensors at once on a GPU (a square root each), on a CPU on one
    # after another (a square root and its quotient).
    on_gpu: bool = True
    sizes: Sizes = Sizes()


@dataclass(frozen=True, slots=True)
class EngineBytes:
    """Of one rank. What is always there, and the extra of each phase."""

    weights: int
    gradients: int  # between backward pass and update
    optimizer: int  # master weights and moments on the device
    bucket: int  # of reduction, while there is a backward pass (ZeRO-3: always)
    bucket_stays: bool
    standing: int  # of the gradients' bytes, those that are there all the time
    piling: int  # gradients that pile up by themselves during the backward pass
    unreduced: int  # of these, bytes that are not among `gradients`
    reducing: int  # flat copies at the greatest reduction
    updating: int  # AdamW's temporaries, and gradients made whole or fp32 for it
    gathered: int  # ZeRO-3: whole weights while layers are computed
    gathering: int  # ZeRO-3: buffers of the greatest gather
    offloaded: int  # in the machine's memory: optimiser state and gradients
    copied: int  # there, too: of a checkpoint, until it is written

    @property
    def host(self) -> int:
        """All that a rank holds in the machine's memory while it trains."""
        return self.offloaded + self.copied


def engine_bytes(shape: ModelShape, engine: Engine) -> EngineBytes:
    """The bytes of one rank (the first: all others have no more, but for padding)."""
    builders = (_replicated, _first, _second, _third)
    return builders[engine.zero](shape, engine)


def _replicated(shape: ModelShape, engine: Engine) -> EngineBytes:
    w, trained = engine.number, shape.trained
    low = w < _FP32
    return EngineBytes(
        weights=w * shape.total,
        gradients=w * trained,
        optimizer=(MOMENTS + (MASTER if low else 0)) * trained,
        bucket=0,
        bucket_stays=False,
        standing=0,
        piling=w * trained,
        unreduced=0,
        reducing=w * min(trained, ALLREDUCE),
        updating=(_FP32 * trained if low else 0) + _adam(trained, _largest(shape), engine),
        gathered=0,
        gathering=0,
        offloaded=0,
        copied=_copied(shape, engine),
    )


def _first(shape: ModelShape, engine: Engine) -> EngineBytes:
    """In bf16 every rank adds up all gradients in fp32; in fp32 they are reduced in a bucket."""
    w, trained = engine.number, shape.trained
    own = math.ceil(trained / engine.ranks)
    adam = _adam(own, own, engine)
    low = w < _FP32 and not engine.offload
    if low:
        return EngineBytes(
            weights=w * shape.total,
            gradients=(w + _FP32) * trained,
            optimizer=(MASTER + MOMENTS) * own,
            bucket=0,
            bucket_stays=False,
            standing=_FP32 * trained,
            piling=w * trained,
            unreduced=0,
            reducing=w * min(trained, ALLREDUCE),
            updating=adam,
            gathered=0,
            gathering=0,
            offloaded=0,
            copied=_copied(shape, engine),
        )
    held = 0 if engine.offload else _FP32 * _touched(shape, engine.ranks)
    return _bucketed(shape, engine, held=held, unreduced=w * max(0, trained - engine.sizes.bucket))


def _second(shape: ModelShape, engine: Engine) -> EngineBytes:
    w = engine.number
    own = math.ceil(shape.trained / engine.ranks)
    held = _FP32 * (own if w < _FP32 else _touched(shape, engine.ranks))
    return _bucketed(shape, engine, held=0 if engine.offload else held, unreduced=0)


def _bucketed(shape: ModelShape, engine: Engine, *, held: int, unreduced: int) -> EngineBytes:
    w, trained, bucket = engine.number, shape.trained, engine.sizes.bucket
    own = math.ceil(trained / engine.ranks)
    largest = _largest(shape)
    whole = w * largest if largest > bucket else 0  # one that does not fit the bucket
    state = (MASTER + MOMENTS) * own
    adam = 0 if engine.offload else _adam(own, own, engine)
    flat = 0 if w < _FP32 or engine.offload else _FP32 * own - held
    flat_copy = whole + max(w * min(trained, bucket), whole)
    # In bf16 the rank's share is there from the first reduction, and a weight's gradient is made
    # fp32 to be added to it; in fp32 the share is made when the flat copy is gone.
    reducing = flat_copy + _FP32 * largest if w < _FP32 else max(0, flat_copy - held)
    return EngineBytes(
        weights=w * shape.total,
        gradients=held,
        optimizer=0 if engine.offload else state,
        bucket=w * bucket + (w * largest if engine.offload else 0),
        bucket_stays=False,
        standing=0,
        piling=unreduced,
        unreduced=unreduced,
        reducing=reducing,
        updating=max(0, adam + flat),
        gathered=0,
        gathering=0,
        offloaded=state + _FP32 * own + w * own if engine.offload else 0,
        copied=_copied(shape, engine),
    )


def _third(shape: ModelShape, engine: Engine) -> EngineBytes:
    w, ranks, trained = engine.number, engine.ranks, shape.trained
    sizes, bucket = engine.sizes, engine.sizes.bucket
    own = math.ceil(trained / ranks)
    small = sum(x.size for x in shape.weights if x.size <= sizes.persisted)
    # One rank has nothing to gather: its shares are the weights themselves.
    large = 0 if ranks == 1 else shape.total - small
    block, largest = _largest_block(shape), _largest(shape)
    whole = w * largest if largest > bucket else 0
    group = min(own, sizes.sub_group)
    state = (MASTER + MOMENTS) * own
    update = _FP32 * group + _adam(group, group, engine)
    return EngineBytes(
        weights=w * math.ceil(shape.total / ranks) + (w * small if ranks > 1 else 0),
        gradients=0 if engine.offload else _FP32 * own,
        optimizer=0 if engine.offload else state,
        bucket=w * bucket,
        bucket_stays=True,
        standing=0 if engine.offload else _FP32 * own,
        piling=0,
        unreduced=0,
        # The bucket's content joined into one tensor, and split by rank into another.
        reducing=whole + 2 * max(w * min(trained, bucket), whole),
        # Small weights are not gathered while they are updated.
        updating=max(0, (0 if engine.offload else update) - (w * small if ranks > 1 else 0)),
        gathered=w * min(large, sizes.live + block),
        gathering=w * min(large, max(block, sizes.prefetched)),
        offloaded=state + _FP32 * own if engine.offload else 0,
        copied=_copied(shape, engine),
    )


def _copied(shape: ModelShape, engine: Engine) -> int:
    """What a checkpoint copies of a rank before it is written behind the steps (train/saver.py).

    Each rank takes an equal part of the fp32 weights and moments, whatever the ZeRO stage.
    """
    return math.ceil((MASTER + MOMENTS) * shape.trained / engine.ranks)


def _adam(elements: int, largest: int, engine: Engine) -> int:
    """Temporaries of an update of so many elements, in tensors of at most `largest`."""
    return _FP32 * elements if engine.on_gpu else 2 * _FP32 * largest


def _largest(shape: ModelShape) -> int:
    return max((weight.size for weight in shape.weights if weight.trained), default=0)


def _touched(shape: ModelShape, ranks: int) -> int:
    """Elements of the parameters that lie in the first rank's share, wholly or in part."""
    own, seen = math.ceil(shape.trained / ranks), 0
    for weight in shape.weights:
        if weight.trained:
            seen += weight.size
            if seen >= own:
                break
    return seen


def _largest_block(shape: ModelShape) -> int:
    """Elements of the largest module that ZeRO-3 gathers at once: a block of experts is one."""
    blocks: dict[str, int] = {}
    for weight in shape.weights:
        key = _block_of(weight)
        blocks[key] = blocks.get(key, 0) + weight.size
    return max(blocks.values(), default=0)


def _block_of(weight: Weight) -> str:
    before, found, _ = weight.path.partition(".mlp.")
    if found and (".experts." in weight.path or ".router." in weight.path):
        return before
    return weight.path.rpartition(".")[0]
