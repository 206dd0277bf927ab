"""The runner with the real thread launcher: what runs, in which order, and what a failure does."""

import threading
from dataclasses import dataclass, field

import pytest

from residency.adapters.local.clock import SystemClock
from residency.adapters.local.launcher import ThreadLauncher
from residency.errors import DataError, Diverged, Preempted, StepFailed, WorkerLost
from residency.flow.execute import execute_step
from residency.flow.retry import RESTARTS
from residency.flow.runner import Runner, RunSummary, StepEnd, Watch
from residency.flow.state import StepState, states
from residency.plan.work import Plan, Step, StepKind
from residency.ports import Phase, Progress, StepContext, StepResult, StopSignal
from tests.flow_bench import Bench, write

VERSIONS = {"torch": "2.13.0"}


@dataclass
class Seen:
    """A listener that keeps what it is told."""

    cached: list[str] = field(default_factory=list)
    started: list[str] = field(default_factory=list)
    restarted: list[str] = field(default_factory=list)
    ended: list[tuple[str, Phase]] = field(default_factory=list)
    stopping: list[str] = field(default_factory=list)
    messages: dict[str, str] = field(default_factory=dict)

    def on_cached(self, state: StepState) -> None:
        self.cached.append(state.step.id)

    def on_start(self, step: Step, early: bool) -> None:
        self.started.append(step.id)

    def on_restart(self, step: Step, why: str) -> None:
        self.restarted.append(step.id)

    def on_stopping(self, step: Step) -> None:
        self.stopping.append(step.id)

    def update(self, progress: Progress) -> None: ...

    def on_end(self, end: StepEnd) -> None:
        self.ended.append((end.step.id, end.phase))
        self.messages[end.step.id] = end.message


def run(bench: Bench, seen: Seen, stopping: StopSignal | None = None) -> RunSummary:
    numbers = iter(range(1000))

    def execute(plan: Plan, step: Step, attempt: str, stop: StopSignal) -> object:
        return execute_step(plan, step, attempt, bench.execution(), stop)

    bench.launcher = ThreadLauncher(execute, bench.store)
    runner = Runner(
        store=bench.store,
        launcher=bench.launcher,
        clock=SystemClock(),
        new_attempt=lambda step: f"{step.id}-{next(numbers)}",
        poll=0.005,
        grace=0.02,
    )
    found = states(bench.plan, bench.store, VERSIONS)
    return runner.run("run", bench.plan, found, Watch(seen, stopping or threading.Event()))


def test_every_step_runs_once_and_a_second_run_does_nothing(bench: Bench) -> None:
    first, second = Seen(), Seen()
    run(bench, first)
    assert sorted(bench.ran) == sorted(step.id for step in bench.plan.steps)
    summary = run(bench, second)
    assert second.started == []
    assert second.cached == [step.id for step in bench.plan.steps] == list(summary.cached)


def test_what_was_done_before_a_failure_is_not_done_again(bench: Bench) -> None:
    def fail(context: StepContext) -> StepResult:
        raise DataError("no question is left")

    bench.executors["evaluate.base.heldout"] = fail
    with pytest.raises(DataError, match="no question is left"):
        run(bench, Seen())
    before = set(bench.ran)
    bench.ran.clear()
    bench.executors.clear()
    run(bench, Seen())
    assert set(bench.ran) & before <= {"evaluate.base.heldout", *_interrupted(bench)}


def _interrupted(bench: Bench) -> set[str]:
    """Steps that may have been started early and stopped: they never had their inputs."""
    return {step.id for step in bench.plan.steps if step.id.startswith("train.")}


def test_a_crash_is_told_with_the_place_of_its_traceback(bench: Bench) -> None:
    def crash(context: StepContext) -> StepResult:
        raise ZeroDivisionError("by nought")

    bench.executors["tokenizer"] = crash
    with pytest.raises(
        StepFailed, match=r"step tokenizer: ZeroDivisionError: by nought"
    ) as caught:
        run(bench, Seen())
    key = str(caught.value).partition("memory:/")[2]
    assert b"Traceback" in bench.store.read(key)


def test_a_stopped_run_stops_its_steps(bench: Bench) -> None:
    stopping = threading.Event()

    def wait(context: StepContext) -> StepResult:
        stopping.set()
        while not context.stopping.is_set():
            pass
        raise Preempted("stopped in order")

    bench.executors["tokenizer"] = wait
    with pytest.raises(Preempted):
        run(bench, Seen(), stopping)


def test_other_steps_are_not_waited_for_so_long(bench: Bench) -> None:
    stopping, ended = threading.Event(), threading.Event()

    def deaf(context: StepContext) -> StepResult:
        stopping.set()
        ended.wait(10)
        raise Preempted("too late")

    bench.executors["tokenizer"] = deaf
    seen = Seen()
    with pytest.raises(Preempted):
        run(bench, seen, stopping)
    assert seen.messages["tokenizer"].startswith("it did not end within")
    ended.set()


def test_a_training_is_waited_for_until_its_checkpoint(bench: Bench) -> None:
    """Its step may be long, and whoever ends it before loses all since the last checkpoint."""
    stopping, listened = threading.Event(), threading.Event()
    train = next(step.id for step in bench.plan.steps if step.work.kind is StepKind.TRAIN)

    def step_and_checkpoint(context: StepContext) -> StepResult:
        bench.launcher.beat(train)
        stopping.set()
        while not context.stopping.is_set():
            pass
        listened.wait(0.3)  # longer than others are given
        raise Preempted("a checkpoint was written")

    bench.executors[train] = step_and_checkpoint
    seen = Seen()
    with pytest.raises(Preempted):
        run(bench, seen, stopping)
    assert train in seen.stopping
    assert (train, Phase.PREEMPTED) in seen.ended
    assert seen.messages[train] == "a checkpoint was written"


def test_a_training_job_is_launched_early_and_waits_for_its_model(bench: Bench) -> None:
    launched = threading.Event()

    def slow(context: StepContext) -> StepResult:
        bench.launcher.beat("base")
        assert launched.wait(10)
        return write(context)

    def next_stage(context: StepContext) -> StepResult:
        launched.set()
        return write(context)

    bench.executors |= {"base": slow, "train.align": next_stage}
    summary = run(bench, Seen())
    assert summary.records["train.align"].inputs


def test_a_step_that_lost_a_worker_is_tried_again(bench: Bench) -> None:
    tries = []

    def lose_twice(context: StepContext) -> StepResult:
        tries.append(context.attempt)
        if len(tries) < 3:
            raise WorkerLost("rank 1 ended with -9")
        return write(context)

    bench.executors["train.align"] = lose_twice
    seen = Seen()
    summary = run(bench, seen)
    assert seen.restarted == ["train.align"] * 2
    assert len(set(tries)) == 3  # each is an attempt of its own
    attempts = summary.records["train.align"].attempts
    assert [attempt.outcome.value for attempt in attempts] == ["failed", "failed", "done"]


@pytest.mark.parametrize(
    ("error", "tries"),
    [(WorkerLost("again"), 1 + RESTARTS), (Diverged("loss nan"), 1), (StepFailed("a bug"), 1)],
)
def test_nothing_is_tried_for_ever(bench: Bench, error: Exception, tries: int) -> None:
    made = []

    def fail(context: StepContext) -> StepResult:
        made.append(context.attempt)
        raise error

    bench.executors["train.align"] = fail
    with pytest.raises(type(error)):
        run(bench, Seen())
    assert len(made) == tries
