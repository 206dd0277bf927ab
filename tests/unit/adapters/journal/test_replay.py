"""A journal reaches the tracker whole, whatever the tracker, the replayer or the disk does."""

import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from residency.adapters.journal.journal import Journal
from residency.adapters.journal.mirror import Mirror, Pace, backoff, sync
from residency.adapters.journal.place import held, new_place, places, places_aside
from residency.adapters.journal.replay import Replay
from residency.adapters.journal.waiting import Waiting, waiting
from residency.adapters.local.tracker import Fault, MemoryRun, MemoryTracker
from residency.errors import TrackerAway
from residency.ports import Curve, DataInput, Point, Table, TrackedStep

QUICK = Pace(look=0.01, first=0.01, most=0.02, ids=2.0, close=5.0, stalled=1.0)
TABLE = Table("t", ("a", "b"), ((1, b"\x89PNG"), (float("inf"), None), ("x", float("-inf"))))
CURVE = Curve("loss", (1.0, 2.0), (0.5, float("nan")))


def journal(root: Path) -> Journal:
    return Journal(new_place(root), lambda: None, lambda _: None)


def points(*steps: int) -> list[Point]:
    return [Point("loss", step, 1.0 / step, 1e9 + step) for step in steps]


def write_everything(root: Path, run: str = "run-1") -> Journal:
    """Every kind of call, on a parent and a child."""
    log = journal(root)
    parent = log.pipeline("p", run, {"a": "1"}, at=10.0)
    child = log.step(parent, "train.align", f"{run}/train", {"b": "2"}, at=11.0)
    child.params({"lr": "0.1"})
    for step in range(1, 6):
        child.points(points(step))
    child.tags({"gate": "passed"})
    child.inputs([DataInput("d", "1", "ab" * 32, "training", 9)])
    child.table(TABLE)
    child.curves("Loss", [CURVE], x="step", y="loss")
    (root / "card.json").write_text("{}")
    child.file(root / "card.json", "cards")
    (root / "card.json").unlink()  # the journal has a copy
    child.finish("done", at=20.0)
    parent.finish("done", at=21.0)
    log.close()
    return log


def check_everything(tracker: MemoryTracker, run: str = "run-1") -> None:
    child, parent = tracker.runs[f"{run}/train"], tracker.runs[f"p/{run}"]
    assert (parent.outcome, parent.began_at, parent.ended_at) == ("done", 10.0, 21.0)
    assert (child.outcome, child.began_at, child.ended_at) == ("done", 11.0, 20.0)
    assert child.parent is parent
    assert child.logged_params == {"lr": "0.1"}
    assert child.logged_tags == {"b": "2", "gate": "passed"}
    assert child.logged_points == {("loss", p.step): p for p in points(1, 2, 3, 4, 5)}
    assert len(child.logged_inputs) == 1
    assert child.tables == {"t": TABLE}
    assert repr(child.plots["Loss"]) == repr((CURVE,))  # NaN is no equal of itself
    assert child.files == {"cards/card.json": b"{}"}


def test_everything_that_is_tracked_arrives(tmp_path: Path) -> None:
    write_everything(tmp_path)
    assert waiting(tmp_path).calls == 15
    tracker = MemoryTracker()
    sync(tmp_path, tracker)
    check_everything(tracker)
    assert places(tmp_path) == []  # and is not kept twice


@pytest.mark.parametrize("fault", [Fault.AWAY, Fault.LOST])
def test_an_outage_at_any_call_loses_nothing(tmp_path: Path, fault: Fault) -> None:
    """Before a call is done, or after, so that its answer is lost."""
    write_everything(tmp_path)
    tracker = MemoryTracker()
    for _ in range(40):
        tracker.fail_next(fault, after=2)
        try:
            sync(tmp_path, tracker)
        except TrackerAway:
            continue
        break
    tracker.heal()
    sync(tmp_path, tracker)
    check_everything(tracker)
    assert waiting(tmp_path) == Waiting()


class Killed(BaseException):
    """Stands for SIGKILL: nothing of ours runs after it."""


def test_a_replayer_killed_at_any_call_is_followed_by_one_that_completes(tmp_path: Path) -> None:
    for number in range(13):
        root = tmp_path / str(number)
        root.mkdir()
        write_everything(root)
        tracker = MemoryTracker()
        tracker.fail_next(Fault.LOST, after=number, error=Killed())
        place = places(root)[0]
        with held(place), pytest.raises(Killed):
            Replay(place, tracker).drain()
        sync(root, tracker)
        check_everything(tracker)


def test_a_torn_line_and_a_damaged_one_do_not_stop_the_rest(tmp_path: Path) -> None:
    log = write_everything(tmp_path)
    text = log.place.log.read_bytes()
    log.place.log.write_bytes(text + b'{"run":"run-1","do":"po\n' + b'{"run":"run-1","do"')
    tracker = MemoryTracker()
    sync(tmp_path, tracker)
    check_everything(tracker)


