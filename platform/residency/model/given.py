"""Dimensions of a pretrained model, from the config.json of its folder. No torch.

What is read is told by an explicit table of model types; no class is looked up by name.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from residency.errors import ModelFolderError, NotSupportedYet
from residency.model.folder import check_folder
from residency.spec.base import SpecModel
from residency.spec.model import Model, TextArchitecture, TextConfig, VisionConfig, Yarn

WEIGHT_FILES: Final = ("config.json", "*.safetensors", "model.safetensors.index.json")
"""What of a folder decides the model; its words are the tokenizer's."""

TEXT_TYPES: Final[Mapping[str, TextArchitecture]] = {
    "gpt_oss": TextArchitecture.GPT_OSS,
    "llama": TextArchitecture.LLAMA,
}
MXFP4: Final = "mxfp4"
Settings = Mapping[str, Any]
"""The content of a config.json, or a part of it."""

# Where a configuration leaves a field out, its class has a value: transformers 5.23,
# models/clip/configuration_clip.py.
_CLIP: Final[Settings] = {
    "image_size": 224,
    "patch_size": 32,
    "hidden_size": 768,
    "num_hidden_layers": 12,
    "num_attention_heads": 12,
    "intermediate_size": 3072,
}
_TEXT_NAMES: Final = {
    "hidden_size": "hidden_size",
    "layers": "num_hidden_layers",
    "heads": "num_attention_heads",
    "kv_heads": "num_key_value_heads",
    "head_dim": "head_dim",
    "intermediate_size": "intermediate_size",
    "vocabulary_size": "vocab_size",
    "context": "max_position_embeddings",
    "experts": "num_local_experts",
    "experts_per_token": "num_experts_per_tok",
    "sliding_window": "sliding_window",
    "rope_theta": "rope_theta",
    "yarn": "rope_parameters",
    "tie_embeddings": "tie_word_embeddings",
}
_VISION_NAMES: Final = {
    "image_size": "image_size",
    "patch_size": "patch_size",
    "hidden_size": "hidden_size",
    "layers": "num_hidden_layers",
    "heads": "num_attention_heads",
    "intermediate_size": "intermediate_size",
}


def text_settings(folder: Path) -> Settings:
    """The configuration of a text model's folder.

    Raises ModelFolderError where there is none, NotSupportedYet for other architectures and for
    quantised weights other than gpt-oss's own, which are read as bf16.
    """
    settings = _read(folder)
    kind = settings.get("model_type")
    if kind not in TEXT_TYPES:
        raise NotSupportedYet(
            f"not supported yet: {kind} as the text model ({folder})",
            f"Text models are of the types {', '.join(TEXT_TYPES)}.",
        )
    quantised = settings.get("quantization_config") or {}
    method = quantised.get("quant_method", "a format of their own")
    if quantised and method != MXFP4:
        raise NotSupportedYet(
            f"not supported yet: weights in {method} ({folder})",
            f"Name the folder of the same model in bf16, fp16 or fp32, or of gpt-oss in {MXFP4}.",
        )
    return settings


def vision_settings(folder: Path) -> Settings:
    """The configuration of the tower in the folder of a CLIPVisionModel or a whole CLIPModel.

    Raises ModelFolderError where there is none, NotSupportedYet for other towers.
    """
    settings = _read(folder)
    kind = settings.get("model_type")
    if kind == "clip":
        return dict(settings.get("vision_config") or {})
    if kind != "clip_vision_model":
        raise NotSupportedYet(
            f"not supported yet: {kind} as the vision tower ({folder})",
            "Vision towers are of the types clip, clip_vision_model.",
        )
    return settings


def text_dimensions(settings: Settings) -> TextConfig:
    """As a recipe states them. Raises ModelFolderError where a field is missing."""
    heads, hidden = _whole(settings, "num_attention_heads"), _whole(settings, "hidden_size")
    sparse = TEXT_TYPES[settings["model_type"]] is TextArchitecture.GPT_OSS
    rope = _rope(settings)
    return TextConfig(
        hidden_size=hidden,
        layers=_whole(settings, "num_hidden_layers"),
        heads=heads,
        kv_heads=settings.get("num_key_value_heads") or heads,
        head_dim=settings.get("head_dim") or hidden // heads,
        intermediate_size=_whole(settings, "intermediate_size"),
        vocabulary_size=_whole(settings, "vocab_size"),
        context=_whole(settings, "max_position_embeddings"),
        experts=_whole(settings, "num_local_experts") if sparse else None,
        experts_per_token=_whole(settings, "num_experts_per_tok") if sparse else None,
        sliding_window=settings.get("sliding_window") if sparse else None,
        rope_theta=float(rope.get("rope_theta", 10000.0)),
        yarn=_yarn(rope),
        tie_embeddings=bool(settings.get("tie_word_embeddings", False)),
    )


def vision_dimensions(settings: Settings) -> VisionConfig:
    """As a recipe states them."""
    known = {**_CLIP, **settings}
    return VisionConfig(**{ours: known[theirs] for ours, theirs in _VISION_NAMES.items()})


