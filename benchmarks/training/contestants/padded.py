"""The samples for the Trainer: one by one, padded to the longest of their batch as users do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from safetensors.torch import load_file
from torch.utils.data import Dataset

from benchmarks.training.contestants.packed_rows import IGNORED, pixel_values
from benchmarks.training.job import Job

Features = dict[str, torch.Tensor]


class Samples(Dataset[Features]):
    """In the order of the steps; `grouped`: within a step the shortest first."""

    def __init__(self, job: Job) -> None:
        self._stored = load_file(job.data.samples)
        self._order = self._stored["grouped" if job.grouped else "order"].tolist()
        self._starts = self._stored["starts"].tolist()
        self._image_starts = self._stored["image_starts"].tolist()

    def __len__(self) -> int:
        return len(self._order)

    def __getitem__(self, place: int) -> Features:
        sample = self._order[place]
        own = slice(self._starts[sample], self._starts[sample + 1])
        pictures = slice(self._image_starts[sample], self._image_starts[sample + 1])
        return {
            "input_ids": self._stored["input_ids"][own],
            "labels": self._stored["labels"][own],
            "images": self._stored["images"][pictures],
        }


class Collator:
    """Pads to the longest sample of the batch."""

    def __init__(self, padding: int) -> None:
        self._padding = padding

    def __call__(self, features: Sequence[Features]) -> dict[str, Any]:
        ids = [one["input_ids"] for one in features]
        batch = {
            "input_ids": _padded(ids, self._padding),
            "attention_mask": _padded([torch.ones_like(one) for one in ids], 0),
            "labels": _padded([one["labels"] for one in features], IGNORED),
        }
        images = torch.cat([one["images"] for one in features])
        return batch | ({"pixel_values": pixel_values(images)} if len(images) else {})


def _padded(columns: Sequence[torch.Tensor], value: int) -> torch.Tensor:
    return torch.nn.utils.rnn.pad_sequence(list(columns), batch_first=True, padding_value=value)
