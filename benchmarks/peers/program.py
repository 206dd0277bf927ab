"""One contender doing one task, in a process of its own; prints what it took as JSON.

    python -m benchmarks.peers.program TASK CONTENDER INPUTS OUT [--check]

With --check rows are also hashed and memory is watched, and times mean nothing.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import asdict, dataclass, replace
from importlib import import_module
from pathlib import Path
from typing import Any

import psutil

from benchmarks.measure.processes import peak, processor_seconds
from benchmarks.peers.inputs import Inputs

PREPARING, READING = "preparing", "reading"
LOOK = 0.1  # seconds between two looks at the memory


@dataclass(frozen=True, slots=True)
class Took:
    """Seconds from the start of the process, and what was found on the way."""

    imported: float  # until everything is imported
    ready: float  # until its services (Ray) run
    first: float  # until the first batch is there
    done: float  # until all are
    used: float = 0.0  # of the processors from readiness on, by all processes
    peak_mib: float = 0.0  # of the process and all that it started (PSS)
    digests: tuple[str, ...] = ()  # of the rows read, sorted

    @property
    def work(self) -> float:
        """Seconds from readiness to the last batch."""
        return self.done - self.ready


def told(out: str) -> Took:
    """What a process printed last."""
    return Took(**json.loads(out.splitlines()[-1]))


def take(arguments: argparse.Namespace) -> Took:
    """Do it, in this process."""
    born = psutil.Process().create_time()
    module = import_module(f"benchmarks.peers.{arguments.task}.{arguments.contender}")
    digests = _digests() if arguments.check else None
    imported = time.time() - born
    with module.ready():
        idle = processor_seconds()
        ready, first, found = time.time() - born, 0.0, []
        for batch in module.run(*_arguments(arguments)):
            first = first or time.time() - born
            if digests is not None and batch is not None:
                found += digests(batch)
        done = time.time() - born
        used = processor_seconds() - idle
    return Took(imported, ready, first, done, used, digests=tuple(sorted(found)))


def _arguments(arguments: argparse.Namespace) -> tuple[Any, ...]:
    if arguments.task == READING:
        return (arguments.out,)
    return (Inputs(arguments.inputs), arguments.out)


def _digests() -> Callable[[Any], list[str]]:
    from benchmarks.peers.batches import digests  # torch, which preparing does without

    return digests


def main() -> None:
    """Print what it took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("task", choices=(PREPARING, READING))
    parser.add_argument("contender")
    parser.add_argument("inputs", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--check", action="store_true")
    arguments = parser.parse_args()
    with peak(LOOK) if arguments.check else nullcontext() as memory:
        took = take(arguments)
    if memory is not None:
        took = replace(took, peak_mib=round(memory.mebibytes))
    print(json.dumps(asdict(took)))


if __name__ == "__main__":
    main()
