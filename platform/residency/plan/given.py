"""What a recipe is given from outside: pretrained models and a tokenizer, by their folders.

Where a folder lies is no part of what is computed; what it holds is.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from residency.spec.model import Model

TEXT: Final = "text"
VISION: Final = "vision"
TOKENIZER: Final = "tokenizer"
UNSEEN: Final = "unlisted"
"""Stands for the digest of a folder that is not on this machine, or was not looked at."""


def given_paths(model: Model) -> Mapping[str, str]:
    """Role -> path, as the recipe names it, of each folder that it is given."""
    paths = {TEXT: model.text.path, VISION: model.vision.path, TOKENIZER: model.tokenizer.path}
    return {role: path for role, path in paths.items() if path is not None}


def without_paths(model: Model) -> Model:
    """The same model, wherever its folders lie."""
    bare = {"path": None}
    return model.model_copy(
        update={
            "text": model.text.model_copy(update=bare),
            "vision": model.vision.model_copy(update=bare),
            "tokenizer": model.tokenizer.model_copy(update=bare),
        }
    )


def located(path: str | None, base: str) -> str | None:
    """A folder as a step opens it; relative paths start from the recipe's folder."""
    return None if path is None else str(Path(base) / path)
