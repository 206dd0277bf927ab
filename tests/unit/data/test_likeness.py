"""Digests tell equal things, a perceptual hash alike ones, and flat pictures have none."""

import io

import numpy as np
import pytest
from PIL import Image

from residency.data.likeness import (
    hamming,
    image_digest,
    normal_text,
    perceptual_hash,
    text_digest,
)
from residency.data.pixels import Picture


def picture(number: int, side: int = 96) -> Picture:
    coarse = np.random.default_rng(number).integers(0, 255, (6, 6, 3), dtype=np.uint8)
    return np.asarray(Image.fromarray(coarse).resize((side, side), Image.Resampling.BICUBIC))


def encoded(picture: Picture, kind: str, **options: int) -> Picture:
    out = io.BytesIO()
    Image.fromarray(picture).save(out, format=kind, **options)
    return np.asarray(Image.open(out).convert("RGB"))


def test_a_digest_is_of_pixels_and_shape_not_of_files() -> None:
    one = picture(1)
    assert image_digest(encoded(one, "PNG", compress_level=1)) == image_digest(one)
    assert image_digest(encoded(one, "JPEG", quality=60)) != image_digest(one)
    assert image_digest(one.reshape(48, 192, 3)) != image_digest(one)


def test_a_hash_outlives_encoding_size_and_brightness() -> None:
    one = picture(1)
    smaller = np.asarray(Image.fromarray(one).resize((48, 48), Image.Resampling.BILINEAR))
    brighter = np.clip(one.astype(np.int16) + 12, 0, 255).astype(np.uint8)
    own = perceptual_hash(one)
    assert own is not None
    for other in (encoded(one, "JPEG", quality=60), smaller, brighter):
        found = perceptual_hash(other)
        assert found is not None
        assert hamming(own, found) <= 4


def test_different_pictures_are_far_apart() -> None:
    hashes = [perceptual_hash(picture(number)) for number in range(20)]
    pairs = [(one, other) for one in hashes for other in hashes if one is not other]
    assert all(one is not None and other is not None for one, other in pairs)
    assert min(hamming(one or 0, other or 0) for one, other in pairs) > 8


@pytest.mark.parametrize("level", [0, 128, 255])
def test_a_flat_picture_has_no_hash(level: int) -> None:
    noise = np.random.default_rng(0).integers(0, 3, (64, 64, 3), dtype=np.uint8)
    flat = np.clip(noise.astype(np.int16) + level, 0, 255).astype(np.uint8)
    assert perceptual_hash(flat) is None


def test_texts_are_compared_by_what_they_say() -> None:
    assert normal_text("  \uff34\uff11-weighted, \n(MRI)! ") == "t1 weighted mri"
    assert normal_text("stra\u00dfe_x") == "strasse x"
    assert text_digest("Is it CT?") == text_digest("is it  ct")
    assert text_digest("Is it CT?") != text_digest("Is it MR?")
    assert normal_text("\u5de6\u80ba?") == "\u5de6\u80ba"
