"""A failpoint strikes once, at its place, at the hit it was armed for, and never unasked."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from residency.train.failpoints import Action, Failpoint, Place, Struck, arm, reached


@pytest.fixture(autouse=True)
def disarmed() -> Iterator[None]:
    yield
    arm()


def test_nothing_happens_where_nobody_armed_it() -> None:
    for place in Place:
        reached(place)


def test_it_strikes_at_its_hit_and_once(tmp_path: Path) -> None:
    arm(Failpoint(Place.UPDATE, Action.RAISE, 2))
    reached(Place.UPDATE)
    reached(Place.UPDATED)
    with pytest.raises(Struck):
        reached(Place.UPDATE)
    reached(Place.UPDATE)


def test_files_are_damaged(tmp_path: Path) -> None:
    (tmp_path / "state-0").write_bytes(b"abc")
    (tmp_path / "state-1").write_bytes(b"abc")
    arm(Failpoint(Place.COMMITTED, Action.FLIP), Failpoint(Place.POINTED, Action.TRUNCATE))
    reached(Place.COMMITTED, tmp_path)
    reached(Place.POINTED, tmp_path / "state-1")
    assert (tmp_path / "state-0").read_bytes() == b"abb"
    assert (tmp_path / "state-1").read_bytes() == b"ab"
