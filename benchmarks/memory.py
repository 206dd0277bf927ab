"""What `residency plan` says a training step needs, against what small models really take.

LLaVA over CLIP and gpt-oss, of about 3 and 12 million parameters, trains six steps through our
engine under DeepSpeed on the CPU (gloo), on one rank and on two: every ZeRO stage, bf16 and fp32,
activations kept and checkpointed, everything trained and the language model frozen; `long` rows,
where activations are most of the bytes, `wide` models, where weights are, and `wordy` ones, where
logits, masks and pictures are. The last four are
counted: all bytes of tensors that are alive, storage by storage, as the dispatcher sees them.

  peak   the most at any moment of a step, DeepSpeed's bucket of 50 million elements included; of
         four steps the least, since gloo's thread may hold what it has reduced for longer
  bare   the same less that bucket, which dwarfs so small a model: the harder test
  state  weights, gradients and optimiser, between backward pass and update

A ratio is predicted / measured. The exit code is 1 where one of the three is off by more than 10%.

Not measured: what kernels allocate for themselves, the allocator's gaps, other text models than
gpt-oss, flash attention, an offloaded optimiser, and anything on a GPU (tests/gpu does, where
there is one).
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

# `benchmarks` is found whatever folder this is started in.
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.measure.report import machine
from benchmarks.tensor_bytes.cases import Counted, cases
from benchmarks.tensor_bytes.launch import count_cases

TOLERANCE = 0.10
_PACKAGES = ("torch", "deepspeed", "transformers")
_MB = 10**6


def table(found: Sequence[Counted]) -> str:
    """One line a case."""
    lines = [
        "| case | ranks | moment | predicted, MB | measured, MB | peak | bare | state |",
        "|---|---|---|---|---|---|---|---|",
    ]
    lines += [
        f"| {one.case} | {one.ranks} | {one.worst} | {one.predicted / _MB:.1f} | "
        f"{one.measured / _MB:.1f} | {one.ratio:.3f} | {one.bare_ratio:.3f} | "
        f"{one.state_ratio:.3f} |"
        for one in found
    ]
    ratios = [(one.ratio, one.bare_ratio, one.state_ratio) for one in found]
    for name, values in zip(("peak", "bare", "state"), zip(*ratios, strict=True), strict=True):
        lines.append(f"{name}: {min(values):.3f} to {max(values):.3f} over {len(values)} cases")
    return "\n".join(lines)


def is_close(one: Counted) -> bool:
    """Whether all three ratios are within the tolerance."""
    return all(abs(r - 1) <= TOLERANCE for r in (one.ratio, one.bare_ratio, one.state_ratio))


def main() -> int:
    """Print the table; exit 1 where the arithmetic is off."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all figures there")
    parser.add_argument("--quick", action="store_true", help="six cases on two ranks")
    arguments = parser.parse_args()
    found: list[Counted] = []
    for ranks in (2,) if arguments.quick else (1, 2):
        found += count_cases(cases(quick=arguments.quick), ranks)
    if arguments.json:
        whole = {
            "quick": arguments.quick,
            "machine": machine(*_PACKAGES),
            "cases": [asdict(one) for one in found],
        }
        arguments.json.write_text(json.dumps(whole, indent=1) + "\n", encoding="utf-8")
    print(table(found))
    return 0 if all(map(is_close, found)) else 1


if __name__ == "__main__":
    raise SystemExit(main())
