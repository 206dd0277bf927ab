"""How long checkpoints block training: a run with them, and beside it the same run without.

The 135-million-parameter model of benchmarks/train.py on two ranks, by the product's own worker.
The run is made of as many segments as it writes checkpoints, and each is followed by as many steps
of the run without, so that both meet the same weather. A checkpoint comes behind the first step of
its segment, and is written behind the steps that follow.

  blocked  seconds that the run itself counts to checkpoints, of its time: the copy to memory, the
           votes, and waiting for the checkpoint before
  slower   what its segments take more than those without, in all: with what threads that write
           and hash take from the steps beside them. The range is of pairs of segments, 95%

Both must learn the same: their losses are compared, to 1e-5. The exit code is 1 where they differ
or where more than 3.5% is blocked.

Not measured: object stores, disks of several nodes, GPUs.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path

# `benchmarks` is found whatever folder this is started in.
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.measure.report import load, machine
from benchmarks.training.checkpoints import Segments, segments, shares
from benchmarks.training.heats import OURS
from benchmarks.training.job import Inputs
from benchmarks.training.sizes import SIZES
from benchmarks.training.table import EQUAL, Bout, interval_of_median, job_of, prepared

MINUTES, CHECKPOINTS = 10.0, 20
QUICK_MINUTES, QUICK_CHECKPOINTS = 0.2, 2
BLOCKED = 0.035
RANKS = 2
DATA_STEPS = 32  # then the rows come again, in another order
PACKAGES = ("torch", "deepspeed", "transformers")


def parsed() -> argparse.Namespace:
    """The options."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--quick", action="store_true", help="the tiny model, two checkpoints")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all figures there")
    parser.add_argument("--minutes", type=float, help=f"of the run ({MINUTES:g})")
    parser.add_argument("--checkpoints", type=int, help=f"of the run ({CHECKPOINTS})")
    parser.add_argument("--size", choices=tuple(SIZES))
    parser.add_argument("--zero", type=int, choices=(0, 1, 2, 3), default=2)
    parser.add_argument("--folder", type=Path, help="where checkpoints are written, for a while")
    return parser.parse_args()


def measure(given: argparse.Namespace) -> Segments:
    """Both runs."""
    quick = given.quick
    size = given.size or ("tiny" if quick else "135m")
    minutes = given.minutes or (QUICK_MINUTES if quick else MINUTES)
    checkpoints = given.checkpoints or (QUICK_CHECKPOINTS if quick else CHECKPOINTS)
    with tempfile.TemporaryDirectory(prefix="bench-", dir=given.folder) as name:
        inputs = Inputs(Path(name) / "inputs")
        written = prepared(size, DATA_STEPS, inputs, {})
        job = job_of(Bout(size, RANKS, given.zero, ()), OURS, written, inputs)
        return segments(job, minutes, checkpoints, Path(name))


def told(seen: Segments) -> dict[str, float]:
    """What is printed."""
    low, high = interval_of_median(shares(seen.written, seen.without))
    return {
        "minutes": round(sum(seen.written) / 60, 2),
        "checkpoints": len(seen.written),
        "steps": seen.steps * len(seen.written),
        "MB of a checkpoint": round(seen.bytes / 1e6, 1),
        "blocked, seconds": round(seen.blocked, 2),
        "blocked, %": round(100 * seen.blocked_share, 2),
        "slower, %": round(100 * seen.slower, 2),
        "slower by pair, % from": round(100 * low, 2),
        "slower by pair, % to": round(100 * high, 2),
        "losses apart": seen.apart,
    }


def main() -> int:
    """Print the figures; exit 1 where too much is blocked."""
    given, facts = parsed(), machine(*PACKAGES)
    seen = measure(given)
    figures = told(seen)
    if given.json:
        document = {
            "quick": given.quick,
            "figures": figures,
            "segments": asdict(seen),
            "machine": facts | {"load_at_end": load()},
        }
        given.json.parent.mkdir(parents=True, exist_ok=True)
        given.json.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
    for name, value in figures.items():
        print(f"{name:24}{value:g}")
    blocks = seen.blocked_share > BLOCKED and not given.quick
    return 1 if blocks or seen.apart > EQUAL["fp32"] else 0


if __name__ == "__main__":
    raise SystemExit(main())
