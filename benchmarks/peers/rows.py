"""The row that everybody makes of a sample, laid out by hand."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from benchmarks.peers.inputs import LENGTH, PATCH, SIDE
from residency.data.image import decode_image, to_square
from residency.data.pack import IGNORED, planes
from residency.data.render import Renderer, load_renderer
from residency.data.sample import Turn

Columns = Mapping[str, NDArray[np.generic]]
INTEGERS: Final = ("input_ids", "labels", "segment_ids", "positions")  # int32 [L] each
IMAGE = "image"  # uint8 [3, SIDE, SIDE]: plane after plane, as a tower takes it and we store it
BATCH = 16  # rows of a batch, read or prepared


def prepare_row(image: bytes, turns: str, tokenizer: Path) -> dict[str, NDArray[np.generic]]:
    """Decode, fit into the tower's square, tokenise, lay out: our functions, nobody's framework.

    `turns` is JSON, as the samples hold it.
    """
    renderer = _renderer(tokenizer)
    rendered = renderer.render([Turn(**turn) for turn in json.loads(turns)])
    count = len(rendered)
    ids = np.full(LENGTH, renderer.padding_id, np.int32)
    labels = np.full(LENGTH, IGNORED, np.int32)
    segments, positions = np.zeros(LENGTH, np.int32), np.zeros(LENGTH, np.int32)
    ids[:count] = rendered.input_ids
    labels[:count] = np.where(rendered.targets, ids[:count], IGNORED)
    segments[:count] = 1
    positions[:count] = np.arange(count)
    return {
        "input_ids": ids,
        "labels": labels,
        "segment_ids": segments,
        "positions": positions,
        IMAGE: planes(to_square(decode_image(image), SIDE)[None])[0],
    }


@lru_cache(maxsize=1)
def _renderer(tokenizer: Path) -> Renderer:
    return load_renderer(tokenizer, (SIDE // PATCH) ** 2)


def stack(rows: Iterable[Columns]) -> dict[str, NDArray[np.generic]]:
    """Rows as columns with a first axis."""
    listed = list(rows)
    return {name: np.stack([row[name] for row in listed]) for name in (*INTEGERS, IMAGE)}
