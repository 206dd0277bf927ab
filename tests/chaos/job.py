"""A tiny job that is struck: dropout, two micro-batches a rank, epochs that end within a step."""

import json
from dataclasses import dataclass, field
from pathlib import Path

import torch
from safetensors.torch import load_file

from residency.plan.work import TrainWork
from residency.spec.training import ParameterGroup, Precision
from residency.train.checkpoint import newest_checkpoint
from residency.train.payload import OUTCOME_FILE, Ending, TrainOutcome, TrainPayload, read_outcome
from tests.chaos.launch import consumed_path
from tests.tiny import tiny_shards, tiny_tokenizer, tiny_work

STEPS, EVERY, RANKS = 8, 2, 2
FINGERPRINT = "f" * 64


def chaos_work(**changes: object) -> TrainWork:
    """Eight steps of four rows over two ranks, two rates; a checkpoint every two, the last too."""
    own = {
        "zero": 2,
        "workers": RANKS,
        "global_batch": 4,
        "steps": STEPS,
        "checkpoint_every": EVERY,
        "precision": Precision.FP32,
        "dropout": 0.2,
        "warmup": 0.25,
        "groups": (ParameterGroup(match="vision", lr=5e-3, weight_decay=0.1),),
    }
    return tiny_work(**(own | changes))


@dataclass
class Job:
    """One training step of which any number of attempts are made."""

    root: Path
    inputs: dict[str, str]
    work: TrainWork = field(default_factory=chaos_work)
    attempts: list[Path] = field(default_factory=list)

    def new_attempt(self, **changes: object) -> Path:
        """The payload's path of another attempt."""
        folder = self.root / "attempts" / f"a{len(self.attempts) + 1}"
        folder.mkdir(parents=True)
        self.attempts.append(folder)
        work = self.work
        if changes:
            execution = work.execution.model_copy(update=changes)
            work = work.model_copy(update={"execution": execution})
        payload = TrainPayload(
            step="train.align",
            fingerprint=FINGERPRINT,
            work=work,
            seed=3,
            folder=str(folder),
            checkpoints=str(self.root / "checkpoints"),
            inputs=self.inputs,
        )
        path = folder / "payload.json"
        path.write_text(payload.model_dump_json(by_alias=True))
        return path

    def outcome(self) -> TrainOutcome | None:
        """Of the last attempt; None where it did not get that far."""
        folder = self.attempts[-1]
        return read_outcome(folder) if (folder / OUTCOME_FILE).is_file() else None

    @property
    def is_done(self) -> bool:
        """Whether the last attempt has trained to the end."""
        outcome = self.outcome()
        return outcome is not None and outcome.ending is Ending.DONE

    def weights(self) -> dict[str, torch.Tensor]:
        """Of the model that the last attempt has exported."""
        return load_file(self.attempts[-1] / "model" / "model.safetensors")

    def state(self) -> dict[str, torch.Tensor]:
        """What training ended with, in fp32: weights and both moments, as each rank holds them.

        The exported model may be rounded to bf16, which hides what differs in the last bits.
        """
        newest = newest_checkpoint(self.root / "checkpoints", FINGERPRINT).checkpoint
        assert newest is not None
        assert newest.step == self.work.identity.optimizer.steps
        files = (load_file(newest.folder / one.name) for one in newest.manifest.files)
        return {f"{n}/{name}": v for n, held in enumerate(files) for name, v in held.items()}

    def committed(self, ranks: int = RANKS) -> dict[int, list[str]]:
        """Which rows each step was made of, by the attempt whose work is in the weights."""
        steps: dict[int, list[str]] = {}
        for attempt in self.attempts:
            for step, rows in self.consumed(attempt, ranks).items():
                steps[step] = rows  # a later attempt began at or before what it repeats
        return steps

    def reached(self, attempt: Path) -> int:
        """The last step that some rank has made in an attempt."""
        return max(self.consumed(attempt, RANKS), default=0)

    @staticmethod
    def consumed(attempt: Path, ranks: int) -> dict[int, list[str]]:
        """Rows by step, of all ranks."""
        found: dict[int, list[str]] = {}
        for rank in range(ranks):
            path = consumed_path(attempt, rank)
            for line in path.read_text().splitlines() if path.exists() else ():
                told = json.loads(line)
                found.setdefault(told["step"], []).extend(told["rows"])
        return {step: sorted(rows) for step, rows in found.items()}


def make_inputs(root: Path) -> dict[str, str]:
    """Shards of about ten rows, and their tokenizer."""
    tokenizer = tiny_tokenizer(root / "tokenizer")
    shards = tiny_shards(root / "shards", tokenizer, [1, 0, 2, 1, 1, 0, 1, 1, 2] * 3)
    return {"shards": str(shards), "tokenizer": str(tokenizer)}


def differences(ours: dict[str, torch.Tensor], theirs: dict[str, torch.Tensor]) -> list[str]:
    """Names of weights that are not bit-equal."""
    if ours.keys() != theirs.keys():
        return sorted(ours.keys() ^ theirs.keys())
    return [name for name in ours if not torch.equal(ours[name], theirs[name])]
