"""Bytes that a forward pass keeps for its backward pass, and the most that a layer works with.

After Korthikanti et al., arXiv 2205.05198, section 4, written anew for what transformers 5.23
really keeps: GptOss's eager attention keeps its probabilities with the sink's column and an
index of their maximum, repeated keys and values, and RMSNorm its input in fp32; packed experts
keep seven widths a chosen expert; the tower (CLIP) attends without score matrices. A weight
that is not trained keeps no input. tests/integration/test_memory_plan.py holds all this
against counted bytes; for text models other than gpt-oss it is arithmetic alone.

t = batch x length tokens, w = bytes of a working number, all figures in bytes.
"""

from __future__ import annotations

from dataclasses import dataclass

from residency.plan.shape import ModelShape, TextShape, VisionShape
from residency.spec.model import TextArchitecture
from residency.spec.training import Attention

_FP32, _INT64 = 4, 8
PACKED = (".experts.gate_up_proj", ".experts.down_proj")

# 1 GiB of them in fp32. With gpt-oss's 201,088 words that is 1,334 positions, several times what a
# product with the head needs to be bound by computing and not by reading the head (about 200 on a
# H200); with 49,152 words, 5,461, which is most micro-batches whole.
LOGITS_AT_ONCE = 1 << 28
"""Elements of the logits that are held at a time (train/target_loss.py)."""


@dataclass(frozen=True, slots=True)
class Rows:
    """What one micro-batch of one rank holds."""

    batch: int
    length: int
    targets: int  # positions that are predicted, of the whole micro-batch
    images: int  # tiles, of the whole micro-batch

    @property
    def tokens(self) -> int:
        """Positions, padding included."""
        return self.batch * self.length


@dataclass(frozen=True, slots=True)
class LayerBytes:
    """One layer: what is kept, and what computing it takes beside that."""

    attention: int  # kept by the first norm and the attention
    mlp: int  # kept by the second norm and the MLP
    attention_work: int
    mlp_work: int

    @property
    def kept(self) -> int:
        """All that the layer keeps."""
        return self.attention + self.mlp

    @property
    def peak(self) -> int:
        """The most that is there while the layer is computed."""
        return max(self.attention + self.attention_work, self.kept + self.mlp_work)


@dataclass(frozen=True, slots=True)
class Settings:
    """Of a stage, what decides the bytes of its activations."""

    number: int  # w: 2 in bf16, 4 in fp32
    attention: Attention
    logits_at_once: int = LOGITS_AT_ONCE


def text_layer(shape: ModelShape, rows: Rows, settings: Settings) -> LayerBytes:
    """One layer of the text model; nothing is kept where no gradient passes through it."""
    text, w = shape.text, settings.number
    trained, t = shape.trains_layers, rows.tokens
    scores, work = _attention(text, rows, settings)
    if not shape.gradient_enters:
        return LayerBytes(0, 0, scores + work, _mlp(text, t, w, trained)[0])
    norm = _norm(text, t, w, trained)
    inputs = w * t * text.query_width if trained else 0  # of the output projection
    mlp, mlp_work = _mlp(text, t, w, trained)
    adapters, summed = _adapters(shape, t, w), _summed_experts(shape, w)
    return LayerBytes(norm + scores + inputs + adapters, norm + mlp + summed, work, mlp_work)


def _norm(text: TextShape, t: int, w: int, trained: bool) -> int:
    """RMSNorm: its input in fp32, the normalised input, its output (where weights need it)."""
    if not trained:
        return _FP32 * t * text.hidden + _FP32 * t
    normalised = _FP32 if text.architecture is TextArchitecture.GPT_OSS else w
    return (_FP32 + normalised + w) * t * text.hidden + _FP32 * t


def _attention(text: TextShape, rows: Rows, settings: Settings) -> tuple[int, int]:
    """Kept and worked with, without the norm before and the projection after."""
    t, w, queries = rows.tokens, settings.number, text.query_width
    eager = settings.attention is Attention.EAGER
    if not eager or text.architecture is not TextArchitecture.GPT_OSS:
        kept = w * t * (2 * queries + 2 * text.kv_width) + _FP32 * t * text.heads
        return kept, w * t * (queries + 2 * text.kv_width) + _FP32 * t * queries
    matrix = w * rows.batch * text.heads * rows.length * rows.length
    with_sink = w * rows.batch * text.heads * rows.length * (rows.length + 1)
    repeated = queries if text.heads > text.kv_heads else text.kv_width
    kept = with_sink + w * t * (queries + 2 * repeated) + _INT64 * t * text.heads
    # Scores, scores with the sink, and the same less their maximum; its gradient as many again.
    return kept, matrix + with_sink


