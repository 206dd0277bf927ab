"""The runner: drives a plan to its end through a Launcher, one decision after the other."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from residency.errors import GateRejected, Preempted, ResidencyError, StepFailed
from residency.flow.decide import Decision, Start, decide
from residency.flow.retry import may_restart
from residency.flow.state import StepState, read_record
from residency.plan.record import Record
from residency.plan.work import Plan, Step, StepKind
from residency.ports import Clock, Launcher, Phase, Progress, Status, StopSignal, Store

_GRACE_SECONDS = 20.0  # for a step that loses what it did, however it ends
_TRAINING_GRACE_SECONDS = 3600.0
"""For a training: a step and a checkpoint of the largest model. Ranks that hang end before."""


@dataclass(frozen=True, slots=True)
class StepEnd:
    """How a step of this run ended."""

    step: Step
    phase: Phase
    seconds: float
    record: Record | None = None
    message: str = ""
    error: ResidencyError | None = None


class RunListener(Protocol):
    """Watches a run. `update` may be called from any thread, the others from the runner's."""

    def on_cached(self, state: StepState) -> None: ...

    def on_start(self, step: Step, early: bool) -> None: ...

    def on_restart(self, step: Step, why: str) -> None: ...

    def on_stopping(self, step: Step) -> None:
        """The run was asked to stop; this step is waited for."""

    def update(self, progress: Progress) -> None: ...

    def on_end(self, end: StepEnd) -> None: ...


@dataclass(frozen=True, slots=True)
class RunSummary:
    """A finished run: every step's record, and which of them were taken from the cache."""

    run: str
    records: Mapping[str, Record]
    cached: tuple[str, ...]
    ends: tuple[StepEnd, ...]
    seconds: float


@dataclass(frozen=True, slots=True)
class Runner:
    """Runs plans. All waiting is here; what to do next is in `decide`."""

    store: Store
    launcher: Launcher
    clock: Clock
    new_attempt: Callable[[Step], str]
    overlap: bool = True
    poll: float = 0.1  # seconds between two looks at what runs
    grace: float = _GRACE_SECONDS  # for all steps but trainings, once a run is to end

    def run(self, run: str, plan: Plan, states: tuple[StepState, ...], watch: Watch) -> RunSummary:
        """Bring every step to its record. Raises GateRejected, Preempted or StepFailed."""
        progress = _Progress(self, plan, watch)
        progress.take_cached(states)
        while not (decision := progress.decide()).finished:
            for start in decision.starts:
                progress.start(start)
            progress.observe()
            if watch.stopping.is_set():
                progress.stop_all()
                raise Preempted("the run was stopped", "Run again to continue where it was.")
        progress.stop_all()
        progress.raise_failure()
        return progress.summary(run)


@dataclass(frozen=True, slots=True)
class Watch:
    """Who looks on, and how a run is asked to stop."""

    listener: RunListener
    stopping: StopSignal


