"""One global batch, however it is split into ranks and micro-batches: one loss, one gradient.

Cross-entropy and the routers' balancing loss, in fp32. The rows are packed, with unequal numbers
of targets; some ranks have no image. Compared are the losses of three steps, the weights after
two, and the first moments after one, which are its gradients times 0.1. An eps of 1 makes
updates as good as gradients times the learning rate: what is rounding stays rounding.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from residency.data.pack import IGNORED, Packable, assign, build_rows
from residency.data.render import load_renderer
from residency.data.sample import Turn
from residency.data.shards import write_shards
from residency.spec.training import Loss, Schedule
from residency.train.checkpoint import attempt_folders, restore_checkpoint, verified
from residency.train.data import PackedRows, Sharing, StepBatch, step_batch
from residency.train.engine import ParameterState
from residency.train.metrics import MetricsFollower
from tests.chaos.job import Job, chaos_work
from tests.chaos.launch import Launch
from tests.chaos.server import ForkServer
from tests.chaos.trial import Laboratory
from tests.tiny import LENGTH, PATCH, SIDE, TEXTS, tiny_llama, tiny_tokenizer

pytestmark = pytest.mark.timeout(300)
FINGERPRINT = "f" * 64  # of Job
ROWS, STEPS, SEED = 4, 3, 3
WORK = {
    "loss": Loss(router_balance=0.3),
    "dropout": 0.0,  # random numbers follow from the rank, too
    "steps": STEPS,
    "checkpoint_every": 1,
    "lr": 0.1,
    "eps": 1.0,
    "clip": 1e9,
    "warmup": 0.0,
    "schedule": Schedule.CONSTANT,
}
NAMES = {"loss", "router_balance", "experts.busiest", "experts.idlest", "grad_norm"}


@dataclass(frozen=True)
class Split:
    """Of a global batch of four rows."""

    ranks: int
    micro_batch: int
    zero: int | None = None  # None: the engine of plain torch
    checkpointing: bool = False
    tied: bool = False  # a dense text model whose head is its embeddings

    def __str__(self) -> str:
        accumulated = ROWS // self.ranks // self.micro_batch
        engine = "plain" if self.zero is None else f"ZeRO-{self.zero}"
        how = " checkpointed" * self.checkpointing + " tied" * self.tied
        return f"{self.ranks} x {accumulated} {engine}{how}"


@dataclass
class State:
    """Of a checkpoint; implements as much of TrainEngine as reading one takes."""

    names: tuple[str, ...]
    parameters: dict[str, ParameterState] = field(default_factory=dict)

    def trained(self) -> Sequence[str]:
        return self.names

    def write_state(self, name: str, state: ParameterState) -> None:
        self.parameters[name] = state

    def set_steps(self, steps: int) -> None:
        """Nobody goes on from here."""


@dataclass(frozen=True)
class Trained:
    """What a job has left."""

    curves: Mapping[str, list[float]]
    gradients: Mapping[str, torch.Tensor]  # of the first step, times 0.1
    weights: Mapping[str, torch.Tensor]  # after the second


WHOLE = Split(ranks=1, micro_batch=4)
SPLITS = [
    Split(1, 1),
    Split(2, 2),
    Split(2, 1),
    Split(4, 1),
    Split(2, 1, checkpointing=True),
    *(Split(2, 1, zero) for zero in range(4)),
    Split(2, 2, zero=3),
    Split(4, 1, zero=3),
    Split(2, 1, zero=3, checkpointing=True),
]


@pytest.fixture(scope="module")
def laboratory(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Laboratory]:
    root = tmp_path_factory.mktemp("splits")
    tokenizer = tiny_tokenizer(root / "tokenizer")
    shards = uneven_shards(root / "shards", tokenizer)
    with ForkServer() as server:
        yield Laboratory(server, root, {"shards": str(shards), "tokenizer": str(tokenizer)})


def uneven_shards(folder: Path, tokenizer: Path) -> Path:
    """Packed conversations of one to four answers; every fifth looks at an image."""
    renderer = load_renderer(tokenizer, (SIDE // PATCH) ** 2)
    random = np.random.default_rng(0)
    samples = []
    for number in range(36):
        asked = Turn("user", TEXTS[number % 7], images=int(number % 5 == 0))
        turns = [asked, Turn("assistant", " ".join(TEXTS[: 1 + number % 3]))]
        turns += [Turn("user", "sure"), Turn("assistant", TEXTS[2])] * (number % 4)
        picture = random.integers(0, 256, (asked.images, SIDE, SIDE, 3), dtype=np.uint8)
        samples.append(Packable(renderer.render(turns), tuple(picture)))
    rows, _ = assign([len(sample.rendered) for sample in samples], LENGTH)
    write_shards(
        build_rows(samples, rows, LENGTH, renderer.padding_id), folder, 3, (SIDE // PATCH) ** 2
    )
    return folder


@pytest.fixture(scope="module")
def whole(laboratory: Laboratory) -> Trained:
    """All four rows in one forward pass of one rank: no split at all."""
    return run(laboratory, WHOLE)


def run(laboratory: Laboratory, split: Split, sabotage: str = "") -> Trained:
    job, error = launched(laboratory, split, sabotage)
    assert not error, (job.attempts[-1] / "log.txt").read_text()[-2000:]
    return trained(job)


def launched(laboratory: Laboratory, split: Split, sabotage: str = "") -> tuple[Job, str]:
    """The job when it has ended, and how it failed; empty where it did not."""
    dense = {"model": tiny_llama(tied=True), "loss": Loss()} if split.tied else {}
    work = chaos_work(**(WORK | dense))
    job = Job(laboratory.root / f"{split} {sabotage}", laboratory.inputs, work)
    path = job.new_attempt(
        workers=split.ranks,
        micro_batch=split.micro_batch,
        zero=split.zero or 0,
        activation_checkpointing=split.checkpointing,
    )
    engine = "plain" if split.zero is None else "deepspeed"
    launch = Launch(
        str(path),
        ranks=split.ranks,
        engine=engine,
        sabotage=sabotage,
        deadlines={"load": 30.0},  # of the first step, too, in which ranks might wait for ever
    )
    return job, laboratory.server.run(launch).error


def trained(job: Job) -> Trained:
    curves: dict[str, list[float]] = {}
    for point in MetricsFollower(Path(job.attempts[-1]) / "metrics.jsonl").new():
        curves.setdefault(point.name, []).append(point.value)
    second, first = map(state_of, attempt_folders(job.root / "checkpoints"))
    return Trained(
        curves,
        {name: state.exp_avg for name, state in first.parameters.items()},
        {name: state.weight for name, state in second.parameters.items()},
    )


def state_of(folder: Path) -> State:
    checkpoint = verified(folder, FINGERPRINT)
    made: Any = State(tuple(checkpoint.manifest.parameters))
    restore_checkpoint(made, checkpoint)
    return made  # type: ignore[no-any-return]


def steps(laboratory: Laboratory, split: Split) -> list[list[StepBatch]]:
    """Of each step, what its ranks are given."""
    rows = PackedRows(Path(laboratory.inputs["shards"]))
    shares = [Sharing(ROWS, split.micro_batch, rank, split.ranks) for rank in range(split.ranks)]
    return [[step_batch(rows, SEED, n, share, SIDE) for share in shares] for n in range(STEPS)]


def furthest(ours: Mapping[str, torch.Tensor], theirs: Mapping[str, torch.Tensor]) -> float:
    """The largest difference, in units of the largest number."""
    assert ours.keys() == theirs.keys()
    largest = max(float(value.abs().max()) for value in theirs.values())
    return max(float((ours[n] - theirs[n]).abs().max()) for n in theirs) / largest


def test_the_rows_are_unequal_and_a_rank_has_no_image(laboratory: Laboratory) -> None:
    for split in (Split(2, 2), Split(4, 1)):
        looking = [
            [any(m.has_images for m in rank.micro_batches) for rank in ranks]
            for ranks in steps(laboratory, split)
        ]
        assert any(set(ranks) == {True, False} for ranks in looking)
    micro_batches = [m for rank in steps(laboratory, Split(4, 1))[0] for m in rank.micro_batches]
    targets = [int((m.labels != IGNORED).sum()) for m in micro_batches]
    assert max(targets) > 1.5 * min(targets)
    assert max(int(m.segment_ids.max()) for m in micro_batches) > 1


def require_equal(found: Trained, whole: Trained) -> None:
    assert len(whole.curves["loss"]) == STEPS
    for name in NAMES & whole.curves.keys():  # a dense model has no experts
        assert found.curves[name] == pytest.approx(whole.curves[name], rel=1e-6), name
    assert furthest(found.gradients, whole.gradients) < 1e-6
    assert furthest(found.weights, whole.weights) < 1e-6


@pytest.mark.parametrize("split", SPLITS, ids=str)
def test_a_split_changes_nothing(laboratory: Laboratory, whole: Trained, split: Split) -> None:
    assert whole.curves.keys() >= NAMES
    require_equal(run(laboratory, split), whole)


@pytest.mark.parametrize("split", [Split(2, 1), Split(4, 1, zero=3)], ids=str)
def test_nor_do_chunks_of_logits_of_which_ranks_have_other_numbers(
    laboratory: Laboratory, whole: Trained, split: Split
) -> None:
    require_equal(run(laboratory, split, "chunks"), whole)


def test_nor_does_it_with_tied_embeddings(laboratory: Laboratory) -> None:
    tied = run(laboratory, replace(WHOLE, tied=True))
    for zero in (2, 3):
        require_equal(run(laboratory, Split(2, 1, zero, tied=True), "chunks"), tied)


@pytest.mark.parametrize("split", [Split(1, 1), Split(2, 2)], ids=str)
def test_with_statistics_of_each_micro_batch_it_does(
    laboratory: Laboratory, whole: Trained, split: Split
) -> None:
    found = run(laboratory, split, "statistics")
    assert found.curves["loss"][0] == pytest.approx(whole.curves["loss"][0], rel=1e-6)
    assert found.curves["router_balance"][0] != pytest.approx(
        whole.curves["router_balance"][0], rel=5e-5
    )
    assert furthest(found.gradients, whole.gradients) > 1e-4


def test_a_rank_that_passes_the_tower_by_ends_the_job(laboratory: Laboratory) -> None:
    """Under ZeRO-3 all ranks gather the same weights in the same order, images or none."""
    _, error = launched(laboratory, Split(4, 1, zero=3), "stand-in")
    assert "WorkerLost" in error
