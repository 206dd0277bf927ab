"""Golden logits: what an exported model computes on a fixed conversation, stored with it.

They are computed by the exporter in fp32, on its processor, from the very weights that it wrote,
and kept below the model's folder in golden/. Whoever loads the model computes them again before
its first answer. So it is found when weights, configuration, tokenizer, image processing or the
libraries are no longer what they were: each by itself gives wrong answers without an error.

The conversations are invented, and hold no patient's data; the picture is arithmetic.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

import numpy as np
import torch
from pydantic import ValidationError
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file
from transformers.models.llava.modeling_llava import LlavaForConditionalGeneration

from residency.data.pixels import Picture
from residency.data.render import Renderer, load_renderer
from residency.data.sample import Turn
from residency.errors import ModelFolderError, ResidencyError
from residency.model.dimensions import cutting
from residency.model.pixels import pixel_values
from residency.model.precise import in_fp32
from residency.spec.base import SpecModel

FOLDER: Final = "golden"
_LOGITS, _ABOUT = "logits.safetensors", "golden.json"
_KEPT: Final = 8
"""Positions whose logits are kept: the last ones, which have seen all others. At 200,000 words
two conversations take 13 MB."""

EXACT: Final = 1e-4
"""Allowed relative error of fp32, in the median over positions: |ours - stored| over
|stored - their mean|, norms over the vocabulary. Another order of summing gives about 6e-8 times
the square root of the number of sums, below 1e-5 at any depth of ours. The median, since a tie in
a router of experts, broken the other way, moves single positions far (docs/decisions/0006)."""

_OF_ROUNDING: Final = 3.0
"""Allowed in bf16: so many times the error that bf16 made where the model was exported. Its
roundings (8 bits, 0.4 % each) add up to what depth and width make of them, here as there."""

_LIBRARIES = ("numpy", "safetensors", "tokenizers", "torch", "transformers")
_QUESTION = "Is the left lung clear? (12 mm)"
_ANSWER = "Yes, no finding."


class Golden(SpecModel):
    """What golden.json says."""

    schema_version: Literal[1] = 1
    libraries: Mapping[str, str]  # versions that computed the logits
    files: Mapping[str, str]  # SHA-256 of the small files: configuration, tokenizer, processor
    rounding: float  # relative error of bf16 on the exporter's processor, the larger median

    def tolerance(self, dtype: torch.dtype) -> float:
        """The relative error that is allowed in the median over positions."""
        return EXACT if dtype is torch.float32 else max(EXACT, _OF_ROUNDING * self.rounding)


@dataclass(frozen=True, slots=True)
class Conversation:
    """One that a model is given, as it sees it."""

    name: str
    ids: tuple[int, ...]
    pictures: tuple[Picture, ...]


@dataclass(frozen=True, slots=True)
class Computed:
    """Logits, and the numbers that the model computed them in."""

    logits: torch.Tensor  # fp32 [P, V]
    dtype: torch.dtype


def write_golden(model: LlavaForConditionalGeneration, folder: Path) -> None:
    """Compute the logits in fp32 and store them below the model's folder.

    `model` is what the folder's files load as, in bf16, and stays so: in fp32 at once it might
    not fit. Raises ResidencyError where the logits are no numbers.
    """
    conversations = tuple(_conversations(model, folder))
    rounded = {one.name: _logits(model, one, torch.bfloat16) for one in conversations}
    with in_fp32(model):
        golden = {one.name: _logits(model, one, torch.float32) for one in conversations}
    errors = [float(relative_errors(rounded[name], golden[name]).median()) for name in golden]
    if not all(map(math.isfinite, errors)):
        raise ResidencyError(f"The model in {folder} computes logits that are no numbers.")
    (folder / FOLDER).mkdir()
    tensors = {f"{one.name}.ids": torch.tensor(one.ids) for one in conversations}
    tensors |= {f"{name}.logits": value for name, value in golden.items()}
    save_file(tensors, folder / FOLDER / _LOGITS)
    about = Golden(libraries=_libraries(), files=_digests(folder), rounding=max(errors))
    text = about.model_dump_json(by_alias=True, indent=2)
    (folder / FOLDER / _ABOUT).write_text(text + "\n", encoding="utf-8")


def verify_golden(model: LlavaForConditionalGeneration, folder: Path) -> bool:
    """Whether a loaded model still computes what was stored; False: nothing was stored with it.

    Raises ModelFolderError, with the largest difference, where it does not.
    """
    if not (folder / FOLDER).is_dir():
        return False
    about, stored = _read(folder)
    _require_files(folder, about)
    conversations = tuple(_conversations(model, folder))
    _require_ids(folder, conversations, stored)
    for one in conversations:
        dtype = next(model.parameters()).dtype
        ours = Computed(_logits(model, one, dtype), dtype)
        _require_logits(folder, about, one.name, ours, stored[f"{one.name}.logits"])
    return True


def _require_logits(
    folder: Path, about: Golden, name: str, ours: Computed, golden: torch.Tensor
) -> None:
    """The median decides; the largest difference is told."""
    error = float(relative_errors(ours.logits, golden).median())
    allowed = about.tolerance(ours.dtype)
    if not error <= allowed:  # a NaN is no match either
        raise ModelFolderError(
            f"{folder} does not compute the logits that were stored when it was exported: of the "
            f"conversation `{name}` they differ by {error:.2g} of their spread in the median "
            f"({allowed:.2g} is allowed in {str(ours.dtype).removeprefix('torch.')}), one logit "
            f"by {float((ours.logits - golden).abs().max()):.3g}.",
            f"Copy the folder again from the store. {_changed_libraries(about)}",
        )


def relative_errors(ours: torch.Tensor, golden: torch.Tensor) -> torch.Tensor:
    """Of each position: the distance over the spread of the stored logits. fp32 [P, V] to [P]."""
    spread = golden - golden.mean(dim=-1, keepdim=True)
    least = torch.finfo(torch.float32).tiny  # a head of zeros has no spread
    errors: torch.Tensor = (ours - golden).norm(dim=-1) / spread.norm(dim=-1).clamp_min(least)
    return errors


def _conversations(model: LlavaForConditionalGeneration, folder: Path) -> Iterator[Conversation]:
    """One of words alone, and one about a picture where the model's context has room for it."""
    renderer = load_renderer(folder, model.config.image_seq_length)
    context: int = model.config.get_text_config().max_position_embeddings
    words = _rendered(renderer, [])
    yield Conversation("words", words[:context], ())
    cut = cutting(model.config)
    pictures = cut.pictures(_picture(cut.side))
    seen = _rendered(renderer, [len(pictures)])
    if len(seen) <= context:
        yield Conversation("picture", seen, tuple(pictures))


