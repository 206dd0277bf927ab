"""What a mixture draws from, before anything is rendered: how many samples, of which kinds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

import pyarrow.compute
import pyarrow.dataset

from residency.adapters.ray.tokenizer import SAMPLES_PREFIX
from residency.data.mixture import Part, counts
from residency.errors import DataError
from residency.spec.training import MixtureEntry


def check_mixture(
    mixture: Sequence[MixtureEntry], temperature: float | None, inputs: Mapping[str, Path]
) -> None:
    """Refuse a mixture that asks for what there is not, or would draw without end.

    Raises:
        DataError: a dataset has no training sample, or none of a kind that is asked for; the
            sizes and weights are so far apart that too many samples would be drawn.
    """
    counts([_part(entry, inputs) for entry in mixture], temperature)


def _part(entry: MixtureEntry, inputs: Mapping[str, Path]) -> Part:
    found = _kinds(inputs[f"{SAMPLES_PREFIX}{entry.dataset}"] / "train")
    absent = sorted(set(entry.kinds) - found.keys())
    if found and absent:
        raise DataError(
            f"The dataset {entry.dataset!r} has no training sample of the kind {absent[0]!r}.",
            f"Name one of its kinds in the mixture: {', '.join(sorted(found))}.",
        )
    size = sum(found[kind] for kind in set(entry.kinds or found))
    return Part(entry.dataset, size, entry.weight, entry.max_epochs)


def _kinds(folder: Path) -> Counter[str]:
    """How many samples a folder has of each kind; no other column is read."""
    found = Counter[str]()
    for batch in pyarrow.dataset.dataset(folder, format="parquet").to_batches(columns=["kind"]):
        for row in pyarrow.compute.value_counts(batch.column("kind")).to_pylist():
            found[row["values"]] += row["counts"]
    return found
