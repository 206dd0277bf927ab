"""What a stage holds in the machine's memory, beside what its GPUs hold. Pure arithmetic.

A rank keeps an offloaded optimiser there, and the copy of a checkpoint until it is written
(plan/sharding.py). When the stage is over, rank 0 exports the model (train/worker.py,
model/export.py): by then every copy is written, and what is offloaded is still there.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from residency.plan.activations import PACKED
from residency.plan.shape import ADAPTERS, EMBEDDINGS, ModelShape

_BF16, _FP32 = 2, 4
_GOLDEN: Final = 2**29  # activations of the golden conversations, as model/export.py reckons them
_UNITS: Final = {"Mi": 1 << 20, "Gi": 1 << 30, "Ti": 1 << 40}


@dataclass(frozen=True, slots=True)
class HostPlan:
    """Bytes of a machine with so many ranks, rank 0 among them."""

    ranks: int
    offloaded: int  # by each rank, all the time
    copied: int  # by each rank, until its share of a checkpoint is written
    exported: int  # by rank 0, at the end
    read_again: int  # more by rank 0, to check the export; left out where memory is too short

    @property
    def rank(self) -> int:
        """What each rank holds while it trains."""
        return self.offloaded + self.copied

    @property
    def machine(self) -> int:
        """The most that all ranks of the machine need at a time."""
        return self.ranks * self.offloaded + max(self.ranks * self.copied, self.exported)

    @property
    def gibibytes(self) -> int:
        """What resources.memory has to say at least, of each worker: workers of a pod share it."""
        return math.ceil(self.machine / self.ranks / _UNITS["Gi"])


def ranks_a_machine(workers: int, room: int) -> int:
    """The most ranks on one machine, where they are spread evenly (adapters/kubernetes)."""
    return math.ceil(workers / math.ceil(workers / room))


def memory_bytes(written: str) -> int:
    """Of resources.memory: `224Gi`."""
    return int(written[:-2]) * _UNITS[written[-2:]]


def export_bytes(shape: ModelShape, number: int) -> int:
    """What rank 0 holds of a model that it exports, `number` bytes a working number.

    The whole model in working numbers, tied weights under both of their names; once more each
    weight that an adapter is merged into, as a sum; and all of it in bf16 where it was not.
    Files are written from these very tensors (safetensors 0.8). Left out: the one adapted weight
    whose sum is being made, in fp32.
    """
    tied = _below(shape, EMBEDDINGS) if shape.text.tied else 0
    rounded = _BF16 * (shape.served + tied) if number > _BF16 else 0
    return number * (shape.total + tied + _adapted(shape)) + rounded


def read_again_bytes(shape: ModelShape) -> int:
    """The exported model in bf16, its widest block in fp32, and the golden conversations."""
    blocks = {_block(w.path) for w in shape.weights if not w.path.startswith(ADAPTERS)}
    widest = max((_below(shape, block) for block in blocks), default=0)
    return _BF16 * shape.served + _FP32 * widest + _GOLDEN


def _block(path: str) -> str:
    """The module that is widened at once (model/precise.py): a layer, an end, or the tower."""
    first, second, third, *_ = [*path.split("."), "", ""]
    if first != "language":
        return f"{first}."
    return f"{first}.{second}.{third}." if second == "layers" else f"{first}.{second}."


def _below(shape: ModelShape, prefix: str) -> int:
    return sum(weight.size for weight in shape.weights if weight.path.startswith(prefix))


def _adapted(shape: ModelShape) -> int:
    """Elements of the weights that adapters stand beside; of packed experts, of both."""
    # `language.layers.0.self_attn.q_proj` of `adapters.own.<it>.lora_A`
    places = {w.path.split(".", 2)[2].rpartition(".")[0] for w in shape.merged}
    ends = (".weight", *PACKED)
    beside = (w for w in shape.weights if w.path.endswith(ends))
    return sum(w.size for w in beside if w.path.rpartition(".")[0] in places)
