"""Floating-point operations of a training step, a token. Pure arithmetic.

A product of a token with a weight matrix is two operations a weight forward; backward two more
for its gradient and two for the input's (Kaplan et al., arXiv 2001.08361, section 2.1). A frozen
weight gets no gradient, but passes the input's on where something before it is trained. A
mixture of experts multiplies with the chosen ones only. Attention adds two products of a query
with all keys and values that it sees: half of the row, or the window (arXiv 2104.04473).
Norms, softmax and the optimiser are left out, as everywhere.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from residency.plan.shape import (
    ADAPTERS,
    EMBEDDINGS,
    HEAD,
    ModelShape,
    TextShape,
    VisionShape,
    Weight,
)


@dataclass(frozen=True, slots=True)
class Flops:
    """Operations of one pass: forward, backward, and what is computed again."""

    forward: float
    backward: float
    recomputed: float = 0.0

    def __add__(self, other: Flops) -> Flops:
        return Flops(
            self.forward + other.forward,
            self.backward + other.backward,
            self.recomputed + other.recomputed,
        )

    def scaled(self, factor: float) -> Flops:
        """So many times this."""
        return Flops(self.forward * factor, self.backward * factor, self.recomputed * factor)

    @property
    def model(self) -> float:
        """What the model needs: the numerator of MFU (PaLM, arXiv 2204.02311, appendix B)."""
        return self.forward + self.backward

    @property
    def hardware(self) -> float:
        """What the GPU does, recomputation included."""
        return self.model + self.recomputed


@dataclass(frozen=True, slots=True)
class StageFlops:
    """Of a stage's rows."""

    token: Flops  # of one position of the text model, head included
    attention: float  # of `token`, the part that grows with the row
    image: Flops  # of one tile: tower and projector, before its tokens reach the text model


def stage_flops(shape: ModelShape, length: int, *, checkpointing: bool) -> StageFlops:
    """At rows of `length` tokens, every position counted as a target."""
    quadratic = attention_flops(shape, length, checkpointing=checkpointing)
    return StageFlops(
        token=layer_flops(shape, checkpointing=checkpointing) + quadratic + head_flops(shape),
        attention=quadratic.hardware,
        image=image_flops(shape, checkpointing=checkpointing),
    )


def layer_flops(shape: ModelShape, *, checkpointing: bool = False) -> Flops:
    """Of one token: the layers' weights that it is multiplied with, and trained adapters'."""
    layers = _passed(
        2.0 * _active(shape),
        trained=shape.trains_layers,
        entered=shape.gradient_enters,
        checkpointing=checkpointing,
    )
    return layers + _adapters(shape, checkpointing=checkpointing)


def attention_flops(shape: ModelShape, length: int, *, checkpointing: bool = False) -> Flops:
    """Of one token, as the mean over a sample of `length`: what grows with it.

    Queries, keys and values are no weights: both of their gradients are needed, or neither.
    """
    scores = _scores(shape.text, length)
    if not shape.gradient_enters:
        return Flops(scores, 0.0)
    return _passed(scores, trained=True, entered=True, checkpointing=checkpointing)


def head_flops(shape: ModelShape) -> Flops:
    """Of one position that is a target."""
    return _passed(
        2.0 * shape.text.hidden * shape.text.vocabulary,
        trained=shape.trains_head,
        entered=shape.gradient_enters,
        checkpointing=False,
    )


def active_parameters(shape: ModelShape) -> int:
    """What one token is multiplied with: chosen experts, the head; embeddings are looked up."""
    head = sum(w.size for w in shape.weights if w.path.startswith(shape.head_path))
    return int(_active(shape)) + head


def _active(shape: ModelShape) -> float:
    """Weights of the layers that a token is multiplied with, norms and biases among them."""
    layers = (w for w in shape.weights if w.path.startswith("language.") and not _outside(w.path))
    return _met(shape, layers)


def _met(shape: ModelShape, weights: Iterable[Weight]) -> float:
    """What a token meets of these: of experts, and of what stands beside them, the chosen ones."""
    text = shape.text
    share = text.experts_per_token / text.experts if text.experts else 1.0
    return sum(w.size * (share if ".experts." in w.path else 1.0) for w in weights)


def _outside(path: str) -> bool:
    return path.startswith((EMBEDDINGS, HEAD))


def _adapters(shape: ModelShape, *, checkpointing: bool) -> Flops:
    """Those that the stage trains, with the projections they stand beside."""
    size = _met(shape, (w for w in shape.weights if w.trained and w.path.startswith(ADAPTERS)))
    return _passed(2.0 * size, trained=True, entered=True, checkpointing=checkpointing)


def _scores(text: TextShape, length: int) -> float:
    """Products with keys and with values, of one token, in all layers (causal)."""
    full = text.layers - text.windowed_layers
    seen = full * length / 2
    if text.window:
        # Positions before the window is full see less: half of it, on average.
        window = min(text.window, length)
        seen += text.windowed_layers * (window - window * window / (2 * length))
    return 4.0 * text.query_width * seen


def image_flops(shape: ModelShape, *, checkpointing: bool = False) -> Flops:
    """Of one tile: tower and projector.

    The tower computes every layer (CLIPEncoder, transformers 5.23); a gradient, and what is
    computed again for it, begins at the last layer that is looked at.
    """
    vision = shape.vision
    looked_at = _passed(
        vision.tokens * _tower(vision, vision.used_layers),
        trained=shape.is_trained("vision."),
        # Nothing before the tower is trained: the gradient of its pixels is not needed, which
        # saves one layer's worth at most and is left out.
        entered=shape.is_trained("vision."),
        checkpointing=checkpointing,
    )
    tower = replace(looked_at, forward=vision.tokens * _tower(vision, vision.layers))
    sizes = sum(w.size for w in shape.weights if w.path.startswith("projector."))
    projector = _passed(
        2.0 * vision.patches * sizes / max(1, shape.projectors),
        trained=shape.is_trained("projector."),
        entered=shape.is_trained("vision.") or shape.is_trained("projector."),
        checkpointing=False,
    )
    return tower + projector


def _tower(vision: VisionShape, layers: int) -> float:
    """Of one token, forward: its patch and so many layers, attention over all patches."""
    width = vision.hidden
    weights = 4 * width * width + 2 * width * vision.intermediate
    attention = 4.0 * width * vision.tokens
    return layers * (2.0 * weights + attention) + 2.0 * width * vision.patch_values


def _passed(forward: float, *, trained: bool, entered: bool, checkpointing: bool) -> Flops:
    backward = forward * ((1 if trained else 0) + (1 if entered else 0))
    return Flops(forward, backward, forward if checkpointing and entered else 0.0)