class _Progress:
    """The state of one run."""

    def __init__(self, runner: Runner, plan: Plan, watch: Watch) -> None:
        self.runner, self.plan, self.watch = runner, plan, watch
        self.records: dict[str, Record] = {}
        self.cached: tuple[str, ...] = ()
        self.attempts: dict[str, str] = {}
        self.started: dict[str, float] = {}
        self.restarts: dict[str, list[float]] = {}
        self.statuses: dict[str, Status] = {}
        self.ends: list[StepEnd] = []
        self.begin = runner.clock.monotonic()

    def take_cached(self, states: tuple[StepState, ...]) -> None:
        for state in states:
            if state.record is not None:
                self.records[state.step.id] = state.record
                self.watch.listener.on_cached(state)
        self.cached = tuple(self.records)

    def decide(self) -> Decision:
        return decide(self.plan, self.records, self.statuses, overlap=self.runner.overlap)

    def start(self, start: Start) -> None:
        step = start.step
        self.started[step.id] = self.runner.clock.monotonic()
        self.launch(step)
        self.watch.listener.on_start(step, start.early)

    def launch(self, step: Step) -> None:
        attempt = self.runner.new_attempt(step)
        self.attempts[step.id] = attempt
        self.runner.launcher.ensure(self.plan, step, attempt)
        self.statuses[step.id] = Status(Phase.PENDING)

    def observe(self) -> None:
        time.sleep(self.runner.poll)
        for step_id, attempt in list(self.attempts.items()):
            if self.statuses[step_id].ended:
                continue
            self.statuses[step_id] = status = self.runner.launcher.observe(attempt)
            if status.ended and not self.restarted(self.plan.step(step_id), status):
                self.end(self.plan.step(step_id), status)

    def restarted(self, step: Step, status: Status) -> bool:
        """Make another attempt where that can help; whether it was made."""
        now = self.runner.clock.monotonic()
        before = self.restarts.setdefault(step.id, [])
        if self.watch.stopping.is_set() or not may_restart(status, before, now):
            return False
        before.append(now)
        self.launch(step)
        self.watch.listener.on_restart(step, status.reason)
        return True

    def end(self, step: Step, status: Status) -> None:
        record = None
        if status.phase is Phase.DONE:
            record = read_record(self.runner.store, self.plan.tenant, step)
            if record is None:
                status = Status(Phase.FAILED, "it ended without writing its record")
                self.statuses[step.id] = status
            else:
                self.records[step.id] = record
        seconds = self.runner.clock.monotonic() - self.started[step.id]
        end = StepEnd(step, status.phase, seconds, record, status.reason, status.error)
        self.ends.append(end)
        self.watch.listener.on_end(end)

    def stop_all(self) -> None:
        """Ask all that is going on to end, and tell how each ended."""
        going_on = [self.plan.step(name) for name, one in self.statuses.items() if not one.ended]
        asked, stopped = self.runner.clock.monotonic(), self.watch.stopping.is_set()
        for step in going_on:
            self.runner.launcher.stop(self.attempts[step.id], self.grace(step))
            if stopped:
                self.watch.listener.on_stopping(step)
        for step in going_on:
            status = self.waited_for(step, asked + self.grace(step), stopped=stopped)
            if not status.ended:
                seconds = self.runner.clock.monotonic() - asked
                status = Status(Phase.PREEMPTED, f"it did not end within {seconds:.0f} s")
            self.statuses[step.id] = status
            self.end(step, status)

    def grace(self, step: Step) -> float:
        """Seconds that a step is given to end in order."""
        training = step.work.kind is StepKind.TRAIN
        return _TRAINING_GRACE_SECONDS if training else self.runner.grace

    def waited_for(self, step: Step, deadline: float, *, stopped: bool) -> Status:
        """How a step that was asked to end is at last.

        Ctrl-C ends the wait: the second one where the first has `stopped` the run (it raises).
        """
        while True:
            status = self.runner.launcher.observe(self.attempts[step.id])
            if status.ended or self.runner.clock.monotonic() >= deadline:
                return status
            if self.watch.stopping.is_set() and not stopped:
                return status
            time.sleep(self.runner.poll)

    def raise_failure(self) -> None:
        """Raise the first failure: as the step raised it where the launcher can tell."""
        for end in self.ends:
            if end.phase is Phase.DONE:
                continue
            if end.error is not None:
                raise end.error
            what = f"step {end.step.id}: {end.message}"
            if end.phase is Phase.REJECTED:
                raise GateRejected(what)
            if end.phase is Phase.PREEMPTED:
                raise Preempted(what, "Run again to continue where it was.")
            raise StepFailed(what)

    def summary(self, run: str) -> RunSummary:
        seconds = self.runner.clock.monotonic() - self.begin
        return RunSummary(run, self.records, self.cached, tuple(self.ends), seconds)
