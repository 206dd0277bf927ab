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

    @model_validator(mode="after")
    def _heads_share_evenly(self) -> TextConfig:
        if self.heads % self.kv_heads:
            raise ValueError(
                f"heads is {self.heads} and kvHeads {self.kv_heads}: each key is shared by "
                "equally many heads, so heads is a multiple of kvHeads"
            )
        if (self.experts_per_token or 1) > (self.experts or 1):
            raise ValueError(
                f"expertsPerToken is {self.experts_per_token} and experts {self.experts}: a token "
                "goes to at most all of them"
            )
        return self


class TextModel(SpecModel):
    """The language model: read from a folder, or built from its dimensions.

    Where both are given, the folder has to be what the dimensions say; a plan counts with them.
    """

    architecture: TextArchitecture
    path: str | None = None
    config: TextConfig | None = None

    @model_validator(mode="after")
    def _dimensions_are_its_own(self) -> TextModel:
        size = self.config
        if size is None:
            return self
        if self.architecture is not TextArchitecture.GPT_OSS and size.experts is not None:
            raise ValueError(
                f"config.experts is {size.experts}, and {self.architecture.value} has no experts: "
                "leave experts and expertsPerToken out, or name another architecture"
            )
        if self.architecture is TextArchitecture.LLAMA and size.hidden_size % size.heads:
            raise ValueError(
                f"config.hiddenSize is {size.hidden_size} and config.heads {size.heads}: "
                "transformers takes a llama whose hiddenSize is a multiple of heads only"
            )
        return self


class VisionConfig(SpecModel):
    """Dimensions of a vision tower (pixels; tokens are (imageSize / patchSize) squared)."""

    image_size: Count
    patch_size: Count
    hidden_size: Count
    layers: Count
    heads: Count
    intermediate_size: Count

    @model_validator(mode="after")
    def _heads_share_evenly(self) -> VisionConfig:
        if self.hidden_size % self.heads:
            raise ValueError(
                f"hiddenSize is {self.hidden_size} and heads {self.heads}: heads share the width "
                "evenly, so hiddenSize is a multiple of heads"
            )
        return self


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

    @model_validator(mode="after")
    def _layers_are_there(self) -> VisionModel:
        """Layer 0 is what the first layer is given, so a tower has one more than its layers."""
        layers = self.config.layers if self.config else None
        for features in self.features:
            if layers is not None and not -layers - 1 <= features.layer <= layers:
                raise ValueError(
                    f"features name layer {features.layer}, and the tower has {layers}: take one "
                    f"of {-layers - 1} to {layers}"
                )
        return self


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

    @model_validator(mode="after")
    def _experts_are_of_an_hlora(self) -> Adapter:
        if self.kind is AdapterKind.LORA and self.experts != 1:
            raise ValueError(
                f"experts is {self.experts}, and a lora has none of its own: leave it out, or "
                "take kind: hlora"
            )
        return self


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
