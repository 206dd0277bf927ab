"""DICOM pixel data to `Pixels`: decoding, modality LUT, windows, palettes and colour spaces."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from pydicom.dataset import Dataset
from pydicom.encaps import get_frame
from pydicom.multival import MultiValue
from pydicom.pixels.processing import apply_color_lut, apply_modality_lut, apply_voi_lut
from pydicom.pixels.utils import pixel_array

from residency.data.dicom_bytes import announced_size
from residency.data.pixels import Pixels, Window, percentile_window

MAX_FRAME_PIXELS = 64_000_000
MAX_FRAMES_READ = 4


class PixelsTooLarge(ValueError):
    """The header, or a compressed frame's own, announces more pixels than we will decode."""


class PanicException(RuntimeError):
    """A decoder written in Rust (pylibjpeg-rle 2.2) gave up: its own is no Exception."""


def decode(dataset: Dataset) -> Pixels:
    """Decode up to MAX_FRAMES_READ evenly spaced frames, together of at most MAX_FRAME_PIXELS.

    Raises:
        PixelsTooLarge: before anything is decoded.
        Exception: what pydicom's decoders raise on damaged pixel data.
    """
    rows, columns = int(dataset.Rows), int(dataset.Columns)
    if rows * columns > MAX_FRAME_PIXELS:
        raise PixelsTooLarge(f"{rows} x {columns}")
    total = int(dataset.get("NumberOfFrames") or 1)
    photometric = str(dataset.get("PhotometricInterpretation", ""))
    stored = [_frame(dataset, i, total) for i in _spread(total, rows * columns)]
    if photometric == "PALETTE COLOR":
        return _colour([apply_color_lut(f, dataset) for f in stored], total)
    if stored[0].ndim == 3:
        return _colour(stored, total)
    return _grey(dataset, stored, total, inverted=photometric == "MONOCHROME1")


def _spread(total: int, size: int) -> list[int]:
    count = min(total, MAX_FRAMES_READ, MAX_FRAME_PIXELS // max(size, 1))
    return [i * total // count for i in range(count)]


def _frame(dataset: Dataset, index: int, total: int) -> NDArray[np.generic]:
    """One frame as stored. Decoders take a frame's size from the frame, not from the header."""
    if dataset.file_meta.TransferSyntaxUID.is_encapsulated:
        announced = announced_size(_encoded(dataset, index, total))
        if announced is not None and announced[0] * announced[1] > MAX_FRAME_PIXELS:
            raise PixelsTooLarge(f"{announced[0]} x {announced[1]}")
    try:
        return pixel_array(dataset, index=index)
    except BaseException as error:  # a panic in Rust is no Exception; all others pass
        if type(error).__module__ != "pyo3_runtime":
            raise
        raise PanicException from None


def _encoded(dataset: Dataset, index: int, total: int) -> bytes:
    table = dataset.get("ExtendedOffsetTable"), dataset.get("ExtendedOffsetTableLengths")
    return get_frame(
        dataset.PixelData,
        index,
        number_of_frames=total,
        extended_offsets=None if None in table else table,
    )


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
