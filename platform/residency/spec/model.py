"""The model: its parts, its adapters, its words."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated

from pydantic import Field, model_validator

from residency.spec.base import Count, Fraction, Name, Positive, SpecModel, Whole


class TextArchitecture(StrEnum):
    """Text models that LLaVA wraps."""

    GPT_OSS = "gpt-oss"
    LLAMA = "llama"
    PHI3 = "phi3"
    QWEN2 = "qwen2"


class VisionArchitecture(StrEnum):
    """Vision towers."""

    CLIP = "clip"
    VIT = "vit"


class Yarn(SpecModel):
    """YaRN context extension (arXiv 2309.00071): context = factor x originalContext."""

    factor: Positive = 32.0
    original_context: Count = 4096
    beta_fast: Positive = 32.0
    beta_slow: Positive = 1.0
    truncate: bool = False


class TextConfig(SpecModel):
    """Dimensions of a text model; `tieEmbeddings`: the head is the embeddings once more."""

    hidden_size: Count
    layers: Count
    heads: Count
    kv_heads: Count
    head_dim: Count | None = None
    intermediate_size: Count
    vocabulary_size: Count | None = None
    context: Count
    experts: Count | None = None
    experts_per_token: Count | None = None
    sliding_window: Count | None = None
    rope_theta: Positive = 150000.0
    yarn: Yarn | None = None
    tie_embeddings: bool = False


class TextModel(SpecModel):
    """The language model: read from a folder, or built from its dimensions.

    Where both are given, the folder has to be what the dimensions say; a plan counts with them.
    """

    architecture: TextArchitecture
    path: str | None = None
    config: TextConfig | None = None


class VisionConfig(SpecModel):
    """Dimensions of a vision tower (pixels; tokens are (imageSize / patchSize) squared)."""

    image_size: Count
    patch_size: Count
    hidden_size: Count
    layers: Count
    heads: Count
    intermediate_size: Count


class FeatureSelect(StrEnum):
    """Which tokens of a layer are taken: patches alone, or with the class token."""

    PATCH = "patch"
    FULL = "full"


class VisionFeatures(SpecModel):
    """A layer of the vision tower; negative counts from the end."""

    layer: int = -2
    select: FeatureSelect = FeatureSelect.PATCH


class Padding(StrEnum):
    """What fills the sides of a picture that is no square: nothing, or what a tower ignores."""

    BLACK = "black"  # as the background of most medical pictures
    MEAN = "mean"  # the mean colour that CLIP's towers subtract, as LLaVA pads


class VisionModel(SpecModel):
    """The vision tower: read from a folder, or built from its dimensions.

    `padding` makes squares of pictures; tiles fill their grid and are never padded.
    """

    architecture: VisionArchitecture = VisionArchitecture.CLIP
    path: str | None = None
    config: VisionConfig | None = None
    features: tuple[VisionFeatures, ...] = (VisionFeatures(),)
    padding: Padding = Padding.BLACK


class ProjectorKind(StrEnum):
    """From vision features to word embeddings."""

    MLP = "mlp"  # two layers, GELU
    LINEAR = "linear"


class Projector(SpecModel):
    """One projector; `features` indexes the vision tower's list."""

    kind: ProjectorKind = ProjectorKind.MLP
    features: Whole = 0


class AdapterKind(StrEnum):
    """Low-rank adapters."""

    LORA = "lora"
    HLORA = "hlora"


class Adapter(SpecModel):
    """A plug-in of low rank beside layers of the text model, where a stage's `train` names it.

    `rank`: of a LoRA, of each layer and of each packed expert; of an H-LoRA, the packed rank (rank
    per expert x experts). `targets`: layers by the end of their path (`q_proj`,
    `experts.down_proj`); without any, every linear layer but the head (of gpt-oss, attention).
    `dropout`: of an adapter's input; packed experts take none.
    """

    kind: AdapterKind
    rank: Count
    alpha: Positive
    experts: Count = 1
    dropout: Fraction = 0.0
    targets: tuple[str, ...] = ()
    task: Name | None = None


class Vocabulary(SpecModel):
    """Words: how many a trained tokenizer has, or how many rows are added for a given one.

    `init`: what the rows of added words begin as, the mean of all others or zeros.
    """

    size: Count | None = None
    extend: Whole = 0
    init: Annotated[str, Field(pattern="^(mean|zeros)$")] = "mean"


class Tokenizer(SpecModel):
    """A tokenizer read from a folder; without a path one is trained on the corpus."""

    path: str | None = None


class ImageTokenizer(SpecModel):
    """A VQGAN that turns images into discrete tokens, for generation."""

    path: str
    codes: Count
    tokens: Count


class Tiling(SpecModel):
    """Large images cut into tiles (InternVL style), with a thumbnail."""

    tile: Count
    maximum: Count
    thumbnail: bool = True


class Template(StrEnum):
    """How a conversation becomes text."""

    HARMONY = "harmony"
    LLAMA2 = "llama2"
    LLAMA3 = "llama3"
    PHI3 = "phi3"
    CHATML = "chatml"


class Model(SpecModel):
    """A vision-language model."""

    text: TextModel
    vision: VisionModel
    projectors: Mapping[Name, Projector] = Field(default_factory=lambda: {"default": Projector()})
    adapters: Mapping[Name, Adapter] = Field(default_factory=dict)
    tokenizer: Tokenizer = Tokenizer()
    vocabulary: Vocabulary = Vocabulary()
    image_tokenizer: ImageTokenizer | None = None
    tiling: Tiling | None = None
    template: Template = Template.HARMONY

    @model_validator(mode="after")
    def _tiles_fit_the_tower(self) -> Model:
        size = self.vision.config.image_size if self.vision.config else None
        if self.tiling is not None and size is not None and self.tiling.tile != size:
            raise ValueError(
                f"tiling.tile is {self.tiling.tile} px and vision.config.imageSize {size}: "
                "a tile is what the vision tower reads, so make them equal"
            )
        return self
