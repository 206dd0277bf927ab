"""What Residency adds to the machinery beneath it: in launching a stage, and in answering.

Measured, in seconds, ours and the peer's runs in turn (medians; ratio = theirs / ours, so above 1
ours is better; spread = least and greatest ratio of a pair):

  launch  run_training of the quickstart's `align` stage, cut to one step (ZeRO-2, 2 workers, a
          model folder and packed rows as inputs), against
            - a TorchTrainer with an empty function: to the first line that its workers run, the
              floor of any launch. Held against our first line (like with like) and against the
              end of our first step, which is far more work: a distance, not a race.
              Equal: ranks 0 and 1 of 2.
            - a TorchTrainer whose function is written by hand: the same imports, model folder,
              rows and optimiser, deepspeed.initialize, one step. To the end of that step.
              Equal: the same loss and gradient norm, to 0.001.
  cached  `residency run` of the quickstart with every step done, against a process that reads and
          parses the same records with json and prints their step ids. A floor, too: it resolves
          no plan and looks for no artifact. Equal: the same ids.
  help    `residency --help`, against a Typer app whose commands do nothing. Equal: the same text.

Imports are most of a launch. Where their bytecode is not cached (`make` compiles it when it makes
the environment) a launch takes twice as long, and --quick two minutes: see `bytecode_cached`.

Not measured: the start of Ray (all launches share one, private, with the environment that the
product gives it), steps after the first, export, evaluation, and anything on a GPU.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

# `benchmarks` is found whatever folder this is started in.
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.launches.rows import Phases, launch_rows
from benchmarks.measure.interleaved import Row
from benchmarks.measure.report import Report, load, machine, options
from benchmarks.programs.rows import cached_row, help_row

SUBJECTS = ("launch", "cached", "help")
LAUNCHES, PROCESSES = 5, 15  # runs; a process is cheap, and its time small
PACKAGES = ("ray", "torch", "deepspeed", "transformers", "typer")


def measure(subjects: Sequence[str], *, quick: bool) -> Report:
    """Measure the subjects one after another."""
    facts = machine(*PACKAGES)
    rows: list[Row] = []
    phases: Phases = {}
    if "launch" in subjects:
        launched, phases = launch_rows(1 if quick else LAUNCHES)
        rows += launched
    if "cached" in subjects:
        rows.append(cached_row(1 if quick else PROCESSES))
    if "help" in subjects:
        rows.append(help_row(1 if quick else PROCESSES))
    return Report(tuple(rows), quick, facts | {"load_at_end": load()}, phases)


def main() -> int:
    """Print the table; exit 1 where a peer did something else than we."""
    arguments = options(__doc__, SUBJECTS).parse_args()
    report = measure(arguments.only or SUBJECTS, quick=arguments.quick)
    if arguments.json:
        report.write(arguments.json)
    print(report.table())
    return 0 if all(row.equal for row in report.rows) else 1


if __name__ == "__main__":
    raise SystemExit(main())
