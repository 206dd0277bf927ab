"""Ours: the pack step."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Event

from benchmarks.peers.inputs import CORES, LENGTH, PATCH, SIDE, Inputs
from residency.adapters.local.tracker import MemoryTracker
from residency.adapters.ray.cluster import (
    RayOptions,
    start_private_ray,
    worker_environment,
)
from residency.plan.record import Record
from residency.plan.work import PackIdentity, PackWork, Plan, Step
from residency.ports import Progress, StepContext
from residency.spec.training import MixtureEntry, Sequence

SEED = 0


def run(inputs: Inputs, out: Path) -> Iterator[None]:
    """The pack step with one sample a row. Its first row is there with its last: it is planned."""
    from residency.adapters.ray.pack import pack_step

    identity = PackIdentity(
        mixture=(MixtureEntry(dataset="scans"),),
        sequence=Sequence(length=LENGTH, packing=False),
        image_size=SIDE,
        patch_size=PATCH,
        template="harmony",
        seed=SEED,
    )
    pack_step(_context(identity, inputs, out))
    yield


@contextmanager
def ready() -> Iterator[None]:
    """Ray as the product starts it, but told of as few CPUs as the peer's."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        environment = worker_environment(Path(folder))
        with start_private_ray(RayOptions(Path(folder) / "token", CORES, environment)):
            import residency.adapters.ray.pack  # noqa: F401 - imports are told apart from work

            yield


def _context(identity: PackIdentity, inputs: Inputs, out: Path) -> StepContext:
    out.mkdir(parents=True)
    step = Step(id="pack", work=PackWork(identity=identity), fingerprint="0" * 64)
    plan = Plan(pipeline="data", tenant="local", seed=SEED, source="", steps=(step,))
    track = MemoryTracker().pipeline("data", "run", {})
    done = _Done({"samples.scans": inputs.samples, "tokenizer": inputs.tokenizer})
    return StepContext(plan, step, "1", out, out, done, track, _Nobody(), Event())


@dataclass(frozen=True)
class _Done:
    """The steps before, of which nobody has records."""

    folders: Mapping[str, Path]

    def paths(self) -> Mapping[str, Path]:
        return self.folders

    def records(self) -> Mapping[str, Record]:
        return {}


class _Nobody:
    """Looks at no progress."""

    def update(self, progress: Progress) -> None: ...
