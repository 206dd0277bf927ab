"""A model as a Hugging Face folder that any engine loads: weights in bf16, words, processor."""

from __future__ import annotations

import json
import logging
import shutil
from collections.abc import Mapping
from pathlib import Path

import torch
from transformers.models.llava.modeling_llava import LlavaForConditionalGeneration

from residency.data.tokenizer import load_chat_format
from residency.errors import ResidencyError
from residency.model.adapters import configs_of
from residency.model.adapters_merge import merge_adapters, save_adapters
from residency.model.build import load_model, unloaded_model
from residency.model.dimensions import image_side, vision_config
from residency.model.golden import write_golden
from residency.model.memory import available_memory
from residency.model.pixels import MEAN, STD
from residency.model.precise import widest

logger = logging.getLogger(__name__)

_ACTIVATIONS = 2**29  # of the golden conversations
TOKENIZER_FILES = (
    "tokenizer.json",
    "tokenizer_config.json",
    "special_tokens_map.json",
    "chat_template.jinja",
)


def export_model(
    model: LlavaForConditionalGeneration,
    weights: Mapping[str, torch.Tensor],
    tokenizer: Path,
    folder: Path,
    *,
    available: float | None = None,
) -> None:
    """Write config, generation config, weights, tokenizer and processor files to `folder`.

    `weights` are the whole model's, by the model's own names; floating-point ones are rounded to
    bf16. Adapters are merged into them, and written by themselves below adapters/, in the numbers
    that they were trained in. What was written is read again and held against `weights` bit by
    bit, and its logits on a fixed conversation are stored below golden/; where memory is too
    short for that, a warning says so and the folder goes without. The folder is complete when
    this returns; nothing of it is a pickle.

    `available`: bytes of memory that may be taken; None: as the machine says.

    Raises ModelFolderError where weights are missing or left over, ResidencyError where what is
    read again is not what was trained.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if configs := configs_of(model):
        adapted = merge_adapters(_bare(model), configs, weights)
        save_adapters(adapted, configs, folder)
        weights = adapted.weights
    rounded = {name: _to_bf16(value) for name, value in weights.items()}
    # Saved by modules without weights: a model that was loaded partitioned (ZeRO-3) gives its
    # weights other names than one that was built (transformers 5.23).
    bare = _bare(model)
    bare.save_pretrained(folder, state_dict=_untied(bare, rounded), safe_serialization=True)
    _set_dtype(folder / "config.json")
    for name in TOKENIZER_FILES:
        if (tokenizer / name).is_file():
            shutil.copyfile(tokenizer / name, folder / name)
    _write_processor(model, folder)
    if _has_room(bare, rounded, available_memory() if available is None else available):
        again = load_model(folder, dtype=torch.bfloat16)
        _require_equal(again, rounded, folder)
        write_golden(again, folder)


def _has_room(
    bare: LlavaForConditionalGeneration, weights: Mapping[str, torch.Tensor], available: float
) -> bool:
    """Whether the model fits into memory once more. One too many kills the process, and with it
    the export of a finished training.
    """
    needed = sum(value.nbytes for value in weights.values()) + widest(bare) + _ACTIVATIONS
    if needed > available:
        logger.warning(
            "The exported model was not read again, and has no golden logits: that takes %.1f GB "
            "of memory on the machine of rank 0, and %.1f GB are left.",
            needed / 1e9,
            available / 1e9,
        )
    return needed <= available


def _bare(model: LlavaForConditionalGeneration) -> LlavaForConditionalGeneration:
    """The same modules without weights and adapters."""
    with torch.device("meta"):
        return unloaded_model(model.config)


def _untied(
    bare: LlavaForConditionalGeneration, weights: Mapping[str, torch.Tensor]
) -> dict[str, torch.Tensor]:
    """Without the second names of weights that have two: a loader ties them again.

    Raises ResidencyError where the two differ: one of them would be lost.
    """
    tied: Mapping[str, str] = bare.all_tied_weights_keys
    for second, first in tied.items():
        if second in weights and not torch.equal(weights[second], weights[first]):
            raise ResidencyError(f"{second} and {first} are tied, and have become different.")
    return {name: value for name, value in weights.items() if name not in tied}


def _require_equal(
    model: LlavaForConditionalGeneration, weights: Mapping[str, torch.Tensor], folder: Path
) -> None:
    """Bit by bit, NaN and the sign of zero included."""
    for name, value in model.state_dict().items():
        own = weights.get(name)
        if own is None or value.dtype != own.dtype or not torch.equal(_bits(value), _bits(own)):
            raise ResidencyError(f"{folder} holds another {name} than was trained.")


def _bits(value: torch.Tensor) -> torch.Tensor:
    return value.contiguous().view(torch.uint8) if value.ndim else value


def _to_bf16(value: torch.Tensor) -> torch.Tensor:
    kept = value.detach().cpu()
    return (kept.to(torch.bfloat16) if kept.is_floating_point() else kept).contiguous()


def _set_dtype(path: Path) -> None:
    """The configuration states what was written, whatever the model was trained in."""
    config = json.loads(path.read_text(encoding="utf-8"))
    for part in (config, config["text_config"], config["vision_config"]):
        part["dtype"] = "bfloat16"
    _write_json(path, config)


def _write_processor(model: LlavaForConditionalGeneration, folder: Path) -> None:
    """What LlavaProcessor needs, so that it counts as many placeholders as the tower has patches.

    Without num_additional_image_tokens it counts one too few (transformers 5.23).
    """
    side = image_side(model)
    images = {
        "image_processor_type": "CLIPImageProcessor",
        "do_convert_rgb": True,
        "do_resize": True,
        "size": {"shortest_edge": side},
        "resample": 3,
        "do_center_crop": True,
        "crop_size": {"height": side, "width": side},
        "do_rescale": True,
        "rescale_factor": 1 / 255,
        "do_normalize": True,
        "image_mean": list(MEAN),
        "image_std": list(STD),
    }
    processor = {
        "processor_class": "LlavaProcessor",
        "image_token": load_chat_format(folder).image,
        "patch_size": vision_config(model).patch_size,
        "num_additional_image_tokens": 1,
        "vision_feature_select_strategy": model.config.vision_feature_select_strategy,
    }
    _write_json(folder / "preprocessor_config.json", images)
    _write_json(folder / "processor_config.json", processor)


def _write_json(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, indent=2, sort_keys=True) + "\n", encoding="utf-8")
