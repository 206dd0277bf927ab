"""PNG in and out with limits, and the square that a vision tower wants."""

from __future__ import annotations

import io
import struct
import warnings
import zlib
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps, UnidentifiedImageError

from residency.data.pixels import Picture
from residency.errors import DataError

MAX_BYTES = 20 * 1024 * 1024
MAX_PIXELS = 64_000_000
Colour: TypeAlias = tuple[int, int, int]
BLACK: Final[Colour] = (0, 0, 0)
PNG_HEAD = 24
"""Bytes of a PNG that `png_size` reads."""
# What Pillow raises on damaged content, its metadata included.
_DAMAGE = (UnidentifiedImageError, OSError, SyntaxError, ValueError, TypeError, LookupError,
           EOFError, struct.error, zlib.error)  # fmt: skip
_SIGNATURES = {b"\x89PNG\r\n\x1a\n": "PNG", b"\xff\xd8\xff": "JPEG"}


class ImageTooLarge(DataError):
    """An image has more bytes or more pixels than we are willing to decode."""


class ImageUnreadable(DataError):
    """An image is of another format, or damaged."""


def encode_png(picture: Picture) -> bytes:
    """A picture (uint8 [H, W, 3]) as PNG bytes without metadata; equal input, equal bytes."""
    out = io.BytesIO()
    Image.fromarray(picture).save(out, format="PNG", compress_level=6)
    return out.getvalue()


def decode_image(
    content: bytes, *, max_bytes: int = MAX_BYTES, max_pixels: int = MAX_PIXELS
) -> Picture:
    """PNG or JPEG bytes as uint8 [H, W, 3], upright as the file says it is to be shown.

    Both limits hold before anything is decoded.

    Raises:
        ImageTooLarge: too many bytes or too many pixels.
        ImageUnreadable: another format, or damaged data.
    """
    if len(content) > max_bytes:
        raise ImageTooLarge(
            f"The image has {len(content)} bytes; the limit is {max_bytes}.",
            "Send a smaller image.",
        )
    kind = next((k for magic, k in _SIGNATURES.items() if content.startswith(magic)), None)
    if kind is None:
        raise ImageUnreadable("The image is neither PNG nor JPEG.", "Convert it to PNG.")
    try:
        return _decode(content, kind, max_pixels)
    except Image.DecompressionBombError as error:  # Pillow's own limit, when opening
        raise ImageTooLarge(
            f"The image has more pixels than the limit of {max_pixels}.", "Send a smaller image."
        ) from error
    except _DAMAGE as error:
        raise ImageUnreadable(
            f"The {kind} image is damaged ({type(error).__name__}).", "Encode it again."
        ) from error


def _decode(content: bytes, kind: str, max_pixels: int) -> Picture:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # odd metadata is not read any further
        with Image.open(io.BytesIO(content), formats=[kind]) as image:
            _check_pixels(image.size, max_pixels)
            ImageOps.exif_transpose(image, in_place=True)
            if image.mode.startswith("I"):  # 16 bits of grey, which Pillow would cut off at 255
                return _of_16_bits(np.asarray(image))
            coloured = image if image.mode == "RGB" else image.convert("RGB")
            return np.asarray(coloured, dtype=np.uint8)


def _of_16_bits(grey: NDArray[np.integer]) -> Picture:
    """The most significant byte, as Pillow does of colours (PNG specification, 13.12)."""
    return np.repeat((grey >> 8).astype(np.uint8)[..., None], 3, axis=2)


def _check_pixels(size: tuple[int, int], limit: int) -> None:
    width, height = size
    if width * height > limit:
        raise ImageTooLarge(
            f"The image has {width} x {height} pixels; the limit is {limit} in all.",
            "Send a smaller image.",
        )


def png_size(content: bytes) -> tuple[int, int]:
    """Width and height of a PNG that we encoded (PNG specification, 11.2.2): no pixel is read.

    Raises:
        ImageUnreadable: it is no PNG.
    """
    if not content.startswith(b"\x89PNG\r\n\x1a\n") or content[12:16] != b"IHDR":
        raise ImageUnreadable("The image is no PNG.", "Ingest the dataset again.")
    width, height = struct.unpack(">II", content[16:24])
    return int(width), int(height)


def to_square(picture: Picture, side: int, colour: Colour = BLACK) -> Picture:
    """Fit into side x side, keeping the aspect ratio, padded: uint8 [side, side, 3]."""
    height, width = picture.shape[:2]
    scale = side / max(height, width)
    fitted = (max(1, round(width * scale)), max(1, round(height * scale)))
    if fitted == (width, height) == (side, side):
        return picture
    image = Image.fromarray(picture).resize(fitted, Image.Resampling.BOX)
    square = Image.new("RGB", (side, side), colour)
    square.paste(image, ((side - fitted[0]) // 2, (side - fitted[1]) // 2))
    return np.asarray(square, dtype=np.uint8)
