"""A job without Ray is watched: a rank that hangs ends it, and the next attempt continues."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from residency.errors import ExitCode
from residency.train.heartbeat import Beat, Phase, Watch
from residency.train.payload import AwaitedInput, TrainPayload, read_outcome
from tests.tiny import tiny_work

ROOT = Path(__file__).resolve().parents[2]
RANKS = 2

pytestmark = pytest.mark.timeout(300)


def start(payload: TrainPayload, path: Path | None = None) -> subprocess.Popen[str]:
    path = path or Path(payload.folder) / "payload.json"
    path.write_text(payload.model_dump_json(by_alias=True))
    return subprocess.Popen(
        [sys.executable, "-m", "residency.wiring.supervised", str(path)],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT / "platform"), "DS_ACCELERATOR": "cpu"},
        stderr=subprocess.PIPE,
        text=True,
        process_group=0,
    )


def in_step(payload: TrainPayload, least: int) -> dict[int, Beat]:
    """The signs of all ranks, once each is in a step after so many."""
    watch = Watch(Path(payload.folder), ranks=RANKS)
    while True:
        beats = watch.ranks()
        if len(beats) == RANKS and all(
            beat.phase is Phase.STEP and beat.step >= least for beat in beats.values()
        ):
            return beats
        time.sleep(0.05)


def test_a_rank_that_hangs_ends_the_job_and_ctrl_c_stops_it_in_order(
    make_payload: Callable[..., TrainPayload],
) -> None:
    """Two attempts of one step; the second begins where the first had a checkpoint."""
    work = tiny_work(workers=RANKS, global_batch=4, steps=10_000, checkpoint_every=5)
    hung = make_payload("hung", work, "supervised")
    job = start(hung)
    beats = in_step(hung, 12)
    os.kill(beats[1].pid, signal.SIGSTOP)
    begin = time.monotonic()
    _, told = job.communicate()
    assert job.returncode == ExitCode.OUR_FAULT
    assert "A worker hangs: rank" in told
    assert time.monotonic() - begin < 10 + 20
    assert not any(Path(f"/proc/{beat.pid}").exists() for beat in beats.values())

    stopped = make_payload("stopped", work, "supervised")
    job = start(stopped)
    in_step(stopped, 12)
    os.killpg(job.pid, signal.SIGINT)  # as a terminal does; it is for the supervisor alone
    _, told = job.communicate()
    assert job.returncode == ExitCode.PREEMPTED, told
    assert "Traceback" not in told
    assert read_outcome(Path(stopped.folder)).resumed_from >= 5


def test_a_signal_before_there_is_anything_to_train_on_stops_it_in_order(
    make_payload: Callable[..., TrainPayload], tmp_path: Path
) -> None:
    """Nobody has made the attempt's folder yet, and the rank is still importing."""
    never = AwaitedInput(
        root=str(tmp_path), record=str(tmp_path / "never.json"), artifact="shards"
    )
    payload = make_payload("early", tiny_work(workers=1)).model_copy(
        update={"folder": str(tmp_path / "attempt"), "awaited": {"shards": never}}
    )
    job = start(payload, tmp_path / "payload.json")
    while not Path(f"/proc/{job.pid}/task/{job.pid}/children").read_text():
        time.sleep(0.01)
    job.send_signal(signal.SIGTERM)
    _, told = job.communicate()
    assert job.returncode == ExitCode.PREEMPTED, told
    assert "Stopped while waiting for" in told
    assert "Traceback" not in told
