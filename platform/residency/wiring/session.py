"""A session: what a run needs once a step really has to be computed.

Ray, MLflow and torch are reached from here only. Ray starts in the background at once, and the
inference actors with it when something is to be evaluated, so that their start overlaps the
first steps.
"""

from __future__ import annotations

import os
import secrets
import shutil
from types import TracebackType
from typing import TYPE_CHECKING, Self

from residency.adapters.local.launcher import ThreadLauncher
from residency.adapters.ray.cluster import worker_environment
from residency.errors import EnvironmentProblem, Preempted
from residency.flow.execute import Execution, execute_step
from residency.flow.runner import Runner, RunSummary, Watch
from residency.flow.state import StepState, read_record
from residency.plan.work import Plan, Step, StepKind
from residency.ports import Progress, StopSignal
from residency.wiring import facts
from residency.wiring.executors import Executors
from residency.wiring.machinery import Machinery
from residency.wiring.tracking import Tracking

if TYPE_CHECKING:
    from residency.flow.runner import RunListener
    from residency.wiring.residency import Residency

LEAST_FREE_BYTES = 1 << 30


class Session:
    """One run's machinery; a context manager that leaves no process behind."""

    def __init__(
        self, residency: Residency, plan: Plan, run_id: str, listener: RunListener | None
    ) -> None:
        self.residency = residency
        self.plan = plan
        self.listener = listener
        os.environ |= worker_environment(residency.home)
        self.tracking = Tracking(residency, plan, run_id)
        self.machinery = Machinery(residency.settings)
        self.launcher = ThreadLauncher(self._execute, residency.store)
        self.execution = Execution(
            store=residency.store,
            clock=residency.clock,
            identity=residency.identity,
            executor=Executors(residency, self.machinery, self.tracking),
            tracked=self.tracking.step,
            versions=facts.library_versions(),
            progress=_Sink(self.launcher, listener),
        )

    def __enter__(self) -> Self:
        check_free_space(self.residency)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.tracking.finish(error)
        self.machinery.stop()

    def run(self, found: tuple[StepState, ...], stopping: StopSignal) -> RunSummary:
        """Drive the plan to its end. Raises what its steps raise."""
        assert self.listener is not None
        self.start({state.step.kind for state in found if not state.cached})
        self.tracking.link_cached(found)
        runner = Runner(
            store=self.residency.store,
            launcher=self.launcher,
            clock=self.residency.clock,
            new_attempt=self.new_attempt,
        )
        watch = Watch(self.listener, stopping)
        summary = runner.run(self.tracking.run_id, self.plan, found, watch)
        self.tracking.summarise(summary.records)
        return summary

    def execute(self, step: Step, stopping: StopSignal) -> None:
        """Run one step in this process, unless it is done.

        Raises Preempted where an earlier step has no record yet: whoever launched this one is
        to do it again, not to hold its machines meanwhile.
        """
        store, tenant = self.residency.store, self.plan.tenant
        if read_record(store, tenant, step) is not None:
            return
        for before in step.after:
            if read_record(store, tenant, self.plan.step(before)) is None:
                raise Preempted(f"step {step.id} needs {before}, which is not done", "Try later.")
        self.start({step.kind})
        self._execute(self.plan, step, self.new_attempt(step), stopping)

    def start(self, kinds: set[StepKind]) -> None:
        """Begin what takes long, in the background; fail now where tracking cannot work."""
        self.machinery.start(kinds)
        self.tracking.check()

    def new_attempt(self, step: Step) -> str:
        """Unique, and sorts by time."""
        return f"{self.residency.clock.now():%Y%m%d-%H%M%S}-{secrets.token_hex(3)}"

    def _execute(self, plan: Plan, step: Step, attempt: str, stopping: StopSignal) -> None:
        execute_step(plan, step, attempt, self.execution, stopping)


class _Sink:
    """Implements ports.ProgressSink: tells the launcher that a step works, and the listener."""

    def __init__(self, launcher: ThreadLauncher, listener: RunListener | None) -> None:
        self._launcher = launcher
        self._listener = listener

    def update(self, progress: Progress) -> None:
        self._launcher.beat(progress.step)
        if self._listener is not None:
            self._listener.update(progress)


def check_free_space(residency: Residency) -> None:
    """Raise EnvironmentProblem where the disk of the home is nearly full."""
    home = residency.home
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    free = shutil.disk_usage(home).free
    if free < LEAST_FREE_BYTES:
        raise EnvironmentProblem(
            f"{home} has {free >> 20} MiB of free space, a run needs {LEAST_FREE_BYTES >> 20}",
            f"Free some, or set {residency.settings.variable} to a folder of a larger disk.",
        )
