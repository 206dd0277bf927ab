"""Set filters: each counts what it drops; neither the input's order nor a key decides."""

from dataclasses import replace

import numpy as np
import pytest

from residency.data.curation.set_filters import filter_images, filter_samples
from residency.data.curation.thumbnails import ThumbnailIndex
from residency.data.outline import Outline, SampleOutline
from residency.spec.dataset import Filter, FilterName

PIXELS = (Filter(name=FilterName.DUPLICATE_PIXELS), Filter(name=FilterName.NEAR_DUPLICATE_PIXELS))


def image(number: int, brighter: int = 0, name: str = "") -> Outline:
    levels = np.random.default_rng(number).integers(0, 240, (16, 16, 3)) + brighter
    return Outline(
        source_key=name or f"file {number} {brighter}",
        patient="",
        study="",
        content=f"{number} {brighter}",
        picture=f"{number} {brighter}",
        hash=None,
        attributes={},
        shorter_side=64,
        thumbnail=levels.astype(np.uint8).tobytes(),
    )


def sample(key: str, content: str = "", pictures: tuple[str, ...] = (), *hashes: int | None):
    return SampleOutline(
        source_key=key,
        patient="",
        study="",
        official="",
        answer_type="open",
        content=content or key,
        pictures=pictures,
        hashes=hashes,
        sides=(64,) * len(pictures),
        characters=10,
        attributes={},
    )


def test_every_image_is_kept_or_counted() -> None:
    first = image(1)
    records = [first, replace(first, source_key="again"), image(1, brighter=3), image(2)]
    found = filter_images(records, PIXELS)
    assert found.dropped == {"duplicate-pixels": 1, "near-duplicate-pixels": 1}
    assert [record.content for record in found.kept] == ["1 0", "2 0"]


def test_order_and_keys_decide_nothing() -> None:
    records = [image(number) for number in range(6)] + [image(2, brighter=2)]
    forward = filter_images(records, PIXELS).kept
    backward = filter_images(reversed(records), PIXELS).kept
    assert [r.content for r in forward] == [r.content for r in backward]


def test_of_equal_files_the_first_in_the_listing_stays_whatever_its_key() -> None:
    twins = [replace(image(1), source_key=key) for key in ("z", "a")]
    assert [record.source_key for record in filter_images(twins, PIXELS).kept] == ["z"]


def test_the_value_of_a_filter_is_the_recipes() -> None:
    near = Filter(name=FilterName.NEAR_DUPLICATE_PIXELS, value=2.0)
    assert filter_images([image(1), image(1, brighter=3)], [near]).dropped[near.name.value] == 0


@pytest.mark.parametrize("most", [1.0, 4.0, 20.0])
def test_the_grid_of_thumbnails_finds_what_comparing_with_all_finds(most: float) -> None:
    random = np.random.default_rng(0)
    index, kept = ThumbnailIndex(most), []
    for _ in range(400):
        base = random.integers(0, 6) * 30 + 40
        levels = np.full((16, 16, 3), base, np.float32) + random.normal(0, most, (16, 16, 3))
        levels = levels.astype(np.float32)
        expected = any(float(np.abs(levels - other).mean()) < most for other in kept)
        assert index.near(levels) == expected
        if not expected:
            index.add(levels)
            kept.append(levels)


def test_conversations_with_the_same_pictures_or_the_same_text() -> None:
    records = [
        sample("a", "text 1", ("p",), 1),
        sample("b", "text 2", ("p",), 1),
        sample("c", "text 1", ("q",), 2),
        sample("d", "text 3"),
        sample("e", "text 3"),
    ]
    pixels = filter_samples(records, [Filter(name=FilterName.DUPLICATE_PIXELS)])
    assert [record.source_key for record in pixels.kept] == ["a", "c", "d", "e"]
    text = filter_samples(records, [Filter(name=FilterName.DUPLICATE_TEXT)])
    assert [record.source_key for record in text.kept] == ["a", "b", "d"]


def test_conversations_whose_pictures_all_look_alike() -> None:
    records = [
        sample("a", "", ("p", "q"), 0b0, 0xFF00),
        sample("one differs", "", ("r", "s"), 0b11, 0x00FF),
        sample("both near", "", ("t", "u"), 0b11, 0xFF01),
        sample("one picture", "", ("v",), 0b0),
        sample("flat", "", ("w", "x"), 0b0, None),
    ]
    found = filter_samples(records, [Filter(name=FilterName.NEAR_DUPLICATE_PIXELS)])
    kept = [record.source_key for record in found.kept]
    assert kept == ["a", "one differs", "one picture", "flat"]


def test_nearly_equal_texts_are_those_that_the_caller_found() -> None:
    near = [Filter(name=FilterName.NEAR_DUPLICATE_TEXT)]
    records = [sample("a"), sample("b"), sample("c", "", ("p",), 1), sample("d")]
    found = filter_samples(records, near, alike={"b": "a", "c": "a"})
    assert [record.source_key for record in found.kept] == ["a", "c", "d"]
    assert found.dropped == {"near-duplicate-text": 1}
