"""How much memory this process took at most while a block ran: decoders in C included."""

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

RESET_PEAK = "5"  # proc(5): sets the peak to what is resident now


@contextmanager
def peak_bytes() -> Iterator[Callable[[], int]]:
    """Gives a function that says by how many bytes the resident memory rose at most."""
    gc.collect()
    Path("/proc/self/clear_refs").write_text(RESET_PEAK)
    before = _peak()
    yield lambda: _peak() - before


def _peak() -> int:
    status = Path("/proc/self/status").read_text()
    (line,) = (line for line in status.splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1]) * 1024
