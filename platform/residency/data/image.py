"""PNG in and out with limits, and the square that a vision tower wants."""

from __future__ import annotations

import io
import struct

import numpy as np
from PIL import Image, UnidentifiedImageError

from residency.data.pixels import Picture
from residency.errors import DataError

MAX_BYTES = 20 * 1024 * 1024
MAX_PIXELS = 64_000_000
_SIGNATURES = {b"\x89PNG\r\n\x1a\n": "PNG", b"\xff\xd8\xff": "JPEG"}


def encode_png(picture: Picture) -> bytes:
    """A picture (uint8 [H, W, 3]) as PNG bytes without metadata; equal input, equal bytes."""
    out = io.BytesIO()
    Image.fromarray(picture).save(out, format="PNG", compress_level=6)
    return out.getvalue()


def decode_image(
    content: bytes, *, max_bytes: int = MAX_BYTES, max_pixels: int = MAX_PIXELS
) -> Picture:
    """PNG or JPEG bytes as uint8 [H, W, 3]; both limits hold before anything is decoded.

    Raises:
        DataError: too many bytes, too many pixels, another format, or damaged data.
    """
    if len(content) > max_bytes:
        raise DataError(
            f"The image has {len(content)} bytes; the limit is {max_bytes}.",
            "Send a smaller image.",
        )
    kind = next((k for magic, k in _SIGNATURES.items() if content.startswith(magic)), None)
    if kind is None:
        raise DataError("The image is neither PNG nor JPEG.", "Convert it to PNG.")
    try:
        with Image.open(io.BytesIO(content), formats=[kind]) as image:
            _check_pixels(image.size, max_pixels)
            return np.asarray(image.convert("RGB"), dtype=np.uint8)
    except Image.DecompressionBombError as error:  # Pillow's own limit, when opening
        raise DataError(
            f"The image has more pixels than the limit of {max_pixels}.", "Send a smaller image."
        ) from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, struct.error) as error:
        raise DataError(
            f"The {kind} image is damaged ({type(error).__name__}).", "Encode it again."
        ) from error


def _check_pixels(size: tuple[int, int], limit: int) -> None:
    width, height = size
    if width * height > limit:
        raise DataError(
            f"The image has {width} x {height} pixels; the limit is {limit} in all.",
            "Send a smaller image.",
        )


def to_square(picture: Picture, side: int) -> Picture:
    """Fit into side x side, keeping the aspect ratio, padded with black: uint8 [side, side, 3]."""
    height, width = picture.shape[:2]
    scale = side / max(height, width)
    fitted = (max(1, round(width * scale)), max(1, round(height * scale)))
    if fitted == (width, height) == (side, side):
        return picture
    image = Image.fromarray(picture).resize(fitted, Image.Resampling.BOX)
    square = Image.new("RGB", (side, side))
    square.paste(image, ((side - fitted[0]) // 2, (side - fitted[1]) // 2))
    return np.asarray(square, dtype=np.uint8)
