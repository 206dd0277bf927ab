"""What one rank needs at its worst: bytes by moment of a training step. Pure arithmetic.

A step's peak lies in one of a few moments, each with its own guests beside the weights and the
optimiser: the first and the last layer (computed anew where activations are checkpointed), the
logits, the last reduction of gradients, the update. All are summed, and the greatest counts.
Sources: plan/sharding.py and plan/activations.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from residency.plan import activations as held
from residency.plan.activations import LOGITS_AT_ONCE, Rows, Settings
from residency.plan.shape import EMBEDDINGS, ModelShape
from residency.plan.sharding import Engine, EngineBytes, engine_bytes
from residency.spec.training import Attention

_FP32 = 4


@dataclass(frozen=True, slots=True)
class Job:
    """How a stage is run, as far as memory goes."""

    engine: Engine
    rows: Rows
    attention: Attention
    checkpointing: bool
    logits_at_once: int = LOGITS_AT_ONCE

    @property
    def settings(self) -> Settings:
        """What the layers need to know."""
        return Settings(self.engine.number, self.attention, self.logits_at_once)


@dataclass(frozen=True, slots=True)
class MemoryPlan:
    """Bytes of one rank."""

    weights: int
    gradients: int
    optimizer: int
    activations: int  # kept for the backward pass, logits apart
    logits: int  # of a chunk, in fp32, with their gradients and the head's
    transients: Mapping[str, int]  # what comes and goes, by name
    moments: Mapping[str, int]  # what each moment needs in all
    host: int  # of the machine's memory: an offloaded optimiser, a checkpoint's copy

    @property
    def peak(self) -> int:
        """The most that is needed at any moment."""
        return max(self.moments.values())

    @property
    def worst(self) -> str:
        """The moment of the peak."""
        return max(self.moments, key=lambda name: self.moments[name])

    @property
    def resident(self) -> int:
        """Weights, gradients and optimiser, between backward pass and update."""
        return self.weights + self.gradients + self.optimizer


def memory_plan(shape: ModelShape, job: Job) -> MemoryPlan:
    """The plan of a rank. Raises nothing: sizes are checked where they are written."""
    engine = engine_bytes(shape, job.engine)
    kept = _Kept(shape, job)
    return MemoryPlan(
        weights=engine.weights,
        gradients=engine.gradients,
        optimizer=engine.optimizer,
        activations=kept.all,
        logits=kept.head.work,
        transients={
            "logits": kept.head.work,
            "layer": kept.layer.peak,
            "gathered": engine.gathered + engine.gathering,
            "reduced": engine.bucket + engine.reducing,
            "update": engine.updating,
        },
        moments=_moments(shape, job, engine, kept),
        host=engine.host,
    )


class _Kept:
    """Activations of a stage, summed as they are kept."""

    def __init__(self, shape: ModelShape, job: Job) -> None:
        w, rows = job.engine.number, job.rows
        self.layer = held.text_layer(shape, rows, job.settings)
        self.vision = held.vision_kept(shape, rows, w, checkpointing=job.checkpointing)
        self.masks = held.masks(rows, w, job.settings, shape.text)
        self.stream = w * rows.tokens * shape.text.hidden  # one layer's input
        entered = shape.gradient_enters
        if job.checkpointing:
            self.layers = shape.text.layers * self.stream if entered else 0
            self.stays = self.masks if entered else 0
        else:
            self.layers = shape.text.layers * self.layer.kept
            self.stays = 0
        self.norm = held.final_norm(shape, rows, w)
        self.head = held.head(shape, rows, job.settings)

    @property
    def all(self) -> int:
        """Kept when the forward pass is over."""
        return self.vision + self.layers + self.stays + self.norm + self.head.kept + self.stream


def _moments(shape: ModelShape, job: Job, engine: EngineBytes, kept: _Kept) -> dict[str, int]:
    base = engine.weights + engine.optimizer + engine.standing
    forward = base + engine.gathered + (engine.bucket if engine.bucket_stays else 0)
    # DeepSpeed makes its bucket when the first gradient comes: below a frozen text model, late.
    early = engine.bucket if engine.bucket_stays or _trains_text(shape) else 0
    backward = base + engine.gathered + early
    gradients = engine.gradients - engine.standing
    stays = kept.vision + kept.stream  # until the backward pass ends
    below = kept.layers - (
        0 if job.checkpointing else kept.layer.kept
    )  # kept by the layers before
    reduced = base + engine.bucket + gradients + engine.unreduced + engine.reducing
    standing = engine.bucket if engine.bucket_stays else 0
    moments = {
        "last layer": forward
        + engine.gathering
        + stays
        + below
        + kept.stream
        + kept.masks
        + kept.layer.peak,
        "logits": forward + kept.all + kept.head.work,
        "head back": backward + kept.all + kept.head.summed + kept.head.weight,
        "final norm back": backward + kept.all + _norm_work(shape, job),
        "reduction": reduced,
        "update": base + standing + gradients + engine.updating,
    }
    if shape.gradient_enters:
        layer = kept.layer.peak + 2 * kept.stream + kept.stays  # gradients of output and input
        moments["last layer back"] = backward + stays + below + layer
        piled = _piled(shape, engine)
        moments["first layer back"] = backward + stays + kept.stream + layer + piled
    if shape.is_trained("vision."):
        moments["tower back"] = base + engine.gathered + engine.bucket + _tower(shape, job, kept)
    return moments


def _trains_text(shape: ModelShape) -> bool:
    """Whether a gradient of a weight comes before the text model's backward pass is over."""
    return shape.trains_layers or shape.trains_head or shape.is_trained("adapters.")


def _tower(shape: ModelShape, job: Job, kept: _Kept) -> int:
    """The tower's last layer, with the gradients of its output and of the embeddings."""
    w, images = job.engine.number, job.rows.images
    layer = held.vision_layer(shape.vision, images, w)
    gradients = 2 * w * images * shape.vision.tokens * shape.vision.hidden
    again = layer.kept if job.checkpointing else 0
    return kept.vision + kept.stream + again + layer.mlp_work + gradients


def _norm_work(shape: ModelShape, job: Job) -> int:
    """The backward pass of an RMSNorm: five tensors in fp32."""
    return 5 * _FP32 * job.rows.tokens * shape.text.hidden


def _piled(shape: ModelShape, engine: EngineBytes) -> int:
    """Gradients that stand by themselves when the first layer is reached: those after it."""
    after = sum(
        w.size
        for w in shape.weights
        if w.trained and w.path.startswith("language.") and not w.path.startswith(EMBEDDINGS)
    )
    return engine.piling * after // max(1, shape.trained)
