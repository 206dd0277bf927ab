"""DICOM pixel data to `Pixels`: decoding, modality LUT, windows, palettes and colour spaces."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from pydicom.dataset import Dataset
from pydicom.multival import MultiValue
from pydicom.pixels.processing import apply_color_lut, apply_modality_lut, apply_voi_lut
from pydicom.pixels.utils import pixel_array

from residency.data.pixels import Pixels, Window, percentile_window

MAX_FRAME_PIXELS = 64_000_000
MAX_FRAMES_READ = 4


class PixelsTooLarge(ValueError):
    """The header announces more pixels than we are willing to decode."""


def decode(dataset: Dataset) -> Pixels:
    """Decode up to MAX_FRAMES_READ evenly spaced frames.

    Raises:
        PixelsTooLarge: before anything is decoded.
        Exception: what pydicom's decoders raise on damaged pixel data.
    """
    rows, columns = int(dataset.Rows), int(dataset.Columns)
    if rows * columns > MAX_FRAME_PIXELS:
        raise PixelsTooLarge(f"{rows} x {columns}")
    total = int(dataset.get("NumberOfFrames") or 1)
    photometric = str(dataset.get("PhotometricInterpretation", ""))
    stored = [pixel_array(dataset, index=i) for i in _spread(total)]
    if photometric == "PALETTE COLOR":
        return _colour([apply_color_lut(f, dataset) for f in stored], total)
    if stored[0].ndim == 3:
        return _colour(stored, total)
    return _grey(dataset, stored, total, inverted=photometric == "MONOCHROME1")


def _spread(total: int) -> list[int]:
    count = min(total, MAX_FRAMES_READ)
    return [i * total // count for i in range(count)]


def _colour(frames: list[NDArray[np.generic]], total: int) -> Pixels:
    stack = np.stack(frames)
    if stack.dtype.itemsize > 1:  # 16- and 32-bit colour: keep the most significant byte
        stack = (stack >> (8 * (stack.dtype.itemsize - 1))).astype(np.uint8)
    return Pixels(stack.astype(np.uint8), Window(0.0, 255.0), total, colour=True)


def _grey(
    dataset: Dataset, stored: list[NDArray[np.generic]], total: int, *, inverted: bool
) -> Pixels:
    values = np.stack([apply_modality_lut(f, dataset) for f in stored]).astype(np.float32)
    if "VOILUTSequence" in dataset and not _has_window(dataset):
        voi = [apply_voi_lut(apply_modality_lut(f, dataset), dataset) for f in stored]
        values = np.stack(voi).astype(np.float32)
    window = _file_window(dataset, values) or percentile_window(values)
    if inverted:
        values, window = -values, Window(-window.high, -window.low)
    return Pixels(values, window, total)


def _has_window(dataset: Dataset) -> bool:
    return dataset.get("WindowCenter") is not None and dataset.get("WindowWidth") is not None


def _file_window(dataset: Dataset, values: NDArray[np.float32]) -> Window | None:
    """The first window of the file, unless it shows none of its values."""
    if not _has_window(dataset):
        return None
    centre, width = _first(dataset.WindowCenter), _first(dataset.WindowWidth)
    window = Window(centre - width / 2, centre + width / 2)
    low, high = float(values.min()), float(values.max())
    seen = width >= 1 and window.low < high and window.high > low
    return window if seen else None


def _first(value: object) -> float:
    return float(str(value[0] if isinstance(value, MultiValue) else value))
