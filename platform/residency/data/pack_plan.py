"""Who stands where in a pack, planned from lengths alone: no sample is looked at.

A pure function of the mixture, the lengths and the seed, so that it does not matter which worker
rendered a sample, nor which one writes the file that it goes into.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from residency.data.mixture import MixturePlan, Part, plan_mixture
from residency.data.placing import least_rows, place

ROWS_PER_FILE = 4096
_BYTES_PER_TOKEN = 4 * 4  # input ids, labels, segment ids and positions in int32

Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of the samples of one entry of the mixture, all of which fit into a row."""

    part: Part
    lengths: Numbers  # tokens
    pictures: Numbers


@dataclass(frozen=True, slots=True)
class Shape:
    """What rows and files are to be like."""

    length: int  # tokens of a row
    packing: bool  # several samples in a row
    picture_bytes: int
    file_bytes: int  # about how large a file is: what the task that writes it holds


@dataclass(frozen=True, slots=True)
class FilePlan:
    """The samples of one file in the order of its rows: the `indices[i]`-th of part `parts[i]`."""

    packed: Numbers  # [k], row of the file
    parts: NDArray[np.int32]  # [k]
    indices: Numbers  # [k]


@dataclass(frozen=True, slots=True)
class PackPlan:
    """All files of a pack, how many different samples are in them, and what packing could do."""

    mixture: MixturePlan
    rows: Numbers  # of each pick
    ends: tuple[int, ...]  # the row after the last of each file
    drawn: int
    least_padding: float  # share of the tokens that is padding in any packing of these samples

    def files(self) -> Iterator[FilePlan]:
        """The files one after the other."""
        order = np.argsort(self.rows, kind="stable")
        rows = self.rows[order]
        for start, stop in zip((0, *self.ends[:-1]), self.ends, strict=True):
            low, high = np.searchsorted(rows, [start, stop])
            picks = order[low:high]
            yield FilePlan(
                rows[low:high] - start, self.mixture.parts[picks], self.mixture.indices[picks]
            )


def plan_pack(
    known: Sequence[Known], shape: Shape, seed: int, temperature: float | None = None
) -> PackPlan:
    """Draw the mixture, put its samples into rows, and cut the rows into files.

    Raises:
        DataError: an entry of the mixture has no samples, or too many would be drawn.
    """
    mixture = plan_mixture([one.part for one in known], seed, temperature)
    lengths = _of_picks(mixture, [one.lengths for one in known])
    rows = place(lengths, shape.length) if shape.packing else np.arange(len(mixture))
    least = 1 - int(lengths.sum()) / (least_rows(lengths, shape.length) * shape.length)
    pictures = np.zeros(int(rows.max()) + 1, np.int64)
    np.add.at(pictures, rows, _of_picks(mixture, [one.pictures for one in known]))
    drawn = sum(
        len(np.unique(mixture.indices[mixture.parts == number])) for number in range(len(known))
    )
    return PackPlan(mixture, rows, _file_ends(pictures, shape), drawn, least)


def _of_picks(mixture: MixturePlan, columns: Sequence[Numbers]) -> Numbers:
    """A value of each pick, from the values of the samples of each part."""
    values = np.zeros(len(mixture), np.int64)
    for number, column in enumerate(columns):
        mine = mixture.parts == number
        values[mine] = column[mixture.indices[mine]]
    return values


def _file_ends(pictures: Numbers, shape: Shape) -> tuple[int, ...]:
    """Of each file the row after its last, from the number of pictures in each row."""
    ends: list[int] = []
    size = count = 0
    own = shape.length * _BYTES_PER_TOKEN + pictures * shape.picture_bytes
    for row, more in enumerate(own.tolist()):
        if count and (size + more > shape.file_bytes or count == ROWS_PER_FILE):
            ends.append(row)
            size = count = 0
        size, count = size + more, count + 1
    return (*ends, len(own))
