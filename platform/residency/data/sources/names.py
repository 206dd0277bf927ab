"""Names inside a source: whether one stays inside, and which split one tells of."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import Final

IMAGE_SUFFIXES: Final = frozenset(
    {".png", ".jpg", ".jpeg", ".bmp", ".gif", ".tif", ".tiff", ".webp", ".dcm"}
)
_LONGEST_NAME = 900  # bytes; a key of S3 has 1024, with the prefix of the source
_LONGEST_PART = 255  # bytes, the limit of common file systems
_SPLITS: Final = {
    "train": "train", "training": "train", "trainset": "train", "trainval": "train",
    "valid": "validate", "validate": "validate", "validation": "validate", "val": "validate",
    "dev": "validate", "validset": "validate", "valset": "validate",
    "test": "test", "testing": "test", "testset": "test",
}  # fmt: skip


def is_inside(name: str) -> bool:
    """Whether `name` is a plain relative POSIX name, of a length that a store can hold."""
    try:
        lengths = [len(part.encode()) for part in name.split("/")]
    except UnicodeEncodeError:  # half of a surrogate pair: no file is named so
        return False
    return (
        name != ""
        and sum(lengths) + len(lengths) <= _LONGEST_NAME
        and max(lengths) <= _LONGEST_PART
        and not name.startswith("/")
        and not re.match(r"[A-Za-z]:", name)
        and not any(letter in name for letter in "\\\0")
        and ".." not in name.split("/")
    )


def is_image(name: str) -> bool:
    """Whether the name's suffix is one of an image file."""
    return PurePosixPath(name.lower()).suffix in IMAGE_SUFFIXES


def split_word(word: str) -> str:
    """A set's own word for a split as train, validate or test; empty for any other.

    PubMedQA's `train_or_dev` is training data.
    """
    first, *_ = re.split(r"[^a-z]+", word.strip().lower())
    return _SPLITS.get(first, "")


def split_of_name(name: str) -> str:
    """The split that a file's name tells of, else its folders, from the nearest outwards."""
    for part in reversed(PurePosixPath(name).parts):
        words = [split_word(word) for word in re.split(r"[^A-Za-z]+", part)]
        told = dict.fromkeys(word for word in words if word)
        if told:
            return next(iter(told))
    return ""
