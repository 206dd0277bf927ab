"""The folders that a pipeline is given are looked at before anything is spent."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from residency.model.given import check_rows, check_text, check_vision, completed
from residency.plan.given import TEXT, TOKENIZER, VISION, given_paths
from residency.plan.support import TEXT as TEXTS
from residency.plan.support import VISION as TOWERS
from residency.spec.loader import Loaded


def with_dimensions(loaded: Loaded) -> Loaded:
    """The pipeline with the dimensions of the model folders that are here, where it has none.

    Raises ModelFolderError or NotSupportedYet for a config.json that cannot be used.
    """
    spec = loaded.pipeline.spec
    model = completed(spec.model, _base(loaded))
    if model == spec.model:
        return loaded
    whole = loaded.pipeline.model_copy(update={"spec": spec.model_copy(update={"model": model})})
    return replace(loaded, pipeline=whole)


def check_model_folders(loaded: Loaded, *, planning: bool = False) -> None:
    """Raise where a folder that the pipeline is given is missing or cannot be used as it says.

    `planning`: folders that are not here are passed over; `not_looked_at` names them.

    ModelFolderError: missing, incomplete, unsafe, not what the recipe's dimensions say, or with
    fewer rows of embeddings than the tokenizer has words;
    DataError: no tokenizer; NotSupportedYet by name. Architectures of a later version are left to
    what says so of the whole recipe.
    """
    model = loaded.pipeline.spec.model
    folders = {role: _base(loaded) / path for role, path in given_paths(model).items()}
    if planning:
        folders = {role: folder for role, folder in folders.items() if folder.is_dir()}
    settings = None
    if TEXT in folders and model.text.architecture in TEXTS:
        settings = check_text(model, folders[TEXT])
    if VISION in folders and model.vision.architecture in TOWERS:
        check_vision(model, folders[VISION])
    if TOKENIZER in folders:
        # Imported here: only who is given a tokenizer reads one.
        from residency.data.given_tokenizer import open_given

        given = open_given(folders[TOKENIZER], model.template)
        if settings is not None:
            check_rows(model, settings, given.tokenizer.get_vocab_size(), len(given.added))


def not_looked_at(loaded: Loaded) -> tuple[str, ...]:
    """What a plan could not look at, a line each: folders that lie on the machines that train."""
    base, model = _base(loaded), loaded.pipeline.spec.model
    counted = {TEXT: "model.text.config", VISION: "model.vision.config"}
    return tuple(
        f"model.{role}.path: {path} is not on this machine and was not looked at"
        + (f"; counted from {counted[role]}" if role in counted else "")
        for role, path in given_paths(model).items()
        if not (base / path).is_dir()
    )


def _base(loaded: Loaded) -> Path:
    return Path(loaded.source).absolute().parent