def _mlp(text: TextShape, t: int, w: int, trained: bool) -> tuple[int, int]:
    inner, hidden = text.intermediate, text.hidden
    if not text.experts:
        kept = w * t * inner * (4 if trained else 3)
        return kept, w * t * inner * 2
    chosen = t * text.experts_per_token
    routing = _INT64 * 4 * chosen + w * t * (text.experts + text.experts_per_token)
    # Gathered inputs and the gated product are inputs of products with weights; gates, clamped
    # gates, sigmoids, their product, the linear half and the experts' outputs are of others.
    kept = w * chosen * (6 * inner + hidden) + routing
    if trained:
        kept += w * chosen * (inner + hidden)
    # Biases gathered by row, and the linear half before one is added.
    return kept, w * chosen * 3 * inner


def _adapters(shape: ModelShape, t: int, w: int) -> int:
    """LoRA keeps the input of each adapted layer and its low-rank image."""
    paths = [x for x in shape.weights if x.trained and x.path.startswith("adapters.")]
    if not paths or not shape.text.layers:
        return 0
    text = shape.text
    widths = 2 * text.hidden + text.query_width + text.intermediate
    return w * t * widths


def _summed_experts(shape: ModelShape, w: int) -> int:
    """A layer's packed experts with their adapters added: made in each pass, and kept.

    Of both packed weights, since an adapter's path does not tell which of them it stands beside.
    """
    adapted = any(x.trained and ".experts.lora_" in x.path for x in shape.weights)
    packed = sum(x.size for x in shape.weights if x.path.endswith(PACKED)) if adapted else 0
    return w * packed // max(1, shape.text.layers)


def vision_layer(vision: VisionShape, images: int, w: int) -> LayerBytes:
    """One layer of the tower, trained: quick-GELU and attention without score matrices."""
    v = images * vision.tokens
    attention = w * v * vision.hidden * 6 + _FP32 * v * vision.heads
    mlp = w * v * (3 * vision.intermediate + 2 * vision.hidden) + 4 * w * v
    return LayerBytes(attention, mlp, 0, w * v * vision.intermediate)


def vision_kept(shape: ModelShape, rows: Rows, w: int, *, checkpointing: bool) -> int:
    """Pictures, tower and projector."""
    vision, text = shape.vision, shape.text
    pictures = (_FP32 + (w if w != _FP32 else 0)) * rows.images * vision.image_values
    kept = pictures
    if shape.is_trained("vision."):
        layer = vision_layer(vision, rows.images, w)
        one = w * rows.images * vision.tokens * vision.hidden if checkpointing else layer.kept
        kept += vision.used_layers * one
    if shape.is_trained("vision.") or shape.is_trained("projector."):
        patches = rows.images * vision.patches
        kept += w * patches * (vision.hidden + 2 * text.hidden)
    return kept


def masks(rows: Rows, w: int, settings: Settings, text: TextShape) -> int:
    """Additive masks of packed rows, one a kind of attention layer."""
    if settings.attention is Attention.FLASH:
        return 0
    kinds = 2 if text.architecture is TextArchitecture.GPT_OSS else 1
    return kinds * w * rows.batch * rows.length * rows.length


def final_norm(shape: ModelShape, rows: Rows, w: int) -> int:
    """Kept by the norm after the last layer."""
    if not shape.gradient_enters:
        return 0
    return _norm(shape.text, rows.tokens, w, shape.trains_layers)


@dataclass(frozen=True, slots=True)
class HeadBytes:
    """The cross-entropy of targets, whose gradients are made with it (train/target_loss.py)."""

    kept: int  # the gradient of the chosen hidden states
    chosen: int  # those states, while the loss is computed
    logits: int  # of one chunk in fp32, beside them their logarithms or their gradients
    slopes: int  # the gradients of a chunk's logits, as they are multiplied
    weight: int  # the weight's gradient by one chunk
    summed: int  # and by the chunks before, in fp32

    @property
    def work(self) -> int:
        """The most that is there at a time, beside what is kept."""
        return self.chosen + self.summed + max(self.logits, self.slopes + self.weight)


def head(shape: ModelShape, rows: Rows, settings: Settings) -> HeadBytes:
    """Of all targets of a micro-batch, a chunk at a time."""
    text, w = shape.text, settings.number
    at_once = min(rows.targets, max(1, settings.logits_at_once // text.vocabulary))
    weights = text.hidden * text.vocabulary if shape.trains_head else 0
    states = w * rows.targets * text.hidden
    return HeadBytes(
        kept=states,
        chosen=states,
        logits=2 * _FP32 * at_once * text.vocabulary,
        slopes=w * at_once * text.vocabulary,
        weight=w * weights,
        summed=_FP32 * weights if at_once < rows.targets else 0,
    )
