"""The model folders that a pipeline names are checked before anything is spent."""

from __future__ import annotations

from pathlib import Path

from residency.model.folder import check_folder
from residency.spec.loader import Loaded


def check_model_folders(loaded: Loaded) -> None:
    """Raise ModelFolderError where a named folder is missing or holds what could run code."""
    base = Path(loaded.source).absolute().parent
    model = loaded.pipeline.spec.model
    for path in (model.text.path, model.vision.path):
        if path is not None:
            check_folder(base / path)
