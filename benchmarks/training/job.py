"""What one rank of a contestant is told, as JSON. Standard library only: imports are measured."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Inputs:
    """What everybody trains on, below one folder."""

    folder: Path

    @property
    def tokenizer(self) -> Path:
        return self.folder / "tokenizer"

    @property
    def model(self) -> Path:
        """Initial weights, as a Hugging Face folder."""
        return self.folder / "model"

    @property
    def shards(self) -> Path:
        """Packed rows as our pack step stores them."""
        return self.folder / "shards"

    @property
    def packed(self) -> Path:
        """The same rows in the order of the steps, for loops that are written by hand."""
        return self.folder / "packed.safetensors"

    @property
    def samples(self) -> Path:
        """The same samples one by one, in the order of the steps."""
        return self.folder / "samples.safetensors"

    @property
    def work(self) -> Path:
        """Our TrainWork but for its execution, as JSON."""
        return self.folder / "work.json"


@dataclass(frozen=True, slots=True)
class Shape:
    """What an optimiser step consists of, over all ranks."""

    length: int  # tokens of a packed row
    rows: int
    samples: int
    row_batch: int  # packed rows of a micro-batch
    sample_batch: int  # samples of a micro-batch of those who pad
    steps: int  # that there is data for


@dataclass(frozen=True, slots=True)
class Job:
    """One contestant's run."""

    contestant: str
    inputs: str
    out: str  # a folder of its own
    zero: int
    ranks: int
    shape: Shape
    lr: float
    clip: float
    frozen: tuple[str, ...]  # prefixes of parameters that are not trained
    padding: int  # token id
    attention: str  # of the text model, in transformers' words
    window: int  # of sliding attention layers; 0: there are none
    bucket: int  # elements that DeepSpeed reduces or gathers at once
    device: str = "cpu"  # or cuda
    precision: str = "fp32"  # or bf16, with fp32 master weights
    grouped: bool = False  # who pads: samples of like length in a micro-batch
    checkpoint_every: int = 0  # steps; of ours

    @property
    def data(self) -> Inputs:
        return Inputs(Path(self.inputs))

    def to_json(self) -> str:
        return json.dumps(asdict(self))

    @staticmethod
    def read(text: str) -> Job:
        """What to_json wrote."""
        told = json.loads(text)
        told["shape"] = Shape(**told["shape"])
        return Job(**(told | {"frozen": tuple(told["frozen"])}))
