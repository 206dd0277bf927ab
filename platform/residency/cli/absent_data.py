"""Data that a recipe reads and that is not on this machine."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from residency.data.sources.location import resolve_root
from residency.errors import DataError
from residency.spec.dataset import Dataset

if TYPE_CHECKING:
    from residency.spec.loader import Loaded

# In a location that is no folder. A bucket is on no machine; a package can be installed anywhere.
_ELSEWHERE = "://"


def absent_data(loaded: Loaded) -> tuple[str, ...]:
    """A line for each dataset of which a folder is not here: a plan can be read without it."""
    base = Path(loaded.source).absolute().parent
    lines = []
    for dataset in loaded.pipeline.spec.datasets:
        folders = [location for location in _folders(dataset) if not _is_here(location, base)]
        if folders:
            told = "is not on this machine and was not looked at"
            if len(folders) > 1:
                told = "are not on this machine and were not looked at"
            lines.append(f"datasets.{dataset.name}: {', '.join(folders)} {told}")
    return tuple(lines)


def _folders(dataset: Dataset) -> Iterator[str]:
    source = getattr(dataset.source, dataset.source.kind)
    for location in getattr(source, "paths", ()):
        if _ELSEWHERE not in location:
            yield location


def _is_here(location: str, base: Path) -> bool:
    try:
        resolve_root(location, base)
    except DataError:
        return False
    return True
