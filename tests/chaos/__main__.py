"""`make chaos`: strike a training job at every point. Exit 1 where a job did not end the same."""

import sys
import tempfile
import time
from pathlib import Path

from tests.chaos.job import make_inputs
from tests.chaos.points import all_points
from tests.chaos.server import ForkServer
from tests.chaos.trial import Laboratory, Verdict

COLUMNS = "{:<44} {:<34} {:>7} {:>8} {:>10} {:>9} {:>9} {:>6}\n"


def main() -> int:
    """The table, a line as soon as it is known; arguments choose points by parts of names."""
    points = [
        p for p in all_points() if not sys.argv[1:] or any(a in p.name for a in sys.argv[1:])
    ]
    head = ("point", "ended", "reached", "resumed", "recomputed", "bit-equal", "same rows", "s")
    sys.stdout.write(COLUMNS.format(*head))
    verdicts = []
    begin = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="chaos-") as folder, ForkServer() as server:
        root = Path(folder)
        laboratory = Laboratory(server, root, make_inputs(root))
        right = {engine: laboratory.undisturbed(engine) for engine in {p.engine for p in points}}
        for point in points:
            verdicts.append(laboratory.trial(point, right[point.engine]))
            sys.stdout.write(_line(verdicts[-1]))
            sys.stdout.flush()
    good = sum(verdict.good for verdict in verdicts)
    seconds = time.perf_counter() - begin
    sys.stdout.write(f"{good} of {len(verdicts)} points ended the same, in {seconds:.0f} s\n")
    return 0 if good == len(verdicts) else 1


def _line(verdict: Verdict) -> str:
    return COLUMNS.format(
        verdict.point,
        (verdict.problem or verdict.struck)[:33],
        verdict.reached,
        verdict.resumed_from,
        verdict.recomputed,
        "yes" if verdict.bit_equal else "NO",
        "yes" if verdict.same_rows else "NO",
        f"{verdict.seconds:.1f}",
    )


if __name__ == "__main__":
    sys.exit(main())
