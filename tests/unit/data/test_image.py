"""Images: lossless PNG, limits before decoding, squares."""

import io
import struct
import zlib

import numpy as np
import pytest
from PIL import Image

from residency.data.image import decode_image, encode_png, to_square
from residency.errors import DataError


def picture(height: int, width: int) -> np.ndarray:
    return np.random.default_rng(0).integers(0, 255, (height, width, 3)).astype(np.uint8)


def png_header(width: int, height: int) -> bytes:
    """A PNG that announces a size and holds next to nothing."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    size = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", size) + chunk(b"IDAT", zlib.compress(b"\0" * 9))


def test_png_keeps_every_pixel_and_is_equal_for_equal_pixels() -> None:
    image = picture(7, 5)
    assert np.array_equal(decode_image(encode_png(image)), image)
    assert encode_png(image) == encode_png(image.copy())


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"x" * 11, "limit is 10"),
        (b"GIF89a", "neither PNG nor JPEG"),
        (encode_png(picture(4, 4))[:40], "damaged"),
    ],
)
def test_bad_images_are_refused(content: bytes, words: str) -> None:
    limit = 10 if words.startswith("limit") else 10_000
    with pytest.raises(DataError, match=words):
        decode_image(content, max_bytes=limit)


def test_an_announced_bomb_is_refused_before_decoding() -> None:
    with pytest.raises(DataError, match="9000 x 9000 pixels; the limit is 64000000"):
        decode_image(png_header(9000, 9000))
    with pytest.raises(DataError, match="more pixels than the limit"):
        decode_image(png_header(50_000, 50_000))


@pytest.mark.parametrize(("height", "width"), [(100, 50), (50, 100), (8, 8), (16, 16), (1, 300)])
def test_a_square_keeps_the_aspect_ratio(height: int, width: int) -> None:
    square = to_square(np.full((height, width, 3), 200, np.uint8), 16)
    assert square.shape == (16, 16, 3)
    filled = (square[..., 0] > 0).sum()
    assert filled == pytest.approx(256 * min(height, width) / max(height, width), abs=16)


def test_what_a_square_lacks_is_filled_with_a_colour() -> None:
    white = np.full((8, 16, 3), 255, np.uint8)
    for colour in ((0, 0, 0), (122, 116, 104)):
        square = to_square(white, 16, colour)
        assert {tuple(pixel) for pixel in square[:4].reshape(-1, 3).tolist()} == {colour}
        assert (square[4:12] == 255).all()


def test_sixteen_bits_of_grey_become_their_high_bytes() -> None:
    """As radiographs of PNG are; Pillow alone would make all of it white."""
    grey = np.arange(0, 65536, 16, dtype=np.uint16).reshape(64, 64)
    out = io.BytesIO()
    Image.fromarray(grey).save(out, "PNG")
    found = decode_image(out.getvalue())
    assert np.array_equal(found, np.repeat((grey >> 8).astype(np.uint8)[..., None], 3, axis=2))
