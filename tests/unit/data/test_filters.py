"""Filters: each counts what it drops, and the order of the input decides nothing."""

from dataclasses import replace

import pytest

from residency.data.deidentify import Deidentified
from residency.data.filters import apply_filters
from residency.data.outline import Outline, make_thumbnail
from residency.data.pixels import Pixels, Window
from residency.errors import NotSupportedYet
from residency.spec.dataset import Filter, FilterName
from tests.unit.data.conftest import MakeRecord

ALL = tuple(
    Filter(name=name)
    for name in (
        FilterName.MIN_SIDE,
        FilterName.BLANK,
        FilterName.DUPLICATE_PIXELS,
        FilterName.NEAR_DUPLICATE_PIXELS,
    )
)


def outline_of(pixels: Pixels, name: str) -> Outline:
    return Outline(
        source_key=name,
        patient="",
        study="",
        content=pixels.digest(),
        attributes={},
        shorter_side=pixels.shorter_side,
        thumbnail=make_thumbnail(pixels),
    )


def brighter(record: Deidentified, factor: float, offset: float) -> Pixels:
    return Pixels(record.pixels.frames * factor + offset, Window(0.0, 255.0), 1)


def test_every_record_is_kept_or_counted(make_record: MakeRecord) -> None:
    first = make_record(1)
    outlines = [
        first.outline,
        replace(first.outline, source_key="the same pixels"),
        outline_of(brighter(first, 1, 1), "nearly the same"),
        outline_of(brighter(first, 0, 0), "one colour"),
        make_record(2, side=32).outline,
        make_record(3).outline,
    ]
    filtered = apply_filters(outlines, ALL)
    assert filtered.dropped == {
        "min-side": 1,
        "blank": 1,
        "duplicate-pixels": 1,
        "near-duplicate-pixels": 1,
    }
    assert len(filtered.kept) + sum(filtered.dropped.values()) == len(outlines)


def test_order_of_the_input_and_keys_decide_nothing(make_record: MakeRecord) -> None:
    outlines = [make_record(n).outline for n in range(6)]
    outlines.append(outline_of(brighter(make_record(2), 1, 1), "near"))
    forward = apply_filters(outlines, ALL).kept
    backward = apply_filters(reversed(outlines), ALL).kept
    assert [r.content for r in forward] == [r.content for r in backward]


def test_the_value_of_a_filter_is_the_recipes(make_record: MakeRecord) -> None:
    small = Filter(name=FilterName.MIN_SIDE, value=65)
    assert apply_filters([make_record(1).outline], [small]).dropped == {"min-side": 1}


def test_a_filter_that_comes_later_is_refused_by_name(make_record: MakeRecord) -> None:
    with pytest.raises(NotSupportedYet, match="'single-panel'"):
        apply_filters([make_record(1).outline], [Filter(name=FilterName.SINGLE_PANEL)])
