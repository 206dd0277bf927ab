"""A rank that gives no sign is found after its phase's deadline, and not before."""

import json
from pathlib import Path

import pytest

from residency.errors import Preempted, WorkerLost
from residency.train.heartbeat import Beat, Deadlines, Heart, Phase, Watch
from residency.train.supervise import supervise


class Time:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


GB = 10**9


def beat(phase: Phase, usual: float | None = None, moved: int = 0) -> Beat:
    return Beat(number=1, phase=phase, step=4, pid=1, node="n", usual=usual, bytes=moved)


@pytest.mark.parametrize(
    ("given", "limit"),
    [
        (beat(Phase.STEP, usual=0.1), 10.0),
        (beat(Phase.STEP, usual=20.0), 60.0),
        (beat(Phase.STEP), 1800.0),  # none is known yet: it may still be warming up
        (beat(Phase.LOAD), 1800.0),
        (beat(Phase.LOAD, moved=552 * GB), 1800.0 + 5520),  # a model of 42 GB, a checkpoint twice
        (beat(Phase.CHECKPOINT, usual=0.1, moved=10**6), 60.01),
        (beat(Phase.CHECKPOINT, usual=0.1, moved=2 * 255 * GB), 60.0 + 5100),
        (beat(Phase.EXPORT, usual=0.1, moved=85 * GB), 600.0 + 850),
        (beat(Phase.WAIT), float("inf")),
        (beat(Phase.ENDED, usual=0.1), 300.0),
    ],
)
def test_each_phase_has_its_deadline(given: Beat, limit: float) -> None:
    assert Deadlines().of(given) == limit


def test_a_sign_says_how_much_is_moved_in_its_phase(tmp_path: Path) -> None:
    heart, watch = Heart(tmp_path, 0), Watch(tmp_path, ranks=1)
    heart.weigh(Phase.CHECKPOINT, 7 * GB)
    heart.beat(Phase.CHECKPOINT, 3)
    assert watch.ranks()[0].bytes == 7 * GB
    heart.beat(Phase.STEP, 4)
    assert watch.ranks()[0].bytes == 0


def test_a_silent_rank_is_overdue(tmp_path: Path) -> None:
    time = Time()
    hearts = [Heart(tmp_path, rank) for rank in (0, 1)]
    watch = Watch(tmp_path, Deadlines(), time, ranks=2)
    assert watch.overdue() == []
    for heart in hearts:
        heart.beat(Phase.STEP, 1)
        heart.beat(Phase.STEP, 2)
    assert watch.overdue() == []
    time.now = 10.5
    hearts[0].beat(Phase.STEP, 3)
    (late,) = watch.overdue()
    assert (late.rank, late.beat.step, late.limit) == (1, 2, 10.0)
    assert "rank 1 (step, after step 2) gave no sign for 10 s of 10" in str(late)
    hearts[1].beat(Phase.STEP, 3)
    assert watch.overdue() == []


def test_from_the_second_step_on_one_is_known_to_last_no_longer_than_others(
    tmp_path: Path,
) -> None:
    """The first may warm up for half an hour, and the second is held against the first."""
    heart, watch = Heart(tmp_path, 0), Watch(tmp_path, ranks=1)
    limits = []
    for phase, step in ((Phase.LOAD, 0), (Phase.STEP, 0), (Phase.STEP, 1)):
        heart.beat(phase, step)
        limits.append(Deadlines().of(watch.ranks()[0]))
    assert limits == [1800.0, 1800.0, 10.0]


def test_the_usual_step_is_a_median_of_steps_alone(tmp_path: Path) -> None:
    heart = Heart(tmp_path, 0)
    for phase in (Phase.LOAD, Phase.STEP, Phase.CHECKPOINT, Phase.STEP, Phase.EXPORT):
        heart.beat(phase, 1)
    assert len(heart._steps) == 2
    told = json.loads((tmp_path / "beats" / "rank-00000.json").read_text())
    assert (told["phase"], 0 < told["usual"] < 1) == ("export", True)


