"""What an executor is given, for a step that is run on its own."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event

from residency.adapters.local.tracker import MemoryTracker
from residency.plan.record import Record
from residency.plan.work import Plan, Step, Work
from residency.ports import Progress, StepContext


@dataclass
class Silent:
    """Takes progress and shows nothing."""

    seen: list[Progress] = field(default_factory=list)

    def update(self, progress: Progress) -> None:
        self.seen.append(progress)


@dataclass
class Done:
    """Steps that are done already."""

    folders: Mapping[str, Path]
    known: Mapping[str, Record] = field(default_factory=dict)

    def paths(self) -> Mapping[str, Path]:
        return self.folders

    def records(self) -> Mapping[str, Record]:
        return self.known


def context(work: Work, folder: Path, inputs: Mapping[str, Path]) -> StepContext:
    """One attempt of one step, in a new folder."""
    folder.mkdir(parents=True)
    step = Step(id=work.kind.value, work=work, fingerprint="f" * 64)
    plan = Plan(pipeline="p", tenant="t", seed=0, source="", steps=(step,))
    track = MemoryTracker().pipeline("p", "r", {})
    return StepContext(plan, step, "1", folder, folder, Done(inputs), track, Silent(), Event())
