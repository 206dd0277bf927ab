"""How far reading is, seen while it goes on."""

import time
from pathlib import Path
from typing import Any

import ray

from residency.adapters.ray.pace import Counter, Reached, Teller, counting

PATIENCE = 60.0  # seconds


def read(counter: Any, seen: Path) -> bool:
    """A task that ends one of two units, and the other once the first was seen."""
    teller = Teller(counter)
    teller.count(0, ended=False)
    teller.count(0, ended=True)
    teller.close()
    until = time.monotonic() + PATIENCE
    while not seen.exists() and time.monotonic() < until:
        time.sleep(0.05)
    return seen.exists()


def test_progress_is_seen_while_a_task_reads(ray_cluster: None, tmp_path: Path) -> None:
    seen, reports = tmp_path / "seen", list[Reached]()

    def report(reached: Reached) -> None:
        reports.append(reached)
        if reached == Reached(units=1, rows=1):
            seen.touch()

    with counting(report) as counter:
        assert ray.get(ray.remote(read).options(num_cpus=0.5).remote(counter, seen))
    assert Reached(1, 1) in reports


def test_a_unit_that_is_read_twice_is_one() -> None:
    counter = Counter()
    counter.add([0, 1], 3)
    counter.add([1], 0)
    assert counter.reached() == Reached(units=2, rows=3)
