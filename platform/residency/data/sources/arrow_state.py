"""The state.json that `datasets` writes beside the Arrow files of a split."""

from __future__ import annotations

import json
from pathlib import PurePosixPath
from typing import Final

from residency.data.sources.fields import Row, items, mapping, text
from residency.data.sources.folder import FileTooLarge, SourceFolder
from residency.data.sources.reasons import Malformed
from residency.errors import DataError

_STATE_LIMIT: Final = 16 * 1024 * 1024  # bytes


def current_files(state: Row) -> set[str]:
    """The files that count: others beside them are of a cache."""
    return {text(mapping(one), "filename") for one in items(state, "_data_files")}


def arrow_state(folder: SourceFolder, file: str) -> Row | None:
    """What `datasets` wrote beside an Arrow file; None for files of other kinds."""
    if not file.endswith(".arrow"):
        return None
    name = (PurePosixPath(file).parent / "state.json").as_posix()
    try:
        return mapping(json.loads(folder.read(name, _STATE_LIMIT)))
    except FileNotFoundError:
        return None
    except (FileTooLarge, Malformed, ValueError) as error:
        raise DataError(
            f"{folder.location}: a state.json is damaged ({type(error).__name__}).",
            "Write the dataset with save_to_disk again.",
        ) from None
