"""Filters over a whole set: duplicates go before the split, so that none stands on both sides.

They read outlines, neither pixels nor texts. Of several that are alike the first stays, in the
order of the listing; of files, whose order is that of their content, the listing decides between
equal ones. The tenant's key decides nothing.

  duplicate-pixels       the same pixels; of a conversation, the same pictures in the same order
                         (so a set that asks several questions of a picture keeps one: it is for
                         sets of captions).
  near-duplicate-pixels  of files: thumbnails of 16 x 16 whose mean difference is below the value
                         (4 grey levels of 255). Of conversations: every perceptual hash within
                         the value (4 bits of 64).
  duplicate-text         of conversations: the same text and pictures, by their normal forms.
  near-duplicate-text    of conversations: the same pictures, and texts whose shingles have a
                         Jaccard similarity of the value (0.8) or more, which the caller finds.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Generic, Protocol, TypeVar

from residency.data.curation.image_hashes import HashIndex
from residency.data.curation.thumbnails import ThumbnailIndex
from residency.data.outline import Outline, SampleOutline
from residency.spec.dataset import Filter, FilterName

NEAR_LEVELS: Final = 4.0
NEAR_BITS: Final = 4.0
NEAR_TEXT: Final = 0.8
"""Defaults: near-duplicate-pixels of files and of conversations, near-duplicate-text."""

SET_FILTERS: Final = frozenset(
    {
        FilterName.DUPLICATE_PIXELS,
        FilterName.NEAR_DUPLICATE_PIXELS,
        FilterName.DUPLICATE_TEXT,
        FilterName.NEAR_DUPLICATE_TEXT,
    }
)

Record = TypeVar("Record")
Contra = TypeVar("Contra", contravariant=True)


@dataclass(frozen=True, slots=True)
class Filtered(Generic[Record]):
    """What passed, in order, and how many records each filter dropped, by name."""

    kept: tuple[Record, ...]
    dropped: Mapping[str, int]


class _Seen(Protocol[Contra]):
    """What one filter remembers of the records that were kept so far."""

    def has(self, record: Contra) -> bool:
        """Whether one of them is like this record."""

    def keep(self, record: Contra) -> None:
        """Remember a record that every filter passed."""


def filter_images(records: Iterable[Outline], filters: Sequence[Filter]) -> Filtered[Outline]:
    """Run the set filters of a recipe over files; its other filters are passed over."""
    steps: dict[str, _Seen[Outline]] = {}
    for one in filters:
        if one.name is FilterName.DUPLICATE_PIXELS:
            steps[one.name.value] = _Equal[Outline](lambda record: record.content)
        elif one.name is FilterName.NEAR_DUPLICATE_PIXELS:
            steps[one.name.value] = _NearThumbnails(_value(one, NEAR_LEVELS))
    return _run(sorted(records, key=lambda record: record.content), steps)


def filter_samples(
    records: Iterable[SampleOutline],
    filters: Sequence[Filter],
    alike: Mapping[str, str] | None = None,
) -> Filtered[SampleOutline]:
    """Run the set filters of a recipe over conversations; its other filters are passed over.

    `alike`: by source key, the key of the first conversation with nearly the same text (`repeats`
    of the pairs found); those without one are left out.
    """
    first = alike or {}
    steps: dict[str, _Seen[SampleOutline]] = {}
    for one in filters:
        if one.name is FilterName.DUPLICATE_PIXELS:
            steps[one.name.value] = _Equal[SampleOutline](lambda record: record.pictures or None)
        elif one.name is FilterName.NEAR_DUPLICATE_PIXELS:
            steps[one.name.value] = _NearHashes(int(_value(one, NEAR_BITS)))
        elif one.name is FilterName.DUPLICATE_TEXT:
            steps[one.name.value] = _Equal[SampleOutline](lambda record: record.content)
        elif one.name is FilterName.NEAR_DUPLICATE_TEXT:
            steps[one.name.value] = _Equal[SampleOutline](
                lambda record: (first.get(record.source_key, record.source_key), record.pictures)
            )
    return _run(records, steps)


def _run(records: Iterable[Record], steps: Mapping[str, _Seen[Record]]) -> Filtered[Record]:
    """The first filter that objects drops a record and counts it."""
    kept: list[Record] = []
    dropped = dict.fromkeys(steps, 0)
    for record in records:
        objection = next((name for name, seen in steps.items() if seen.has(record)), None)
        if objection is not None:
            dropped[objection] += 1
            continue
        kept.append(record)
        for seen in steps.values():
            seen.keep(record)
    return Filtered(tuple(kept), dropped)


class _Equal(Generic[Record]):
    """Records of equal keys; one whose key is None is like none."""

    def __init__(self, key: Callable[[Record], Hashable | None]) -> None:
        self._key = key
        self._keys: set[Hashable] = set()

    def has(self, record: Record) -> bool:
        return self._key(record) in self._keys

    def keep(self, record: Record) -> None:
        if (key := self._key(record)) is not None:
            self._keys.add(key)


class _NearThumbnails:
    def __init__(self, most: float) -> None:
        self._index = ThumbnailIndex(most)

    def has(self, record: Outline) -> bool:
        return self._index.near(record.levels())

    def keep(self, record: Outline) -> None:
        self._index.add(record.levels())


class _NearHashes:
    """Conversations with as many pictures, each near its counterpart; flat ones are like none."""

    def __init__(self, distance: int) -> None:
        self._distance = distance
        self._places: dict[tuple[int, int], HashIndex] = {}  # (pictures, place) -> their hashes
        self._kept: dict[tuple[int, int, int], set[int]] = {}  # ... and hash -> records
        self._records = 0

    def has(self, record: SampleOutline) -> bool:
        found: set[int] | None = None
        for place, value in enumerate(record.hashes):
            own = self._near(len(record.hashes), place, value)
            found = own if found is None else found & own
        return bool(found)

    def keep(self, record: SampleOutline) -> None:
        self._records += 1
        number = len(record.hashes)
        for place, value in enumerate(record.hashes):
            if value is not None:
                index = self._places.setdefault((number, place), HashIndex(self._distance))
                index.add(value)
                self._kept.setdefault((number, place, value), set()).add(self._records)

    def _near(self, number: int, place: int, value: int | None) -> set[int]:
        """Records of so many pictures whose picture at the place is near."""
        index = self._places.get((number, place))
        if index is None or value is None:
            return set()
        return {one for v in index.near(value) for one in self._kept[number, place, v]}


def _value(chosen: Filter, default: float) -> float:
    return default if chosen.value is None else chosen.value
