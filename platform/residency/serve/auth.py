"""The API key: kept in a file that only its owner reads, compared in constant time."""

from __future__ import annotations

import hmac
import os
import secrets
import stat
from pathlib import Path

from residency.errors import EnvironmentProblem
from residency.serve.refusal import wrong_key

_BEARER = "bearer "
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def check_key(authorization: str | None, key: str) -> None:
    """Raise Refused (401) unless the Authorization header carries the key."""
    header = authorization or ""
    given = header[len(_BEARER) :].strip() if header.lower().startswith(_BEARER) else ""
    if not hmac.compare_digest(given.encode(), key.encode()):
        raise wrong_key()


def read_key(path: Path) -> str:
    """The key in a file of mode 0600.

    Raises:
        EnvironmentProblem: there is no such file, others may read it, or it is empty.
    """
    try:
        mode = path.stat().st_mode
        key = path.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise EnvironmentProblem(
            f"The API key cannot be read from {path}: {error.strerror}.",
            "Name a file that holds the key, with mode 0600.",
        ) from error
    if mode & _OTHERS:
        raise EnvironmentProblem(
            f"The API key file {path} has mode {stat.S_IMODE(mode):04o}: others may use it.",
            f"Run: chmod 600 {path}",
        )
    if not key:
        raise EnvironmentProblem(f"The API key file {path} is empty.", "Write a key into it.")
    return key


def ensure_key(path: Path) -> str:
    """The key in the file; where there is no file yet, one with a new random key."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with open(path, "x", encoding="utf-8", opener=_private) as file:
            file.write(secrets.token_urlsafe(32) + "\n")
    except FileExistsError:
        pass
    return read_key(path)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
