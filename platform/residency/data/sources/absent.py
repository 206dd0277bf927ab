"""A folder that has no file of the layout that a recipe says it has."""

from __future__ import annotations

from residency.data.sources.folder import SourceFolder
from residency.errors import DataError


def absent(folder: SourceFolder, expects: str) -> DataError:
    """The error to raise; `expects` says which files the layout has."""
    return DataError(
        f"{folder.location}: no file of this layout is there.",
        f"The layout has {expects}; name the folder that holds them.",
    )