def test_a_refused_call_is_kept_and_told_and_the_rest_goes_on(tmp_path: Path) -> None:
    write_everything(tmp_path)
    tracker = MemoryTracker()
    tracker.fail_next(Fault.REFUSED, after=4)
    sync(tmp_path, tracker)
    assert tracker.runs["run-1/train"].outcome == "done"
    assert tracker.runs["run-1/train"].logged_params == {}
    assert waiting(tmp_path) == Waiting(calls=0, refused=1)
    assert places(tmp_path) == []  # it is not read at every look
    (aside,) = places_aside(tmp_path)
    assert any(aside.files.iterdir())


def test_a_journal_of_a_living_process_is_left_to_it(tmp_path: Path) -> None:
    log = write_everything(tmp_path)
    tracker = MemoryTracker()
    with held(log.place):
        sync(tmp_path, tracker)
    assert tracker.runs == {}


def test_older_journals_come_first(tmp_path: Path) -> None:
    """What a killed run left must not override what its successor said."""
    first, second = journal(tmp_path), journal(tmp_path)
    first.pipeline("p", "r", {}).finish("failed")
    second.pipeline("p", "r", {}).finish("done")
    tracker = MemoryTracker()
    sync(tmp_path, tracker)
    assert tracker.runs["p/r"].outcome == "done"


def mirrored(root: Path, tracker: MemoryTracker) -> tuple[Journal, Mirror]:
    place = new_place(root)
    mirror = Mirror(place, root, tracker, QUICK)
    mirror.start()
    return Journal(place, tracker.check, mirror.ids_of), mirror


def test_a_run_is_mirrored_while_it_goes(tmp_path: Path) -> None:
    tracker = MemoryTracker()
    log, mirror = mirrored(tmp_path, tracker)
    run = log.pipeline("p", "r", {})
    assert run.ids is not None  # for the record of the step
    run.points(points(1))
    seen = tracker.runs["p/r"]
    wait_for(lambda: ("loss", 1) in seen.logged_points)
    run.finish("done")
    mirror.close()
    assert seen.outcome == "done"
    assert places(tmp_path) == []


