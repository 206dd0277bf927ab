"""One trial: strike a job at a point, run it again until it is done, and compare."""

from dataclasses import dataclass
from pathlib import Path

import torch

from tests.chaos.job import Job, chaos_work, differences
from tests.chaos.launch import Launch
from tests.chaos.points import Point
from tests.chaos.server import ForkServer

ATTEMPTS = 5  # a job that is not done by then never will be


@dataclass(frozen=True)
class Undisturbed:
    """What a job without a fault ends with."""

    weights: dict[str, torch.Tensor]  # as exported
    state: dict[str, torch.Tensor]  # weights and moments in fp32
    rows: dict[int, list[str]]

    def is_end_of(self, job: Job) -> bool:
        """Whether a job has ended with the same weights and moments, bit by bit."""
        return not differences(job.weights(), self.weights) + differences(job.state(), self.state)


@dataclass(frozen=True)
class Verdict:
    """What became of one point."""

    point: str
    struck: str  # how the struck attempt ended
    reached: int  # steps done by then
    resumed_from: int
    bit_equal: bool
    same_rows: bool
    seconds: float
    problem: str = ""

    @property
    def recomputed(self) -> int:
        return max(0, self.reached - self.resumed_from)

    @property
    def good(self) -> bool:
        return self.bit_equal and self.same_rows and not self.problem


@dataclass(frozen=True)
class Laboratory:
    """Where trials are made: a fork server, inputs, and what is right for each engine."""

    server: ForkServer
    root: Path
    inputs: dict[str, str]

    def undisturbed(self, engine: str) -> Undisturbed:
        """A job that nobody touches."""
        job = Job(self.root / f"undisturbed-{engine}", self.inputs, chaos_work())
        ended = self.server.run(Launch(str(job.new_attempt()), engine=engine))
        if ended.error or not job.is_done:
            raise RuntimeError(f"the undisturbed job failed: {ended.error} {job.root}")
        return Undisturbed(job.weights(), job.state(), job.committed())

    def trial(self, point: Point, right: Undisturbed, sabotage: str = "") -> Verdict:
        """Strike at the point, and run on."""
        name = "".join(c if c.isalnum() else "-" for c in f"{point.name} {sabotage}")
        job = Job(self.root / name, self.inputs, chaos_work())
        strikes = [*point.attempts, *[()] * ATTEMPTS]
        struck, seconds = [], 0.0
        for own in strikes[:ATTEMPTS]:
            launch = Launch(str(job.new_attempt()), engine=point.engine, strikes=own)
            if sabotage:
                launch = Launch(**(vars(launch) | {"sabotage": sabotage}))
            ended = self.server.run(launch)
            seconds += ended.seconds
            if ended.error:
                struck.append(ended.error)
            if job.is_done:
                break
        if point.driver:
            self.server.wait_for_orphans()
        return _judged(point, job, right, struck, seconds)


def _judged(
    point: Point, job: Job, right: Undisturbed, struck: list[str], seconds: float
) -> Verdict:
    outcome, problem = job.outcome(), ""
    reached = max(map(job.reached, job.attempts[:-1]), default=0)
    if len(struck) < len(point.attempts):
        problem = "it was never struck"
    if outcome is None or not job.is_done:
        problem = struck[-1] if struck else "it never ended"
        return Verdict(point.name, problem, reached, 0, False, False, seconds, problem)
    return Verdict(
        point=point.name,
        struck=struck[0] if struck else "",
        reached=reached,
        resumed_from=outcome.resumed_from,
        bit_equal=right.is_end_of(job),
        same_rows=job.committed() == right.rows,
        seconds=seconds,
        problem=problem,
    )