def _rendered(renderer: Renderer, tiles: list[int]) -> tuple[int, ...]:
    turns = (Turn("user", _QUESTION, len(tiles)), Turn("assistant", _ANSWER))
    return renderer.render(turns, tiles).input_ids


def _picture(side: int) -> Picture:
    """Slopes of three colours and a disc: uint8 [side, side, 3], so that it is one tile."""
    down, right = np.mgrid[0:side, 0:side] * 255 // max(1, side - 1)
    disc = np.where((down - 96) ** 2 + (right - 160) ** 2 < 64**2, 220, (down + right) // 2)
    return np.stack([down, right, disc], axis=-1).astype(np.uint8)


@torch.inference_mode()  # type: ignore[untyped-decorator,unused-ignore]
def _logits(
    model: LlavaForConditionalGeneration, one: Conversation, dtype: torch.dtype
) -> torch.Tensor:
    """fp32 [P, V] of the last positions, by a model that computes in `dtype`."""
    device = next(model.parameters()).device
    ids = torch.tensor([one.ids], device=device)
    pixels = None
    if one.pictures:
        pixels = pixel_values(np.stack(one.pictures), dtype).to(device)
    out = model(
        input_ids=ids,
        pixel_values=pixels,
        attention_mask=torch.ones_like(ids),
        use_cache=False,
        logits_to_keep=_KEPT,
    )
    logits: torch.Tensor = out.logits[0].float().cpu()
    return logits


def _read(folder: Path) -> tuple[Golden, dict[str, torch.Tensor]]:
    try:
        about = Golden.model_validate_json((folder / FOLDER / _ABOUT).read_bytes())
        return about, load_file(folder / FOLDER / _LOGITS)
    except (OSError, ValidationError, SafetensorError) as error:
        raise ModelFolderError(
            f"{folder / FOLDER} is damaged: {type(error).__name__}.",
            "Copy the folder again from the store.",
        ) from error


def _require_files(folder: Path, about: Golden) -> None:
    """The small files, byte by byte: what they change may show in no logit of ours."""
    found = _digests(folder)
    for name, digest in about.files.items():
        if found.get(name) != digest:
            raise ModelFolderError(
                f"{folder / name} was changed or removed since the model was exported.",
                "Copy the folder again from the store; a change belongs into the recipe.",
            )


def _require_ids(
    folder: Path, conversations: Sequence[Conversation], stored: Mapping[str, torch.Tensor]
) -> None:
    known = {name: stored[name].tolist() for name in stored if name.endswith(".ids")}
    if known != {f"{one.name}.ids": list(one.ids) for one in conversations}:
        raise ModelFolderError(
            f"The tokenizer of {folder} gives other ids than when the model was exported.",
            "Copy the folder again from the store, and install the versions of requirements.lock.",
        )


def _digests(folder: Path) -> dict[str, str]:
    names = sorted(p for p in folder.iterdir() if p.is_file() and p.suffix in (".json", ".jinja"))
    return {path.name: _sha256(path) for path in names if ".index." not in path.name}


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _libraries() -> dict[str, str]:
    return {name: importlib.metadata.version(name) for name in _LIBRARIES}


def _changed_libraries(about: Golden) -> str:
    here = _libraries()
    others = [f"{name} {v} (here {here.get(name)})" for name, v in about.libraries.items()
              if here.get(name) != v]  # fmt: skip
    if not others:
        return "The libraries are those that it was exported with."
    return f"It was exported with {', '.join(others)}: compare with these."
