"""What a model folder may hold: weights as safetensors, JSON, tokenizer files. No torch.

A pickle runs code when it is read, and so does a Python file that a configuration names: both
are refused by name before anything of the folder is opened by a library.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from residency.errors import ModelFolderError

ALLOWED = frozenset({".safetensors", ".json", ".txt", ".md", ".model", ".jinja"})
PICKLES = frozenset({".bin", ".pt", ".pth", ".pkl", ".pickle", ".ckpt", ".joblib", ".npy", ".npz"})
CODE = frozenset({".py", ".pyc", ".so", ".sh", ".ipynb"})
FORBIDDEN_KEYS = frozenset({"auto_map", "custom_code", "_target_", "trust_remote_code"})
UNMARKED = frozenset({"LICENSE", "NOTICE", "USAGE_POLICY", ".gitattributes"})

_HEADER = 8  # bytes: the header's length, little endian
_HEADER_LIMIT = 100_000_000  # the format's own


def check_folder(folder: Path) -> None:
    """Raise ModelFolderError unless the folder is a complete and safe Hugging Face model."""
    if not folder.is_dir():
        raise ModelFolderError(
            f"Model folder {folder} does not exist.",
            "Models are read from local folders: copy the model there, or correct the path.",
        )
    for path in sorted(folder.rglob("*")):
        if path.is_file() or path.is_symlink():
            _check_kind(path, folder)
    if not (folder / "config.json").is_file():
        raise ModelFolderError(
            f"{folder} holds no config.json.", "Name the folder that save_pretrained wrote."
        )
    for path in sorted(folder.rglob("*.json")):
        _check_json(path)
    _check_weights(folder)


def _check_kind(path: Path, folder: Path) -> None:
    if not path.resolve().is_relative_to(folder.resolve()):
        raise ModelFolderError(
            f"{path} points outside its model folder, to {path.resolve()}.",
            "Copy the file itself into the folder.",
        )
    suffix = path.suffix.lower()
    if suffix in ALLOWED or path.name in UNMARKED:
        return
    if suffix in PICKLES:
        reason = "a pickle runs code when it is loaded; weights are read from safetensors only"
        remedy = "Convert the weights with safetensors.torch.save_file and remove this file."
    elif suffix in CODE:
        reason = "a model folder holds no code; nothing in it is ever run"
        remedy = "Remove it, and auto_map from config.json where it is named there."
    else:
        reason = f"allowed are {', '.join(sorted(ALLOWED))}"
        remedy = "Remove the file from the folder."
    raise ModelFolderError(f"{path}: {reason}.", remedy)


def _check_json(path: Path) -> None:
    try:
        content = json.loads(path.read_bytes())
    except ValueError as error:
        raise ModelFolderError(f"{path} is no JSON: {error}.", "Copy the file again.") from error
    if path.name == "tokenizer.json":
        return  # a vocabulary: its keys are words
    for key in _keys(content):
        if key in FORBIDDEN_KEYS:
            raise ModelFolderError(
                f"{path} has the key {key!r}, which names code to import.",
                "Remove the key: models run with the library's own classes only.",
            )


def _keys(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield str(key)
            yield from _keys(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _keys(inner)


def _check_weights(folder: Path) -> None:
    files = sorted(folder.glob("*.safetensors"))
    if not files:
        raise ModelFolderError(
            f"{folder} holds no *.safetensors file.", "Save the weights as safetensors."
        )
    for path in files:
        _check_safetensors(path)
    index = folder / "model.safetensors.index.json"
    if index.is_file():
        named = set(json.loads(index.read_bytes()).get("weight_map", {}).values())
        missing = sorted(named - {path.name for path in files})
        if missing:
            raise ModelFolderError(
                f"{index} names {missing[0]}, which is not there.", "Copy the folder again."
            )


def _check_safetensors(path: Path) -> None:
    """Hold the header against the file: format as in github.com/huggingface/safetensors."""
    size = path.stat().st_size
    with path.open("rb") as file:
        length = int.from_bytes(file.read(_HEADER), "little")
        if size < _HEADER or length > min(_HEADER_LIMIT, size - _HEADER):
            raise _damaged(path, f"its header says {length} bytes, the file has {size}")
        try:
            header = json.loads(file.read(length))
        except ValueError as error:
            raise _damaged(path, f"its header is no JSON ({error})") from error
    header.pop("__metadata__", None)
    end = max((entry["data_offsets"][1] for entry in header.values()), default=0)
    if _HEADER + length + end != size:
        raise _damaged(path, f"it should have {_HEADER + length + end} bytes and has {size}")


def _damaged(path: Path, what: str) -> ModelFolderError:
    return ModelFolderError(f"{path} is damaged: {what}.", "Copy the file again.")
