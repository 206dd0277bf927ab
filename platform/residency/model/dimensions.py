"""The configurations inside a LLaVA configuration, as what they are."""

from __future__ import annotations

from typing import cast

from transformers.models.clip.configuration_clip import CLIPVisionConfig
from transformers.models.llava.configuration_llava import LlavaConfig
from transformers.models.llava.modeling_llava import LlavaForConditionalGeneration

from residency.data.tiling import Cutting
from residency.model.text import TextModelConfig
from residency.spec.model import Padding, Tiling

TILING_KEY = "residency_tiling"
PADDING_KEY = "residency_padding"


def text_config(model: LlavaForConditionalGeneration) -> TextModelConfig:
    """Of the language model."""
    return cast(TextModelConfig, model.config.text_config)


def vision_config(model: LlavaForConditionalGeneration) -> CLIPVisionConfig:
    """Of the vision tower."""
    return cast(CLIPVisionConfig, model.config.vision_config)


def set_cutting(config: LlavaConfig, tiling: Tiling | None, padding: Padding) -> None:
    """Write into config.json how images are cut and padded, where that is not as by default.

    Keys of ours, which other engines ignore.
    """
    if tiling is not None:
        setattr(config, TILING_KEY, tiling.model_dump())
    if padding is not Padding.BLACK:
        setattr(config, PADDING_KEY, padding.value)


def cutting(config: LlavaConfig) -> Cutting:
    """How images are cut into what the vision tower reads, as the folder's config.json says."""
    side = cast(int, cast(CLIPVisionConfig, config.vision_config).image_size)
    told = getattr(config, TILING_KEY, None)
    return Cutting(
        side,
        None if told is None else Tiling.model_validate(told),
        Padding(getattr(config, PADDING_KEY, Padding.BLACK)),
    )


def image_side(model: LlavaForConditionalGeneration) -> int:
    """Pixels of a side of the square that the vision tower reads."""
    return cast(int, vision_config(model).image_size)
