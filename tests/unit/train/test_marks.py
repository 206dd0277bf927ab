"""A living writer's mark is seen, whatever others clear meanwhile."""

import fcntl
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from residency.train.marks import MARKS, Mark, clear_marks, is_marked

_watched: list[tuple[Path, list[bool]]] = []


def _on_removal(event: str, arguments: tuple[object, ...]) -> None:
    """Python tells of each file just before it is removed."""
    if event == "os.remove" and _watched:
        folder, locked = _watched[0]
        path = Path(str(arguments[0]))
        if path.parent == folder:
            locked.append(_is_locked(path))


def _is_locked(path: Path) -> bool:
    with path.open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


@pytest.fixture
def removals(tmp_path: Path) -> Iterator[list[bool]]:
    """Of each mark that is removed, whether it was locked then."""
    if not _watched:
        sys.addaudithook(_on_removal)  # for the rest of this process: there is no way to end it
    locked: list[bool] = []
    _watched.append((tmp_path / MARKS, locked))
    yield locked
    _watched.clear()


def test_a_mark_lasts_as_long_as_its_writer(tmp_path: Path) -> None:
    mark = Mark(tmp_path, "a", 0)
    clear_marks(tmp_path)
    assert is_marked(tmp_path, "a")
    mark.close()
    assert not is_marked(tmp_path, "a")
    clear_marks(tmp_path)
    assert list((tmp_path / MARKS).iterdir()) == []


def test_one_is_removed_while_no_writer_can_lock_it(tmp_path: Path, removals: list[bool]) -> None:
    Mark(tmp_path, "a", 0).close()
    clear_marks(tmp_path)
    assert removals == [True]
