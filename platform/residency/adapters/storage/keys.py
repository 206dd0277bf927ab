"""What a store key may look like: relative, `/` between parts, never leaving the root."""

from __future__ import annotations

from pathlib import PurePosixPath

TEMPORARY = ".tmp-"  # how the name of an unfinished write starts; never listed
RESERVED = ".store"  # what a folder store keeps for itself


def checked(key: str) -> str:
    """The key itself; ValueError where it is empty, absolute, or has an odd part."""
    parts = key.split("/")
    if any(not part or part in (".", "..") for part in parts) or "\0" in key or "\\" in key:
        raise ValueError(
            f"{key!r} is no store key: it must be relative, with parts separated by single `/`, "
            "none of them empty, `.` or `..`"
        )
    if any(hidden(part) for part in parts):
        raise ValueError(
            f"{key!r} is no store key: {TEMPORARY}* and {RESERVED} are the store's own"
        )
    return key


def checked_prefix(prefix: str) -> str:
    """The prefix itself: empty, or a key that may stop within a part or after a `/`."""
    if prefix:
        checked(prefix.removesuffix("/"))
    return prefix


def parent(prefix: str) -> str:
    """The folder in which every key of the prefix lies; empty for the root."""
    return prefix.rpartition("/")[0]


def below(key: str, relative: PurePosixPath | str) -> str:
    """The key of a path relative to another key."""
    return checked(f"{key}/{relative}")


def hidden(part: str) -> bool:
    """Whether a file or folder name is the store's own business."""
    return part.startswith(TEMPORARY) or part == RESERVED
