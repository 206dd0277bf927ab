"""The configurations inside a LLaVA configuration, as what they are."""

from __future__ import annotations

from typing import cast

from transformers.models.clip.configuration_clip import CLIPVisionConfig
from transformers.models.gpt_oss.configuration_gpt_oss import GptOssConfig
from transformers.models.llava.modeling_llava import LlavaForConditionalGeneration


def text_config(model: LlavaForConditionalGeneration) -> GptOssConfig:
    """Of the language model."""
    return cast(GptOssConfig, model.config.text_config)


def vision_config(model: LlavaForConditionalGeneration) -> CLIPVisionConfig:
    """Of the vision tower."""
    return cast(CLIPVisionConfig, model.config.vision_config)


def image_side(model: LlavaForConditionalGeneration) -> int:
    """Pixels of a side of the square that the vision tower reads."""
    return cast(int, vision_config(model).image_size)
