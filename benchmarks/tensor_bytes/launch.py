"""Runs the cases under torchrun, and reads what was counted."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from benchmarks.tensor_bytes.cases import Case, Counted

ROOT = Path(__file__).resolve().parents[2]
_SETTINGS = {
    "HF_HUB_OFFLINE": "1",
    "OMP_NUM_THREADS": "1",
    "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'platform'}",
}


def count_cases(cases: Sequence[Case], ranks: int, accelerator: str = "cpu") -> list[Counted]:
    """One launch for all of them: imports take longer than the runs. `accelerator`: cpu or cuda.

    Raises RuntimeError with the workers' last words where one failed.
    """
    with tempfile.TemporaryDirectory(prefix="residency-memory-") as folder:
        out = Path(folder) / "counted.jsonl"
        ran = subprocess.run(
            [
                *(sys.executable, "-m", "torch.distributed.run", f"--nproc-per-node={ranks}"),
                *("--standalone", "-m", "benchmarks.tensor_bytes.worker", str(out)),
                *(case.model_dump_json(by_alias=True) for case in cases),
            ],
            cwd=ROOT,
            env=os.environ | _SETTINGS | {"DS_ACCELERATOR": accelerator},
            capture_output=True,
            text=True,
            check=False,
        )
        if ran.returncode:
            raise RuntimeError(ran.stderr[-4000:])
        return [Counted(**json.loads(line)) for line in out.read_text().splitlines()]
