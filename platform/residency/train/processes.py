"""When processes of this machine began, as the kernel tells it."""

from __future__ import annotations

import os
import time
from pathlib import Path


def start_of(pid: int) -> int:
    """When a process of this machine began, in clock ticks after the boot (proc(5), field 22).

    Raises ProcessLookupError where there is none.
    """
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except FileNotFoundError as error:
        raise ProcessLookupError(f"there is no process {pid}") from error
    after_name = stat.rpartition(")")[2].split()  # the second field, a name, may hold spaces
    return int(after_name[22 - 3])


def began() -> float:
    """When this process did, in seconds since the epoch."""
    after_boot = start_of(os.getpid()) / os.sysconf("SC_CLK_TCK")
    return time.time() - (time.clock_gettime(time.CLOCK_BOOTTIME) - after_boot)
