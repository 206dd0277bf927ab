"""Which row each sample stands in, from lengths alone; and how few rows could hold them.

Two ways of placing keep rows as mixed as the order that the samples come in, where longest-first
would gather those of one source. Neither is always better, so that both are tried where the first
has not all but reached the least that is possible.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

Lengths = Sequence[int] | NDArray[np.int64]

WINDOW = 64  # samples that the rest of a row is chosen from
_GOOD = 1.005  # rows over the least possible that nobody looks for a better placing of
_PARTS = 48  # into so many equal parts a row is divided, at most, to find the least
_CUTS = 48  # lengths that are tried as the shortest that counts


def place(lengths: Lengths, capacity: int) -> NDArray[np.int64]:
    """The row of each sample, int64 [N]; -1 for one that is longer than `capacity`."""
    fitted = by_fit(lengths, capacity)
    if rows_of(fitted) <= _GOOD * least_rows(lengths, capacity):
        return fitted
    filled = by_filling(lengths, capacity)
    return filled if rows_of(filled) < rows_of(fitted) else fitted


def rows_of(placed: NDArray[np.int64]) -> int:
    """How many rows there are."""
    return int(placed.max(initial=-1)) + 1


def by_fit(lengths: Lengths, capacity: int) -> NDArray[np.int64]:
    """In the order given, each into the fullest row that still holds it (best fit).

    Time grows with the number of samples, not with that of the rows that have room.
    """
    placed = np.full(len(lengths), -1, np.int64)
    rooms: dict[int, deque[int]] = {}  # what is left -> rows that have so much, oldest first
    some = 0  # bit n is set where a row has n left
    rows = 0
    for sample, length in enumerate(int(length) for length in lengths):
        if length > capacity:
            continue
        enough = some >> length
        if not enough:
            left, row, rows = capacity, rows, rows + 1
        else:
            left = length + (enough & -enough).bit_length() - 1
            row = rooms[left].popleft()
            some ^= 0 if rooms[left] else 1 << left
        placed[sample] = row
        rooms.setdefault(left - length, deque()).append(row)
        some |= 1 << (left - length)
    return placed


def by_filling(lengths: Lengths, capacity: int) -> NDArray[np.int64]:
    """Each row begins with the first sample that is left, and is filled from the next WINDOW.

    Of all choices among them that which leaves least room is taken (subset sum), long samples
    before short ones, which fit in later, too.
    """
    placed = np.full(len(lengths), -1, np.int64)
    fitting = ((n, int(length)) for n, length in enumerate(lengths) if length <= capacity)
    window: list[tuple[int, int]] = []  # number and length
    row = 0
    while True:
        window += _next(fitting, WINDOW + 1 - len(window))
        if not window:
            return placed
        first, length = window.pop(0)
        chosen = _fullest(window, capacity - length)
        placed[[first, *chosen]] = row
        window = [sample for sample in window if sample[0] not in chosen]
        row += 1


def least_rows(lengths: Lengths, capacity: int) -> int:
    """So many rows at least hold the samples that are not longer than `capacity`.

    A dual feasible function gives every length a share such that no row holds shares of more than
    one: the sum over all samples is a bound. The greatest of those of S. Fekete and J. Schepers
    ("New classes of fast lower bounds for bin packing problems", Math. Programming 91, 2001) over
    lengths below a cut that are left out, with those that only they would fit beside made whole.
    """
    fitting = np.asarray(lengths, np.int64)
    counts = np.bincount(fitting[fitting <= capacity], minlength=1)
    sizes = np.flatnonzero(counts)
    counts = counts[sizes]
    best = 0
    for cut in np.unique(np.append(sizes[sizes <= capacity // 2][:: _step(sizes)], 0)):
        whole = np.where(sizes > capacity - cut, capacity, np.where(sizes < cut, 0, sizes))
        best = max(best, _ceiling(int((whole * counts).sum()), capacity))
        for parts in range(1, _PARTS):
            parted = (parts + 1) * whole
            exact = parted % capacity == 0
            shares = np.where(exact, whole * parts, parted // capacity * capacity)
            best = max(best, _ceiling(int((shares * counts).sum()), parts * capacity))
    return best


def _next(samples: Iterator[tuple[int, int]], count: int) -> list[tuple[int, int]]:
    return [sample for _, sample in zip(range(count), samples, strict=False)]


def _fullest(window: Sequence[tuple[int, int]], room: int) -> set[int]:
    """The numbers of those samples that together leave least of the room."""
    reached, whole = 1, (1 << (room + 1)) - 1  # bit n is set where lengths add up to n
    steps: list[tuple[int, int, int]] = []
    for number, length in sorted(window, key=lambda sample: (-sample[1], sample[0])):
        more = (reached | reached << length) & whole if length <= room else reached
        if more != reached:
            steps.append((number, length, reached))
            reached = more
        if reached >> room:
            break
    filled, chosen = reached.bit_length() - 1, set()
    for number, length, before in reversed(steps):
        if not before >> filled & 1:  # without this sample there is no way to so much
            chosen.add(number)
            filled -= length
    return chosen


def _step(sizes: NDArray[np.intp]) -> int:
    return max(1, len(sizes) // _CUTS)


def _ceiling(value: int, divisor: int) -> int:
    return -(-value // divisor)
