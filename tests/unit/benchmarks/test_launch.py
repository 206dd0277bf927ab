"""What counts as the same launch, and what its times are."""

from dataclasses import replace
from pathlib import Path

from benchmarks.launches.launch import Launch, Mark, read_launch, write_mark

FIRST = Mark(0, 2, first_line=12.0, imported=15.0, first_step=20.0, loss=5.5, norm=0.5)
SECOND = Mark(1, 2, first_line=13.0, imported=16.0)


def test_a_launch_is_as_late_as_its_last_worker(tmp_path: Path) -> None:
    for mark in (SECOND, FIRST):
        write_mark(str(tmp_path), mark)
    launch = read_launch(tmp_path, 10.0)
    assert launch.ranks == ((0, 2), (1, 2))
    assert (launch.first_line, launch.imported, launch.first_step) == (3.0, 6.0, 10.0)


def test_launches_learn_the_same_when_ranks_loss_and_gradient_agree() -> None:
    launch = Launch(10.0, (FIRST, SECOND))
    assert launch.learns_as(Launch(99.0, (replace(FIRST, loss=5.5005), SECOND)))
    assert not launch.learns_as(Launch(10.0, (replace(FIRST, loss=5.6), SECOND)))
    assert not launch.learns_as(Launch(10.0, (replace(FIRST, norm=0.6), SECOND)))
    assert not launch.learns_as(Launch(10.0, (FIRST,)))
