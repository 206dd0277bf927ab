"""Rows hashed beside the work that is done with them, each once a process."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from residency.data.shards import row_digest
from residency.data.tensor_file import Array
from residency.errors import DataError


@dataclass(frozen=True, slots=True)
class RowCheck:
    """What a row's bytes are to be."""

    number: int
    tokens: Array  # [4, L]
    images: Array  # [m, 3, S, S]
    sha256: bytes
    path: Path  # of its file

    def holds(self) -> bool:
        """Whether they are."""
        return row_digest(self.tokens, self.images) == self.sha256


class RowChecks:
    """Which rows were found to be what was written."""

    def __init__(self, rows: int) -> None:
        self._sound = np.zeros(rows, np.bool_)
        self._helper = ThreadPoolExecutor(1, "row-checks")  # hashing leaves Python to others

    def forget(self, rows: range) -> None:
        """Check these anew: what is mapped now may be another file than what was checked."""
        self._sound[rows.start : rows.stop] = False

    @contextmanager
    def alongside(self, checks: Sequence[RowCheck]) -> Iterator[None]:
        """Hash, while the block runs, the rows of which that was not done before.

        When the block has ended, this thread takes what the helper has not begun, from the last
        on, so that a helper that gets no processor holds nobody up.

        Raises:
            DataError: a row is not what was written.
        """
        new = {check.number: check for check in checks if not self._sound[check.number]}
        begun = [(one, self._helper.submit(one.holds)) for one in new.values()]
        try:
            yield
        finally:
            for check, hashed in reversed(begun):
                if not (check.holds() if hashed.cancel() else hashed.result()):
                    raise DataError(
                        f"{check.path}: not what was written (a row's SHA-256 differs).",
                        "Pack again.",
                    )
                self._sound[check.number] = True
