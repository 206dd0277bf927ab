"""Pairs of nearly equal texts, found over Ray in time that grows with the number of texts.

A join by the keys of MinHash bands (data/curation/minhash.py): tasks sign blocks of texts and
deal (key, row) out to partitions by key; a task a partition pairs the rows of equal keys; tasks
take the exact Jaccard similarity of what was paired. No task holds more than a partition of keys
or two blocks of texts, and none compares all with all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

import numpy as np
import pyarrow as pa
import ray
from numpy.typing import NDArray

from residency.adapters.ray.cluster import task_slots
from residency.adapters.ray.streams import TASK_CPUS
from residency.data.curation.buckets import bucket_pairs
from residency.data.curation.clusters import Pairs, distinct, no_pairs
from residency.data.curation.minhash import Banding, band_keys, banding, signatures
from residency.data.curation.shingles import Hashes, jaccard, shingles

BLOCK: Final = 20_000
"""Texts a block holds, where nothing else says how many."""
_PARTITION: Final = 100_000  # texts whose keys a partition holds about
_SIGNED: Final = 2_000  # texts that are signed at once: 2 MB of signatures

Refs = ray.ObjectRef[Any] | list[ray.ObjectRef[Any]]


@dataclass(frozen=True, slots=True)
class TextBlock:
    """Texts of rows [first, first + rows) of a listing, in Ray's object store."""

    first: int
    rows: int
    texts: ray.ObjectRef[pa.Array]  # strings; null or empty: like nothing


@dataclass(frozen=True, slots=True)
class Similar:
    """What counts as nearly equal, and between what."""

    threshold: float = 0.8  # Jaccard similarity of shingles, at least
    boundary: int | None = None  # rows below it are compared with those above only


def text_block(first: int, texts: Sequence[str]) -> TextBlock:
    """Put texts that this process holds into the object store; BLOCK of them is a good number."""
    return TextBlock(first, len(texts), ray.put(pa.array(texts, pa.large_string())))


def similar_pairs(blocks: Sequence[TextBlock], wanted: Similar) -> Pairs:
    """Pairs of rows (lesser first) whose texts are at least so similar: int64 [N, 2], sorted.

    A pair at the threshold is found with a probability of 0.99 or more, one above it with a
    greater; one below it is never returned. Blocks follow each other without gaps.
    """
    total = sum(block.rows for block in blocks)
    partitions = max(1, -(-total // _PARTITION))
    cut = banding(wanted.threshold)
    signing = _sign.options(num_returns=partitions + 1)
    dealt = in_turns(partial(signing.remote, one, cut, partitions) for one in blocks)
    paired = in_turns(
        partial(_pair.remote, wanted.boundary, *(parts[number + 1] for parts in dealt))
        for number in range(partitions)
    )
    candidates = no_pairs()
    for (part,) in paired:  # one by one: what a full bucket gives, every band gives again
        candidates = distinct(np.concatenate([candidates, ray.get(part)]))
    return _verified(blocks, candidates, wanted.threshold)


def in_turns(calls: Iterable[Callable[[], Refs]]) -> list[list[ray.ObjectRef[Any]]]:
    """Submit tasks, as many at a time as compute side by side; what each returns, in order."""
    slots, running = task_slots(), list[ray.ObjectRef[Any]]()
    submitted = []
    for call in calls:
        if len(running) >= slots:
            _, running = ray.wait(running)
        found = call()
        refs = found if isinstance(found, list) else [found]
        submitted.append(refs)
        running.append(refs[0])
    return submitted


@ray.remote(num_cpus=TASK_CPUS)
def _sign(block: TextBlock, cut: Banding, partitions: int) -> Iterator[NDArray[np.uint64] | int]:
    """How many texts were signed, and (key, row) of every band by partition: uint64 [N, 2]."""
    texts = ray.get(block.texts)
    parts: list[list[NDArray[np.uint64]]] = [[] for _ in range(partitions)]
    for start in range(0, len(texts), _SIGNED):
        sets = [shingles(text or "") for text in texts[start : start + _SIGNED].to_pylist()]
        full = np.flatnonzero([one.size for one in sets])
        keys = band_keys(signatures([sets[number] for number in full.tolist()]), cut)
        rows = np.repeat((full + block.first + start).astype(np.uint64), cut.bands)
        entries = np.stack([keys.ravel(), rows], axis=1)
        target = entries[:, 0] % np.uint64(partitions)
        for number, part in enumerate(parts):
            part.append(entries[target == number])
    yield len(texts)
    for part in parts:
        yield np.concatenate([np.empty((0, 2), np.uint64), *part])


@ray.remote(num_cpus=TASK_CPUS)
def _pair(boundary: int | None, *parts: NDArray[np.uint64]) -> Pairs:
    entries = np.concatenate(parts)
    return bucket_pairs(entries[:, 0], entries[:, 1].astype(np.int64), boundary)


def _verified(blocks: Sequence[TextBlock], candidates: Pairs, threshold: float) -> Pairs:
    """The candidates that are as similar as wanted: a task for each block that has the first."""
    starts = np.array([block.first for block in blocks])
    owners = np.searchsorted(starts, candidates[:, 0], side="right") - 1
    checks = in_turns(
        partial(_check.remote, list(blocks), candidates[owners == number], threshold)
        for number in np.unique(owners).tolist()
    )
    return np.concatenate([no_pairs(), *ray.get([one for (one,) in checks])])


@ray.remote(num_cpus=TASK_CPUS)
def _check(blocks: Sequence[TextBlock], candidates: Pairs, threshold: float) -> Pairs:
    """Those of the pairs, all of whose first rows lie in one block, that are similar enough."""
    starts = np.array([block.first for block in blocks])
    owners = np.searchsorted(starts, candidates, side="right") - 1
    first = _shingled(blocks[int(owners[0, 0])], candidates[:, 0])
    kept = np.zeros(len(candidates), bool)
    for number in np.unique(owners[:, 1]).tolist():
        chosen = np.flatnonzero(owners[:, 1] == number)
        second = _shingled(blocks[number], candidates[chosen, 1])
        for place in chosen.tolist():
            one, other = candidates[place].tolist()
            kept[place] = jaccard(first[one], second[other]) >= threshold
    return candidates[kept]


def _shingled(block: TextBlock, rows: NDArray[np.int64]) -> Mapping[int, Hashes]:
    """The shingles of some rows of a block."""
    texts = ray.get(block.texts)
    return {row: shingles(texts[row - block.first].as_py()) for row in np.unique(rows).tolist()}
