"""One rank of one contestant.

    python -m benchmarks.training.worker DESCRIPTOR JOB

The environment describes the process group as torchrun does; see turns.py for what is said over
standard input and the descriptor.
"""

from __future__ import annotations

import sys
from importlib import import_module

from benchmarks.training.job import Job
from benchmarks.training.turns import Turns


def main() -> None:
    """Train until nobody asks for more."""
    descriptor, text = sys.argv[1:]
    job = Job.read(text)
    contestant = import_module(f"benchmarks.training.contestants.{job.contestant}")
    contestant.run(job, Turns.of_process(int(descriptor)))


if __name__ == "__main__":
    main()
