"""What arithmetic needs to know of a model: its weights by path, and the sizes of its layers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from residency.errors import SizeUnknown
from residency.spec.model import Model, TextArchitecture

EMBEDDINGS, HEAD = "language.embeddings.", "language.head."
ADAPTERS = "adapters."


@dataclass(frozen=True, slots=True)
class Weight:
    """A parameter, by the path that a recipe's globs see."""

    path: str
    size: int  # elements
    trained: bool = True


@dataclass(frozen=True, slots=True)
class TextShape:
    """Sizes of a text model. A dense one has no experts, and each token's MLP counts once."""

    architecture: TextArchitecture
    hidden: int
    layers: int
    heads: int
    kv_heads: int
    head_dim: int
    intermediate: int
    vocabulary: int
    experts: int = 0
    experts_per_token: int = 1
    window: int | None = None
    windowed_layers: int = 0
    tied: bool = False  # the head is the embeddings once more: one weight, used twice

    @property
    def query_width(self) -> int:
        """Elements of a token's queries, all heads together."""
        return self.heads * self.head_dim

    @property
    def kv_width(self) -> int:
        """Elements of a token's keys (as many as of its values)."""
        return self.kv_heads * self.head_dim


@dataclass(frozen=True, slots=True)
class VisionShape:
    """Sizes of a vision tower."""

    hidden: int
    layers: int
    used_layers: int  # up to the last one whose output anybody looks at
    heads: int
    intermediate: int
    patches: int  # tokens that an image becomes
    patch_values: int  # numbers of one patch
    image_values: int  # numbers of one picture

    @property
    def tokens(self) -> int:
        """Tokens inside the tower: the patches and the class token."""
        return self.patches + 1


@dataclass(frozen=True, slots=True)
class ModelShape:
    """A model as a stage trains it."""

    text: TextShape
    vision: VisionShape
    weights: tuple[Weight, ...]
    projectors: int = 1

    @property
    def total(self) -> int:
        """All parameters."""
        return sum(weight.size for weight in self.weights)

    @property
    def trained(self) -> int:
        """Those that get gradients."""
        return sum(weight.size for weight in self.weights if weight.trained)

    @property
    def merged(self) -> tuple[Weight, ...]:
        """Of adapters that an export merges: LoRA's. H-LoRA, which has routers, stays beside."""
        adapters = [weight for weight in self.weights if weight.path.startswith(ADAPTERS)]
        routed = {_adapter(weight) for weight in adapters if weight.path.endswith(".router")}
        return tuple(weight for weight in adapters if _adapter(weight) not in routed)

    @property
    def served(self) -> int:
        """Parameters of the exported model."""
        return self.total - sum(weight.size for weight in self.merged)

    @property
    def by_part(self) -> Mapping[str, tuple[int, int]]:
        """Part -> (parameters, trained ones); embeddings and head apart from `language`."""
        parts: dict[str, tuple[int, int]] = {}
        for weight in self.weights:
            first, second, *_ = weight.path.split(".")
            part = second if weight.path.startswith((EMBEDDINGS, HEAD)) else first
            total, trained = parts.get(part, (0, 0))
            own = weight.size if weight.trained else 0
            parts[part] = (total + weight.size, trained + own)
        return parts

    def is_trained(self, prefix: str) -> bool:
        """Whether any parameter below a path gets gradients."""
        return any(w.trained and w.path.startswith(prefix) for w in self.weights)

    @property
    def trains_layers(self) -> bool:
        """Whether the text model's own layers get gradients (adapters apart)."""
        return any(w.trained and _in_layers(w.path) for w in self.weights)

    @property
    def head_path(self) -> str:
        """Below which the weights of the head lie."""
        return EMBEDDINGS if self.text.tied else HEAD

    @property
    def trains_head(self) -> bool:
        """Whether the weights that make the logits get gradients."""
        return self.is_trained(self.head_path)

    @property
    def gradient_enters(self) -> bool:
        """Whether gradients have to flow through the text model's layers to reach something."""
        before = ("vision.", "projector.", EMBEDDINGS, ADAPTERS)
        return self.trains_layers or any(map(self.is_trained, before))


def _adapter(weight: Weight) -> str:
    """The name of the adapter that the weight belongs to."""
    return weight.path.split(".")[1]


def _in_layers(path: str) -> bool:
    return path.startswith("language.") and not path.startswith((EMBEDDINGS, HEAD))


def text_shape(model: Model, vocabulary: int | None = None) -> TextShape:
    """From a recipe's dimensions. Raises SizeUnknown, naming what the recipe leaves out."""
    size = model.text.config
    if size is None:
        raise SizeUnknown(
            "model.text.config is missing: nothing can be planned without its dimensions.",
            "Add model.text.config (hiddenSize, layers, heads, ...).",
        )
    words = max(size.vocabulary_size or 0, vocabulary or 0) + model.vocabulary.extend
    if not words:
        raise SizeUnknown(
            "The vocabulary's size is unknown: there is no tokenizer and no vocabularySize.",
            "Add model.text.config.vocabularySize, or name a tokenizer.",
        )
    sparse = model.text.architecture is TextArchitecture.GPT_OSS
    return TextShape(
        architecture=model.text.architecture,
        hidden=size.hidden_size,
        layers=size.layers,
        heads=size.heads,
        kv_heads=size.kv_heads,
        head_dim=size.head_dim or size.hidden_size // size.heads,
        intermediate=size.intermediate_size,
        vocabulary=words,
        experts=(size.experts or 1) if sparse else 0,
        experts_per_token=(size.experts_per_token or 1) if sparse else 1,
        window=size.sliding_window,
        windowed_layers=_windowed(sparse, size.layers) if size.sliding_window else 0,
        tied=size.tie_embeddings,
    )


def _windowed(alternating: bool, layers: int) -> int:
    """gpt-oss alternates, sliding first; the others slide in all layers."""
    return (layers + 1) // 2 if alternating else layers


def vision_shape(model: Model) -> VisionShape:
    """From a recipe's dimensions. Raises SizeUnknown where there are none."""
    size = model.vision.config
    if size is None:
        raise SizeUnknown(
            "model.vision.config is missing: nothing can be planned without its dimensions.",
            "Add model.vision.config (imageSize, patchSize, hiddenSize, ...).",
        )
    layers = [features.layer for features in model.vision.features]
    return VisionShape(
        hidden=size.hidden_size,
        layers=size.layers,
        used_layers=max(n if n >= 0 else size.layers + 1 + n for n in layers),
        heads=size.heads,
        intermediate=size.intermediate_size,
        patches=(size.image_size // size.patch_size) ** 2,
        patch_values=3 * size.patch_size**2,
        image_values=3 * size.image_size**2,
    )