def completed(model: Model, base: Path) -> Model:
    """The recipe's model with the dimensions of the folders that are here, where it states none.

    Nothing but config.json is read; a folder that is not here leaves the recipe as it is.
    """
    text, vision = model.text, model.vision
    if text.path is not None and text.config is None and _is_here(base / text.path):
        found = text_dimensions(text_settings(base / text.path))
        text = text.model_copy(update={"config": found})
    if vision.path is not None and vision.config is None and _is_here(base / vision.path):
        tower = vision_dimensions(vision_settings(base / vision.path))
        vision = vision.model_copy(update={"config": tower})
    return model.model_copy(update={"text": text, "vision": vision})


def check_text(model: Model, folder: Path) -> Settings:
    """The settings of a text model's folder, held against what the recipe says of it.

    Raises what check_folder and text_settings raise, and ModelFolderError by field.
    """
    check_folder(folder)
    settings = text_settings(folder)
    kind = TEXT_TYPES[settings["model_type"]]
    if kind is not model.text.architecture:
        raise ModelFolderError(
            f"{folder} holds a {kind.value} model; model.text.architecture is "
            f"{model.text.architecture.value}.",
            "Correct the recipe, or name another folder.",
        )
    if model.text.config is not None:
        found = text_dimensions(settings)
        _check_agrees(folder, "model.text.config", model.text.config, found, _TEXT_NAMES)
    return settings


def check_vision(model: Model, folder: Path) -> Settings:
    """The settings of a vision tower's folder, held against what the recipe says of it.

    Raises as `check_text` does.
    """
    check_folder(folder)
    settings = vision_settings(folder)
    if model.vision.config is not None:
        found = vision_dimensions(settings)
        _check_agrees(folder, "model.vision.config", model.vision.config, found, _VISION_NAMES)
    return settings


def check_rows(model: Model, settings: Settings, words: int, added: int) -> int:
    """Rows of embeddings: the folder's and those that the recipe adds.

    Raises ModelFolderError where the tokenizer has more words, `added` of them for the format.
    """
    given = _whole(settings, "vocab_size")
    rows = given + model.vocabulary.extend
    if words > rows:
        raise ModelFolderError(
            f"The tokenizer has {words} words, {added} of them added for the "
            f"{model.template.value} format; the text model has {rows} rows of embeddings.",
            f"Set model.vocabulary.extend to {words - given}.",
        )
    return rows


def _check_agrees(
    folder: Path, path: str, told: SpecModel, found: SpecModel, names: Mapping[str, str]
) -> None:
    """Only what the recipe states is held against the folder; its defaults say nothing."""
    wrong = list(_differences(path, told, found, names))
    if wrong:
        raise ModelFolderError(
            f"{folder} is not what the recipe says: {'; '.join(wrong)}.",
            f"Correct {path}, or leave it out: the folder says it.",
        )


def _differences(
    path: str, told: SpecModel, found: SpecModel, names: Mapping[str, str]
) -> Iterator[str]:
    for name, theirs in names.items():
        mine, own = getattr(told, name), getattr(found, name)
        if name in told.model_fields_set and mine is not None and mine != own:
            alias = type(told).model_fields[name].alias
            yield f"{path}.{alias} is {mine}, {theirs} in its config.json {own}"


def _is_here(folder: Path) -> bool:
    return (folder / "config.json").is_file()


def _read(folder: Path) -> Settings:
    path = folder / "config.json"
    try:
        content = json.loads(path.read_bytes())
    except FileNotFoundError:
        raise ModelFolderError(
            f"{folder} holds no config.json.", "Name the folder that save_pretrained wrote."
        ) from None
    except ValueError as error:
        raise ModelFolderError(f"{path} is no JSON: {error}.", "Copy the file again.") from error
    if not isinstance(content, dict):
        raise ModelFolderError(f"{path} is no configuration.", "Copy the file again.")
    return content


def _whole(settings: Settings, name: str) -> int:
    found = settings.get(name)
    if not isinstance(found, int) or found < 1:
        raise ModelFolderError(
            f"config.json of a text model says {name}: {found}, which is no count.",
            "Copy the file again, as its maker published it.",
        )
    return found


def _rope(settings: Settings) -> Settings:
    """Both spellings: transformers 5 has rope_parameters, 4 rope_theta and rope_scaling."""
    own = settings.get("rope_parameters") or settings.get("rope_scaling") or {}
    told = {"rope_theta": settings["rope_theta"]} if "rope_theta" in settings else {}
    return {**told, **own}


def _yarn(rope: Settings) -> Yarn | None:
    if rope.get("rope_type", rope.get("type")) != "yarn":
        return None
    return Yarn(
        factor=float(rope["factor"]),
        original_context=int(rope["original_max_position_embeddings"]),
        beta_fast=float(rope.get("beta_fast", 32.0)),
        beta_slow=float(rope.get("beta_slow", 1.0)),
        truncate=bool(rope.get("truncate", True)),
    )
