"""A contestant's processes, as their parent sees them."""

from __future__ import annotations

import json
import os
import random
import select
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from benchmarks.training.job import Job
from benchmarks.training.turns import Told

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 600.0  # seconds for a turn
_LAST_WORDS = 2000  # characters of a log
_PORTS = range(20_000, 30_000)  # below those of outgoing connections, on Linux from 32,768 on
_GRACE = 2.0  # seconds in which a rank that lost the other one ends, too


@dataclass(frozen=True, slots=True)
class Turn:
    """Some steps of all ranks: from when the first began until all could begin the next."""

    begin: float  # time.monotonic()
    end: float
    steps: int
    losses: tuple[float, ...]  # by step, of all ranks; empty: told elsewhere
    processor: float  # seconds of it, of all ranks
    peak_mib: float  # of all ranks together, since they were started

    @property
    def step_seconds(self) -> float:
        """Of one step."""
        return (self.end - self.begin) / self.steps

    @property
    def step_processor(self) -> float:
        """Of one step: what others do on the machine moves it less."""
        return self.processor / self.steps


class Running:
    """All ranks of a job: loaded, and waiting for a turn between turns."""

    def __init__(self, job: Job, ranks: Sequence[_Rank], started: float) -> None:
        self.job, self._ranks, self._started = job, ranks, started

    def since_start(self, turn: Turn) -> float:
        """Seconds from the start of the processes to the end of a turn."""
        return turn.end - self._started

    def turn(self, steps: int) -> Turn:
        """So many steps; the first one's includes all that precedes it.

        Raises RuntimeError, with the last words of its log, where a rank ends or hangs.
        """
        try:
            for rank in self._ranks:
                rank.ask(steps)
            told = [rank.answer() for rank in self._ranks]
        except (BrokenPipeError, EOFError) as error:
            raise RuntimeError("\n".join(rank.last_words() for rank in self._ranks)) from error
        losses = tuple(map(sum, zip(*(one.losses for one in told), strict=True)))
        return Turn(
            begin=min(one.begin for one in told),
            end=max(one.end for one in told),
            steps=steps,
            losses=losses,
            processor=sum(one.processor for one in told),
            peak_mib=sum(one.peak_mib for one in told),
        )


@dataclass(frozen=True, slots=True)
class _Rank:
    process: subprocess.Popen[str]
    answers: IO[str]
    log: Path

    def ask(self, steps: int) -> None:
        """Raises BrokenPipeError where it has ended."""
        assert self.process.stdin is not None
        self.process.stdin.write(f"{steps}\n")
        self.process.stdin.flush()

    def answer(self) -> Told:
        """Raises EOFError where it has ended or takes too long."""
        ready, _, _ = select.select([self.answers], [], [], PATIENCE)
        line = self.answers.readline() if ready else ""
        if not line:
            raise EOFError
        told = json.loads(line)
        return Told(**(told | {"losses": tuple(told["losses"])}))

    def last_words(self) -> str:
        """How it ended (-9: killed, as when memory runs out), and the end of its log."""
        try:
            code: int | None = self.process.wait(_GRACE)
        except subprocess.TimeoutExpired:
            code = None
        words = self.log.read_text(errors="replace")[-_LAST_WORDS:]
        return f"{self.log}: exit code {code}\n{words}"


@contextmanager
def running(job: Job) -> Iterator[Running]:
    """Start the ranks; end them, by force where they do not, at the end of the block."""
    out, port = Path(job.out), _free_port()
    out.mkdir(parents=True)
    started = time.monotonic()
    ranks = [_start(job, rank, port, out / f"rank-{rank}.log") for rank in range(job.ranks)]
    try:
        yield Running(job, ranks, started)
    finally:
        for rank in ranks:
            rank.process.kill()
        for rank in ranks:
            rank.process.wait()
            rank.answers.close()
            assert rank.process.stdin is not None
            rank.process.stdin.close()


def _start(job: Job, rank: int, port: int, log: Path) -> _Rank:
    reading, writing = os.pipe()
    command = (sys.executable, "-m", "benchmarks.training.worker", str(writing), job.to_json())
    with log.open("wb") as file:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=os.environ | _environment(job, rank, port),
            stdin=subprocess.PIPE,
            stdout=file,
            stderr=subprocess.STDOUT,
            pass_fds=(writing,),
            text=True,
        )
    os.close(writing)
    return _Rank(process, os.fdopen(reading), log)


def _environment(job: Job, rank: int, port: int) -> dict[str, str]:
    """What torchrun sets, and what is equal for all contestants."""
    return {
        "RANK": str(rank),
        "LOCAL_RANK": str(rank),
        "WORLD_SIZE": str(job.ranks),
        "LOCAL_WORLD_SIZE": str(job.ranks),
        "MASTER_ADDR": "127.0.0.1",
        "MASTER_PORT": str(port),
        "OMP_NUM_THREADS": "1",  # as torchrun has it
        "DS_ACCELERATOR": job.device,
        "HF_HUB_OFFLINE": "1",
        "TOKENIZERS_PARALLELISM": "false",
        "TRANSFORMERS_VERBOSITY": "error",
        "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'platform'}",
    }


def _free_port() -> int:
    """One that no outgoing connection is given before rank 0 has imported and listens on it."""
    for port in random.sample(_PORTS, len(_PORTS)):
        with socket.socket() as one:
            if one.connect_ex(("127.0.0.1", port)):
                return port
    raise RuntimeError(f"no port is free in {_PORTS}")
