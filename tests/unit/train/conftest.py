"""A tiny training job in a folder: tokenizer, packed rows, payload."""

from collections.abc import Callable
from pathlib import Path

import pytest

from residency.plan.work import TrainWork
from residency.train.payload import TrainPayload
from tests.tiny import tiny_shards, tiny_tokenizer, tiny_work

MakePayload = Callable[..., TrainPayload]


@pytest.fixture
def make_payload(tmp_path: Path) -> MakePayload:
    """A payload over six samples, text-only ones among them; attempts share their checkpoints."""
    tokenizer = tiny_tokenizer(tmp_path / "tokenizer")
    shards = tiny_shards(tmp_path / "shards", tokenizer, [1, 0, 2, 1, 0, 0, 1, 1, 0])

    def make(work: TrainWork | None = None, attempt: str = "a1", **inputs: str) -> TrainPayload:
        folder = tmp_path / "attempts" / attempt
        folder.mkdir(parents=True)
        return TrainPayload(
            step="train.align",
            fingerprint="f" * 64,
            work=work or tiny_work(),
            seed=3,
            folder=str(folder),
            checkpoints=str(tmp_path / "checkpoints"),
            inputs={"shards": str(shards), "tokenizer": str(tokenizer)} | inputs,
        )

    return make
