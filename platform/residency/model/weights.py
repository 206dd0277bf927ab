"""The weights of pretrained folders, one tensor at a time, by the names that LLaVA's modules have.

Those in MXFP4 are given as what they stand for. Nothing is held but the tensor at hand: a folder
is as large as it likes.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Final

import torch
from safetensors import safe_open

from residency.errors import ModelFolderError
from residency.model.mxfp4 import BLOCKS, SCALES, dequantised

EMBEDDINGS: Final = "model.language_model.embed_tokens.weight"
HEAD: Final = "lm_head.weight"
INDEX: Final = "model.safetensors.index.json"

# Buffers that old releases saved and today's classes compute.
_COMPUTED: Final = ("rotary_emb.inv_freq", "embeddings.position_ids")
# The rest of a whole CLIPModel.
_NOT_THE_TOWER: Final = ("text_model.", "text_projection.", "visual_projection.", "logit_scale")

Named = Iterator[tuple[str, torch.Tensor]]


def text_weights(folder: Path) -> Named:
    """Of a causal language model's folder. Raises ModelFolderError for a name of another kind."""
    return _renamed(folder, _text_name)


def vision_weights(folder: Path) -> Named:
    """Of the tower in the folder of a CLIPVisionModel or a CLIPModel."""
    return _renamed(folder, _vision_name)


def _text_name(name: str) -> str | None:
    if name.endswith(_COMPUTED):
        return None
    if name == HEAD:
        return HEAD
    if name.startswith("model."):
        return f"model.language_model.{name.removeprefix('model.')}"
    raise ModelFolderError(
        f"{name} is no weight of a causal language model.",
        "Name the folder of a text model as its maker published it.",
    )


def _vision_name(name: str) -> str | None:
    if name.startswith(_NOT_THE_TOWER) or name.endswith(_COMPUTED):
        return None
    return f"model.vision_tower.{name.removeprefix('vision_model.')}"


def _renamed(folder: Path, rename: Callable[[str], str | None]) -> Named:
    places = _places(folder)
    for name in places:
        ours = rename(name.removesuffix(BLOCKS))
        if ours is None or name.endswith(SCALES):
            continue
        value = _tensor(places, name)
        if name.endswith(BLOCKS):
            value = dequantised(value, _tensor(places, name.removesuffix(BLOCKS) + SCALES))
        yield ours, value


def _places(folder: Path) -> dict[str, Path]:
    """The file of each weight, by file and name."""
    places: dict[str, Path] = {}
    for path in _files(folder):
        with safe_open(path, framework="pt") as file:
            places |= dict.fromkeys(sorted(file.keys()), path)
    return places


def _tensor(places: Mapping[str, Path], name: str) -> torch.Tensor:
    if name not in places:
        raise ModelFolderError(
            f"{name} is in no file of the model folder.", "Copy the folder again."
        )
    with safe_open(places[name], framework="pt") as file:
        value: torch.Tensor = file.get_tensor(name)
    return value


def _files(folder: Path) -> list[Path]:
    """Those of the index, or the one file: a folder may hold the same weights once more."""
    index = folder / INDEX
    if index.is_file():
        names = set(json.loads(index.read_bytes())["weight_map"].values())
        return [folder / name for name in sorted(names)]
    whole = folder / "model.safetensors"
    return [whole] if whole.is_file() else sorted(folder.glob("*.safetensors"))
