"""Goodput: the share of wall time that trains something new, when machines fail now and then.

Three answers are held against each other:

  simulated  a job replayed under a seeded Poisson process, from measured parts: the time of a
             step, what a checkpoint holds training up, how long it is then written behind it,
             and a restart from the kill to the first step (notice, start, load, restore, warm up)
  formula    Daly's model of the wall time (doi 10.1016/j.future.2004.11.016), which knows nothing
             of a checkpoint that is still being written
  real       one job of the tests' tiny model on two ranks, SIGKILLed at drawn times; held against
             the simulation of the same kills, and its weights against those of an undisturbed job

The table gives, for failures 1 h, 6 h, 24 h and 7 d apart on average, the best interval between
checkpoints by Daly and the goodput there: of the measured parts, or with --parts of any other job.

Not measured: failures of a disk or of the network, several jobs on one machine, the time until a
machine is there again (add it to the restart), and anything on a GPU.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

# `benchmarks` is found whatever folder this is started in, and so are the tests' tiny jobs.
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.failures.closed_form import daly, goodput, young
from benchmarks.failures.parts import Parts
from benchmarks.failures.simulation import Estimate, poisson, replay, simulate
from benchmarks.measure.report import load, machine

HOUR = 3600.0
BETWEEN = {"1 h": HOUR, "6 h": 6 * HOUR, "24 h": 24 * HOUR, "7 d": 168 * HOUR}
RUNS = 100
_LONG = 30  # a simulated job trains so many times as long as failures are apart
_FINE = 100  # steps to an interval: of more, some are taken together
SEED = 7
PROBE_STEPS, PROBE_EVERY = 120, 20
TOLERANCE = 0.10  # of the real run's wall time, against its simulation


@dataclass(frozen=True, slots=True)
class Row:
    """One mean time between failures."""

    between: str
    young: float  # seconds
    daly: float
    every: int  # steps
    formula: float
    simulated: Estimate


@dataclass(frozen=True, slots=True)
class Check:
    """The real run."""

    kills: int
    calm_step: float  # seconds of a step of the job that nobody killed: a busy machine shows here
    wall: float
    replayed: float  # wall time, simulated with the same kills
    real: float  # goodput
    simulated: Estimate
    formula: float
    bit_equal: bool

    @property
    def is_close(self) -> bool:
        """Whether the simulation tells the wall time, and nothing was lost but time."""
        return self.bit_equal and abs(self.replayed / self.wall - 1) <= TOLERANCE


def rows(parts: Parts, runs: int) -> list[Row]:
    """The table."""
    return [_row(name, parts, between, runs) for name, between in BETWEEN.items()]


def _row(name: str, parts: Parts, between: float, runs: int) -> Row:
    every = max(1, round(daly(parts, between) / parts.step))
    together = max(1, every // _FINE)
    coarse = replace(parts, step=parts.step * together)
    steps = round(_LONG * between / coarse.step)
    found = simulate(coarse, round(every / together), steps, between, runs)
    formula = goodput(parts, parts.interval(every), between)
    return Row(name, young(parts, between), daly(parts, between), every, formula, found)


def check(seconds: float, between: float, runs: int) -> tuple[Parts, Check]:
    """Measure the parts of the tiny job, then kill it about once in `between` seconds."""
    # Imported here: with --parts nothing is run, and neither torch nor DeepSpeed is needed.
    from benchmarks.failures.real import killed, measured, new_job
    from tests.chaos.job import differences, make_inputs
    from tests.chaos.server import ForkServer

    with tempfile.TemporaryDirectory(prefix="goodput-") as folder, ForkServer() as server:
        root = Path(folder)
        inputs = make_inputs(root)
        probe = new_job(root / "probe", inputs, PROBE_STEPS, PROBE_EVERY)
        killed(server, probe, lambda: float("inf"))
        first = measured(probe, ())
        every = max(1, round(daly(first, between) / first.step))
        steps = max(2 * every, round(seconds / first.step))
        calm = new_job(root / "calm", inputs, steps, every)
        killed(server, calm, lambda: float("inf"))
        job, drawn = new_job(root / "killed", inputs, steps, every), list[float]()
        source = poisson(between, SEED)

        def draw() -> float:
            drawn.append(source())
            return drawn[-1]

        found = killed(server, job, draw)
        parts = measured(job, found.restarts)
        again = replay(parts, every, steps, iter([*drawn, *[float("inf")] * 2]).__next__)
        return parts, Check(
            kills=found.kills,
            calm_step=measured(calm, ()).step,
            wall=found.wall,
            replayed=again.wall,
            real=steps * parts.step / found.wall,
            simulated=simulate(parts, every, steps, between, runs),
            formula=goodput(parts, parts.interval(every), between),
            bit_equal=not differences(job.weights(), calm.weights()),
        )


def told(parts: Parts, table: Sequence[Row], real: Check | None) -> str:
    """All of it, to read."""
    lines = [
        f"a step {parts.step:.4f} s, a checkpoint blocks {parts.block:.4f} s and is written "
        f"{parts.behind:.3f} s behind, a restart {parts.restart:.2f} s",
        "",
        "| failures | best interval, Young | Daly | in steps | goodput, formula | simulated |",
        "|---|---|---|---|---|---|",
    ]
    lines += [
        f"| {row.between} | {row.young:.1f} s | {row.daly:.1f} s | {row.every:,} | "
        f"{row.formula:.4f} | {row.simulated.mean:.4f} +- {row.simulated.error:.4f} |"
        for row in table
    ]
    if real is not None:
        lines += [
            "",
            f"real: {real.kills} kills in {real.wall:.1f} s, goodput {real.real:.3f}; replayed "
            f"with the same kills {real.replayed:.1f} s ({real.replayed / real.wall:.3f}); a step "
            f"of the undisturbed job took {real.calm_step:.4f} s",
            f"at that rate: simulated {real.simulated.mean:.3f} +- {real.simulated.error:.3f}, "
            f"formula {real.formula:.3f}; weights bit-equal: {'yes' if real.bit_equal else 'NO'}",
        ]
    return "\n".join(lines)


def main() -> int:
    """Print the table; exit 1 where the real run is not as its simulation says."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write all figures there")
    parser.add_argument("--quick", action="store_true", help="a short run: that it works")
    parser.add_argument(
        "--parts",
        type=float,
        nargs=4,
        metavar=("STEP", "BLOCK", "BEHIND", "RESTART"),
        help="seconds of another job: nothing is run, the table is its",
    )
    arguments = parser.parse_args()
    runs, real = (5 if arguments.quick else RUNS), None
    if arguments.parts:
        parts = Parts(*arguments.parts)
    else:
        parts, real = check(*((6.0, 6.0) if arguments.quick else (60.0, 10.0)), runs)
    table = rows(parts, runs)
    print(told(parts, table, real))
    if arguments.json:
        _write(arguments.json, parts, table, real, quick=arguments.quick)
    return 0 if real is None or arguments.quick or real.is_close else 1


def _write(
    path: Path, parts: Parts, table: Sequence[Row], real: Check | None, *, quick: bool
) -> None:
    whole = {
        "quick": quick,
        "machine": {**machine("torch", "deepspeed"), "load_at_end": load()},
        "parts": asdict(parts),
        "rows": [asdict(row) for row in table],
        "real": asdict(real) if real else None,
    }
    path.write_text(json.dumps(whole, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    raise SystemExit(main())
