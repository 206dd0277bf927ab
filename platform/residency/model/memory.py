"""How much memory a process may still take."""

from __future__ import annotations

import math
from pathlib import Path

MACHINE = Path("/proc/meminfo")
GROUP = Path("/sys/fs/cgroup")


def available_memory(machine: Path = MACHINE, group: Path = GROUP) -> float:
    """Bytes: the machine's, or what is left of the control group's; infinite where nobody says.

    A group's use counts the files that were read or written lately. The kernel gives those up,
    so they are free: else there were none left after a model was written.
    """
    return min(_of_machine(machine), _of_group(group))


def _of_machine(path: Path) -> float:
    try:
        lines = path.read_text(encoding="ascii").splitlines()
    except OSError:  # no Linux
        return math.inf
    found = (int(line.split()[1]) * 1024 for line in lines if line.startswith("MemAvailable"))
    return next(found, math.inf)


def _of_group(folder: Path) -> float:
    try:
        limit, used, told = (
            (folder / name).read_text(encoding="ascii").strip()
            for name in ("memory.max", "memory.current", "memory.stat")
        )
    except OSError:  # no control group, or the first version of them
        return math.inf
    if limit == "max":
        return math.inf
    kinds = dict(line.split() for line in told.splitlines())
    files = int(kinds.get("inactive_file", 0)) + int(kinds.get("active_file", 0))
    return int(limit) - int(used) + files
