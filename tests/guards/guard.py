"""The guards of guards.yaml, and the edits that take one out."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import yaml

LIST = Path(__file__).with_name("guards.yaml")


@dataclass(frozen=True, slots=True)
class Edit:
    """`old` stands in `file` once, and `new` has no guard."""

    file: str
    old: str
    new: str

    def path(self, root: Path) -> Path:
        """The file in a checkout."""
        inside = self.file if self.file.startswith("tests/") else f"platform/residency/{self.file}"
        return root / inside

    def applied(self, root: Path) -> str:
        """The file's text without the guard. Raises ValueError where the guard is not there."""
        text = self.path(root).read_text()
        if (times := text.count(self.old)) != 1:
            raise ValueError(f"{self.file} holds {self.old!r} {times} times, and once is asked")
        return text.replace(self.old, self.new)


@dataclass(frozen=True, slots=True)
class Guard:
    """What keeps a fault from doing harm, and the test that fails without it."""

    guard: str
    test: str
    edits: tuple[Edit, ...]
    warning: str | None = None  # one that the edit causes, and that must not end the test

    @contextmanager
    def taken_out(self, root: Path) -> Iterator[None]:
        """The checkout is without the guard until the block ends."""
        before = {edit.path(root): edit.path(root).read_text() for edit in self.edits}
        try:
            for edit in self.edits:
                edit.path(root).write_text(edit.applied(root))
            yield
        finally:
            for path, text in before.items():
                path.write_text(text)


def guards() -> tuple[Guard, ...]:
    """All of the list."""
    return tuple(
        Guard(**entry | {"edits": tuple(Edit(**edit) for edit in entry["edits"])})
        for entry in yaml.safe_load(LIST.read_text())  # noqa: TID251 (no recipe)
    )