def test_half_a_sign_is_none(tmp_path: Path) -> None:
    (tmp_path / "beats").mkdir()
    (tmp_path / "beats" / "rank-00000.json").write_text('{"phase": "st')
    assert Watch(tmp_path, ranks=2).overdue() == []
    assert Watch(tmp_path, ranks=2).ranks() == {}


class Process:
    """Ends with `code` after so many looks; never, where it hangs."""

    def __init__(self, code: int | None, looks: int = 3) -> None:
        self.code, self.looks, self.killed = code, looks, False

    def poll(self) -> int | None:
        self.looks -= 1
        if self.killed:
            return -9
        return self.code if self.looks < 0 else None

    def kill(self) -> None:
        self.killed = True


def test_a_job_ends_when_all_have_ended_well(tmp_path: Path) -> None:
    supervise({0: Process(0), 1: Process(0, looks=9)}, Watch(tmp_path, ranks=2), Time().sleep)


@pytest.mark.parametrize("code", [1, -9, 2])
def test_when_one_is_lost_the_others_are_ended(tmp_path: Path, code: int) -> None:
    other = Process(None)
    with pytest.raises(WorkerLost, match=f"rank 1 with {code}"):
        supervise({0: other, 1: Process(code)}, Watch(tmp_path, ranks=2), Time().sleep)
    assert other.killed


def test_a_hung_one_is_ended_with_the_rest(tmp_path: Path) -> None:
    time = Time()
    for rank in (0, 1):
        Heart(tmp_path, rank).beat(Phase.LOAD)
    ranks = {0: Process(None), 1: Process(None)}
    with pytest.raises(WorkerLost, match=r"hangs: rank 0 \(load"):
        supervise(ranks, Watch(tmp_path, Deadlines(load=60.0), time, ranks=2), time.sleep)
    assert 60 < time.now < 61
    assert ranks[0].killed
    assert ranks[1].killed


def test_processes_that_never_give_a_sign_are_ended(tmp_path: Path) -> None:
    """They hang at an import, or in a file system that does not answer."""
    time, ranks = Time(), {0: Process(None), 1: Process(None)}
    with pytest.raises(WorkerLost, match=r"hangs: rank 0 \(load, after step 0\)"):
        supervise(ranks, Watch(tmp_path, Deadlines(load=60.0), time, ranks=2), time.sleep)
    assert 60 < time.now < 61


def test_a_process_that_does_not_go_is_ended(tmp_path: Path) -> None:
    time, ranks = Time(), {0: Process(0), 1: Process(None)}
    for rank in ranks:
        Heart(tmp_path, rank).beat(Phase.ENDED, 8)
    with pytest.raises(WorkerLost, match=r"hangs: rank 1 \(ended, after step 8\)"):
        supervise(ranks, Watch(tmp_path, Deadlines(end=60.0), time, ranks=2), time.sleep)
    assert 60 < time.now < 61


def test_a_job_that_was_asked_to_stop_says_so(tmp_path: Path) -> None:
    with pytest.raises(Preempted):
        supervise({0: Process(75), 1: Process(75)}, Watch(tmp_path, ranks=2), Time().sleep)


def test_a_rank_that_never_gave_a_sign_is_overdue_once_another_has(tmp_path: Path) -> None:
    time = Time()
    watch = Watch(tmp_path, Deadlines(load=60.0), time, ranks=2)
    time.now = 1000.0
    assert watch.overdue() == []  # nobody has begun: the job may still wait for its resources
    Heart(tmp_path, 0).beat(Phase.WAIT)
    assert watch.overdue() == []
    time.now = 1060.5
    (late,) = watch.overdue()
    assert (late.rank, late.silent, late.limit) == (1, 60.5, 60.0)
    assert list(watch.ranks()) == [0]
    Heart(tmp_path, 1).beat(Phase.LOAD)
    assert watch.overdue() == []
