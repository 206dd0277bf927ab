"""What a training process never uses it never loads: seconds of every launch."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from residency.train.payload import TrainPayload
from tests.tiny import tiny_work

ROOT = Path(__file__).resolve().parents[2]
MakePayload = Callable[..., TrainPayload]
TRAINS = """
import sys
from pathlib import Path
from residency.wiring.worker import train_worker
for path in sys.argv[1:]:
    train_worker(Path(path).read_text())
unused = ("torch._inductor.compile_fx", "mlflow", "scipy", "sklearn")
print("LOADED", *(name for name in unused if name in sys.modules))
"""
"""Trains the payloads, then says which of the modules that training does not need are there."""


@pytest.mark.timeout(300)
def test_training_loads_no_compiler_and_no_tracker(
    make_payload: MakePayload, tmp_path: Path
) -> None:
    paths = []
    for zero in (2, 3):  # each asks on a way of its own whether its optimiser is Muon
        payload = make_payload(f"imports-{zero}", tiny_work(zero=zero, workers=1))
        path = tmp_path / f"{zero}.json"
        path.write_text(payload.model_dump_json(by_alias=True))
        paths.append(str(path))
    alone = {"RANK": "0", "LOCAL_RANK": "0", "WORLD_SIZE": "1"}
    ran = subprocess.run(
        [sys.executable, "-c", TRAINS, *paths],
        cwd=ROOT,
        env={
            **os.environ,
            **alone,
            "MASTER_ADDR": "127.0.0.1",
            "MASTER_PORT": "0",
            "PYTHONPATH": f"{ROOT}:{ROOT / 'platform'}",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr[-4000:]
    (told,) = [line for line in ran.stdout.splitlines() if line.startswith("LOADED")]
    assert told == "LOADED"
