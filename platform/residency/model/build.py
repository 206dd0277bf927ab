"""From a recipe's dimensions or given configurations to LlavaForConditionalGeneration.

Standard classes only (docs/decisions): what is saved loads in any engine that knows them.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Literal, cast

import torch
from transformers.models.clip.configuration_clip import CLIPVisionConfig
from transformers.models.llava.configuration_llava import LlavaConfig
from transformers.models.llava.modeling_llava import LlavaForConditionalGeneration

from residency.errors import ModelFolderError, NotSupportedYet
from residency.model.dimensions import set_cutting, text_config
from residency.model.text import CLASSES, TextModelConfig, attention_of, stated_text
from residency.model.vision import stated_vision
from residency.model.words import Words
from residency.spec.model import FeatureSelect, Model, ProjectorKind, VisionArchitecture
from residency.spec.training import Precision

DTYPES = {Precision.BF16: torch.bfloat16, Precision.FP32: torch.float32}
_Loaded = tuple[LlavaForConditionalGeneration, dict[str, set[str]]]
_SELECT: dict[FeatureSelect, Literal["default", "full"]] = {
    FeatureSelect.PATCH: "default",
    FeatureSelect.FULL: "full",
}


def build_config(model: Model, words: Words | None = None) -> LlavaConfig:
    """The configuration of the whole model, from the recipe's dimensions.

    Without `words` the recipe's own vocabulary size stands and no id has a meaning: enough to
    count parameters. Raises NotSupportedYet by name, SpecError where dimensions are missing.
    """
    refuse_unsupported(model)
    return joined_config(model, stated_text(model, words), stated_vision(model), words)


def joined_config(
    model: Model, text: TextModelConfig, vision: CLIPVisionConfig, words: Words | None
) -> LlavaConfig:
    """The configuration of a text model and a vision tower, joined as the recipe says."""
    features = model.vision.features[0]
    config = LlavaConfig(
        vision_config=vision,
        text_config=text,
        image_token_index=words.image if words else 0,
        image_seq_length=(cast(int, vision.image_size) // cast(int, vision.patch_size)) ** 2,
        projector_hidden_act="gelu",
        vision_feature_layer=features.layer,
        vision_feature_select_strategy=_SELECT[features.select],
        tie_word_embeddings=bool(text.tie_word_embeddings),
    )
    set_cutting(config, model.tiling, model.vision.padding)
    return config


def build_model(
    config: LlavaConfig, *, seed: int, dtype: torch.dtype
) -> LlavaForConditionalGeneration:
    """Weights drawn from the seed in fp32, then rounded: the draw does not know the precision.

    What is no weight stays fp32: a rotary frequency in bf16 is off by whole turns at position
    131,071.
    """
    torch.manual_seed(seed)
    model = unloaded_model(config)
    for parameter in model.parameters():
        parameter.data = parameter.data.to(dtype)
    return model


def unloaded_model(config: LlavaConfig) -> LlavaForConditionalGeneration:
    """The modules, with weights as their classes draw them (on the meta device: none)."""
    attention = attention_of(cast(TextModelConfig, config.text_config))
    model: LlavaForConditionalGeneration = LlavaForConditionalGeneration._from_config(  # type: ignore[no-untyped-call]
        config, attn_implementation=attention, dtype=torch.float32
    )
    return model


def set_dropout(model: LlavaForConditionalGeneration, share: float) -> None:
    """Dropout of the text model's attention: a stage's choice, not the folder's it came from."""
    text_config(model).attention_dropout = share
    for module in model.model.language_model.modules():
        if hasattr(module, "attention_dropout"):
            module.attention_dropout = share


def load_model(folder: Path, *, dtype: torch.dtype) -> LlavaForConditionalGeneration:
    """A model that was exported to `folder` (check the folder first: model.folder).

    Raises ModelFolderError when a weight is missing, left over, or of another shape.
    """
    config = LlavaConfig.from_pretrained(folder, local_files_only=True)
    loaded: object = LlavaForConditionalGeneration.from_pretrained(
        folder,
        local_files_only=True,
        use_safetensors=True,
        trust_remote_code=False,
        attn_implementation=attention_of(cast(TextModelConfig, config.text_config)),
        dtype=dtype,
        output_loading_info=True,
    )
    model, report = cast(_Loaded, loaded)
    wrong = {kind: sorted(map(str, keys)) for kind, keys in report.items() if keys}
    if wrong:
        raise ModelFolderError(
            f"The weights of {folder} do not fit its config.json: {wrong}.",
            "Export the model again; do not edit config.json by hand.",
        )
    return model


def refuse_unsupported(model: Model) -> None:
    """Raise NotSupportedYet, by name, for what these classes do not have."""
    asked: Mapping[str, bool] = {
        f"model.text.architecture: {model.text.architecture}": (
            model.text.architecture not in CLASSES
        ),
        f"model.vision.architecture: {model.vision.architecture}": (
            model.vision.architecture is not VisionArchitecture.CLIP
        ),
        "model.vision.features: more than one layer": len(model.vision.features) > 1,
        "model.projectors: more than one": len(model.projectors) > 1,
        "model.projectors: linear": any(
            p.kind is not ProjectorKind.MLP for p in model.projectors.values()
        ),
        "model.imageTokenizer": model.image_tokenizer is not None,
    }
    for name, wanted in asked.items():
        if wanted:
            raise NotSupportedYet(
                f"not supported yet: {name}",
                "Use gpt-oss or Llama over CLIP with one MLP projector.",
            )
