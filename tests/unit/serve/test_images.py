import base64
import struct
import zlib

import numpy as np
import pytest

from residency.data.image import encode_png
from residency.serve.images import parse_data_uri
from residency.serve.refusal import Refused
from residency.spec.training import Serving

LIMITS = Serving(max_image_bytes=10_000, max_image_pixels=10_000)
PNG = encode_png(np.zeros((8, 8, 3), np.uint8))


def uri(content: bytes, media: str = "image/png") -> str:
    return f"data:{media};base64,{base64.b64encode(content).decode()}"


def refusal(url: str) -> Refused:
    with pytest.raises(Refused) as refused:
        parse_data_uri(url, LIMITS)
    return refused.value


def png_of(width: int, height: int) -> bytes:
    """A PNG of a few bytes whose header promises so many pixels."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b""))


def chunk(kind: bytes, content: bytes) -> bytes:
    checksum = struct.pack(">I", zlib.crc32(kind + content))
    return struct.pack(">I", len(content)) + kind + content + checksum


def test_a_png_comes_back_byte_by_byte() -> None:
    assert parse_data_uri(uri(PNG), LIMITS) == PNG
    assert parse_data_uri(uri(PNG, "IMAGE/PNG"), LIMITS) == PNG


@pytest.mark.parametrize(
    "url",
    [
        "http://169.254.169.254/a.png",
        "https://example.org/a.png",
        "file:///etc/passwd",
        "a.png",
        "",
    ],
)
def test_no_address_is_opened(url: str) -> None:
    refused = refusal(url)
    assert refused.status == 400
    assert refused.error.code == "invalid_image_url"
    assert "data URI" in refused.error.message


@pytest.mark.parametrize(
    "url", [uri(PNG, "image/svg+xml"), uri(PNG, "text/html"), "data:image/png,abc"]
)
def test_other_types_are_refused(url: str) -> None:
    assert refusal(url).error.code == "invalid_image"


@pytest.mark.parametrize("body", ["####", "abc"])
def test_damaged_base64_is_refused(body: str) -> None:
    assert "base64 is damaged" in refusal(f"data:image/png;base64,{body}").error.message


def test_damaged_and_disguised_images_are_refused() -> None:
    assert refusal(uri(PNG[: len(PNG) // 2])).status == 400
    assert refusal(uri(b"GIF89a" + bytes(20))).status == 400


def test_too_many_bytes_are_refused_before_they_are_decoded() -> None:
    refused = refusal("data:image/png;base64," + "#" * 20_000)
    assert refused.status == 413


def test_too_many_pixels_are_refused_before_they_are_decoded() -> None:
    refused = refusal(uri(png_of(60_000, 60_000)))
    assert refused.status == 400
    assert "limit of 10000" in refused.error.message
