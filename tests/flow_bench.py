"""A plan of three steps and everything that running it needs, without any machinery."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from residency.adapters.local.clock import SystemClock
from residency.adapters.local.identity import NamedIdentity
from residency.adapters.local.launcher import ThreadLauncher
from residency.adapters.local.tracker import MemoryTracker
from residency.adapters.storage.memory import MemoryStore
from residency.flow.execute import Execution
from residency.plan.work import Plan, Step
from residency.ports import Executor, Progress, StepContext, StepResult, TrackedStep


@dataclass
class Quiet:
    """A progress sink that nobody looks at."""

    seen: list[Progress] = field(default_factory=list)

    def update(self, progress: Progress) -> None:
        self.seen.append(progress)


@dataclass
class Bench:
    """What executes steps in these tests. `executors` are by step id; `write` is the default."""

    plan: Plan
    store: MemoryStore
    executors: dict[str, Executor]
    ran: list[str]
    launcher: ThreadLauncher = field(init=False)  # of the run that goes on

    def execution(self) -> Execution:
        return Execution(
            store=self.store,
            clock=SystemClock(),
            identity=NamedIdentity("dr-who"),
            executor=self.executor,
            tracked=self.tracked,
            versions={"torch": "2.13.0"},
            progress=Quiet(),
        )

    def executor(self, step: Step) -> Executor:
        self.ran.append(step.id)
        return self.executors.get(step.id, write)

    def tracked(self, plan: Plan, step: Step) -> TrackedStep:
        tracker = MemoryTracker()
        return tracker.step(tracker.pipeline(plan.pipeline, "run", {}), step.id, step.id, {})


def write(context: StepContext) -> StepResult:
    """Do what each kind of step does: leave its artifacts."""
    context.earlier.paths()
    names = OUTPUTS[context.step.kind.value]
    for name in names:
        (context.folder / name).write_text(context.step.id)
    return StepResult(outputs=names)


OUTPUTS: Mapping[str, tuple[str, ...]] = {
    "ingest": ("samples",),
    "tokenizer": ("tokenizer",),
    "decontaminate": ("matrix.json", "matrix.md", "excluded.parquet"),
    "pack": ("shards",),
    "train": ("model",),
    "evaluate": ("report.json",),
    "gate": ("decision.json",),
    "register": ("version.json",),
}