def test_an_outage_of_the_whole_run_costs_it_nothing(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    tracker = MemoryTracker()
    tracker.fail_next(Fault.AWAY, after=0, lasting=True)
    log, mirror = mirrored(tmp_path, tracker)
    start = time.monotonic()
    run = log.pipeline("p", "r", {})
    for step in range(1, 1001):
        run.points(points(step))
    wait_for(lambda: "tracking failed" in caplog.text)
    assert run.ids is None
    run.finish("done")
    mirror.close()
    assert time.monotonic() - start < 5
    assert caplog.text.count("tracking failed, the work goes on") == 1
    assert "1002 tracking calls wait" in caplog.text
    tracker.heal()
    sync(tmp_path, tracker)
    assert len(tracker.runs["p/r"].logged_points) == 1000


def test_the_next_run_brings_what_the_one_before_left(tmp_path: Path) -> None:
    write_everything(tmp_path)
    tracker = MemoryTracker()
    _, mirror = mirrored(tmp_path, tracker)
    wait_for(lambda: waiting(tmp_path) == Waiting())
    mirror.close()
    check_everything(tracker)


def test_a_tracker_that_hangs_does_not_hold_up_the_end(tmp_path: Path) -> None:
    released = threading.Event()

    class Hanging(MemoryTracker):
        def pipeline(self, *args: object, **kwargs: object) -> MemoryRun:
            released.wait(30)
            raise TrackerAway("timed out")

    log, mirror = mirrored(tmp_path, Hanging())
    log.pipeline("p", "r", {}).finish("done")
    mirror.close()
    assert mirror.is_alive()  # still hanging: the end did not wait for it
    released.set()


class Poisoned(MemoryTracker):
    """One that never takes what is tracked of one run."""

    def __init__(self, error: Exception, check: str = "") -> None:
        super().__init__(problem=check)
        self._error, self.asked = error, 0

    def pipeline(
        self, pipeline: str, run: str, tags: Mapping[str, str], *, at: float | None = None
    ) -> TrackedStep:
        if run == "old":
            self.asked += 1
            raise self._error
        return super().pipeline(pipeline, run, tags, at=at)


def left(root: Path, *runs: str) -> Journal:
    log = journal(root)
    for run in runs:
        log.pipeline("p", run, {}).finish("done")
    log.close()
    return log


def test_a_journal_that_is_stuck_holds_up_its_own_runs_alone(tmp_path: Path) -> None:
    first, _, second, third = (
        left(tmp_path, "old", "behind"),
        left(tmp_path, "other"),
        left(tmp_path, "behind"),
        left(tmp_path, "free"),
    )
    tracker = Poisoned(TrackerAway("HTTP 500"))
    with pytest.raises(TrackerAway, match="HTTP 500"):
        sync(tmp_path, tracker)
    assert set(tracker.runs) == {"p/other", "p/free"}
    assert [p.folder for p in places(tmp_path)] == [first.place.folder, second.place.folder]
    assert not third.place.folder.exists()


def test_an_outage_is_not_asked_for_every_journal(tmp_path: Path) -> None:
    for _ in range(5):
        left(tmp_path, "old")
    left(tmp_path, "other")
    tracker = Poisoned(TrackerAway("timed out"), check="nobody answers")
    with pytest.raises(TrackerAway, match="timed out"):
        sync(tmp_path, tracker)
    assert tracker.asked == 1
    assert tracker.runs == {}


def test_a_stuck_journal_is_no_outage_for_the_run_that_goes_on(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    left(tmp_path, "old")
    tracker = Poisoned(TrackerAway("HTTP 500"))
    log, mirror = mirrored(tmp_path, tracker)
    run = log.pipeline("p", "r", {})
    assert run.ids is not None
    run.finish("done")
    mirror.close()
    assert tracker.runs["p/r"].outcome == "done"
    assert caplog.text.count("waits: HTTP 500") == 1
    assert "2 tracking calls wait" in caplog.text


def test_what_fails_as_no_call_should_is_refused_and_told(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    tracker = MemoryTracker()
    tracker.fail_next(Fault.AWAY, after=1, error=ValueError("Jane Doe"))
    log, mirror = mirrored(tmp_path, tracker)
    run = log.pipeline("p", "r", {})
    run.tags({"a": "1"})
    run.finish("done")
    mirror.close()
    assert tracker.runs["p/r"].outcome == "done"
    assert waiting(tmp_path) == Waiting(calls=0, refused=1)
    assert "an unexpected ValueError" in places_aside(tmp_path)[0].refused.read_text()
    assert "refused 1 calls" in caplog.text
    assert "Jane" not in caplog.text


@pytest.mark.parametrize(
    "header",
    [
        '{"format":"residency.journal","version":2}',
        '{"format":"other","version":1}',
        '{"format";',
    ],
)
def test_a_foreign_journal_is_told_and_left_alone(
    tmp_path: Path, header: str, caplog: pytest.LogCaptureFixture
) -> None:
    foreign = tmp_path / "2020/log.jsonl"
    foreign.parent.mkdir()
    foreign.write_text(f"{header}\n{{}}\n")
    tracker = MemoryTracker()
    log, mirror = mirrored(tmp_path, tracker)
    log.pipeline("p", "r", {}).finish("done")
    mirror.close()
    assert tracker.runs["p/r"].outcome == "done"
    assert foreign.read_text() == f"{header}\n{{}}\n"
    assert waiting(tmp_path) == Waiting(unreadable=1)
    assert caplog.text.count("tracking left in 2020 waits") == 1
    sync(tmp_path, tracker)


def test_pauses_grow_to_a_bound_and_spread() -> None:
    pace = Pace(first=1.0, most=60.0)
    assert [backoff(n, pace, lambda: 1.0) for n in (1, 2, 3, 7, 99)] == [1, 2, 4, 60, 60]
    assert backoff(3, pace, lambda: 0.25) == 1.0


def wait_for(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_a_log_that_is_written_for_weeks_forgets_what_has_arrived(tmp_path: Path) -> None:
    log, tracker = journal(tmp_path), MemoryTracker()
    run = log.step(log.pipeline("p", "r", {}), "s", "r/s", {})
    replay = Replay(log.place, tracker)
    largest = 0
    for step in range(1, 400):
        run.points(points(step))
        if step % 50 == 0:
            run.table(Table("t", ("n",), ((step,),)))
            replay.drain()
            run.points(points(1000 + step))  # is written between the replay and the cut
            replay.shorten(log.shorten, large=1000)
            largest = max(largest, log.place.log.stat().st_size)
            replay.drain()
            replay.shorten(log.shorten, large=1000)
            assert log.place.log.stat().st_size < 100  # its header
            assert not list(log.place.files.glob("*/*"))
    assert largest < 7000  # of 50 steps, not of 400
    run.finish("done")
    Replay(log.place, tracker).drain()  # by another process, which knows the runs from ack.json
    assert len(tracker.runs["r/s"].logged_points) == 399 + 7
    assert tracker.runs["r/s"].outcome == "done"


def test_a_kill_between_the_acknowledgement_and_the_cut_loses_nothing(tmp_path: Path) -> None:
    log, tracker = journal(tmp_path), MemoryTracker()
    run = log.step(log.pipeline("p", "r", {}), "s", "r/s", {})
    run.points(points(1, 2))
    replay = Replay(log.place, tracker)
    replay.drain()

    def killed(end: int, before: Callable[[], None]) -> bool:
        before()
        return False

    replay.shorten(killed, large=0)
    run.points(points(3))
    log.close()
    Replay(log.place, tracker).drain()
    assert len(tracker.runs["r/s"].logged_points) == 3
