"""Weights to the files of a Hugging Face folder, as they come: a file's worth is held, no more."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

import torch
from safetensors.torch import save_file

from residency.model.weights import INDEX

FILE_BYTES: Final = 2_000_000_000

# Names of LLaVA's modules, and what save_pretrained makes of them (transformers 5.23).
_SAVED: Final = (
    ("model.language_model.", "language_model.model."),
    ("lm_head.", "language_model.lm_head."),
    ("model.vision_tower.", "vision_tower."),
    ("model.multi_modal_projector.", "multi_modal_projector."),
)


class ShardWriter:
    """Collects tensors, in bf16, and writes a file whenever enough are there."""

    def __init__(self, folder: Path, file_bytes: int = FILE_BYTES) -> None:
        self._folder = folder
        self._file_bytes = file_bytes
        self._held: dict[str, torch.Tensor] = {}
        self._files: list[list[str]] = []
        self._bytes = 0
        self.total = 0  # bytes

    def add(self, name: str, value: torch.Tensor) -> None:
        """Take one tensor by its module name; it is rounded to bf16."""
        rounded = value.to(torch.bfloat16).contiguous()
        size = rounded.numel() * rounded.element_size()
        if self._held and self._bytes + size > self._file_bytes:
            self._write()
        self._held[_saved_name(name)] = rounded
        self._bytes += size
        self.total += size

    def close(self) -> None:
        """Write what is left, and give the files their names; several are indexed."""
        self._write()
        count = len(self._files)
        if count == 1:
            self._part(1).rename(self._folder / "model.safetensors")
            return
        places: dict[str, str] = {}
        for number, names in enumerate(self._files, start=1):
            final = f"model-{number:05d}-of-{count:05d}.safetensors"
            self._part(number).rename(self._folder / final)
            places |= dict.fromkeys(names, final)
        index = {
            "metadata": {"total_size": self.total},
            "weight_map": dict(sorted(places.items())),
        }
        text = json.dumps(index, indent=2)
        (self._folder / INDEX).write_text(text + "\n", encoding="utf-8")

    def _write(self) -> None:
        if self._held:
            self._files.append(list(self._held))
            save_file(self._held, self._part(len(self._files)), metadata={"format": "pt"})
            self._held, self._bytes = {}, 0

    def _part(self, number: int) -> Path:
        return self._folder / f"part-{number:05d}.safetensors"


def _saved_name(name: str) -> str:
    for ours, theirs in _SAVED:
        if name.startswith(ours):
            return theirs + name.removeprefix(ours)
    raise ValueError(f"{name} is no weight of LLaVA")
