"""One private Ray for all tests of this folder, and payloads of tiny training jobs."""

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from residency.adapters.ray.cluster import (
    RayOptions,
    authenticate,
    start_private_ray,
    worker_environment,
)
from residency.plan.work import TrainWork
from residency.train.payload import TrainPayload
from tests.tiny import tiny_shards, tiny_tokenizer

LOGICAL_CPUS = 8
MakePayload = Callable[..., TrainPayload]


# Ray reads its authentication when it is imported, which test modules do before any fixture runs.
_FOLDER = tempfile.TemporaryDirectory(prefix="residency-test-")
TOKEN = Path(_FOLDER.name) / "token"
authenticate(TOKEN)


@pytest.fixture(scope="session")
def ray_cluster() -> Iterator[None]:
    """A private Ray, started when the first test asks for it."""
    options = RayOptions(TOKEN, LOGICAL_CPUS, worker_environment(TOKEN.parent))
    with start_private_ray(options):
        yield


@pytest.fixture(scope="module")
def make_payload(tmp_path_factory: pytest.TempPathFactory) -> MakePayload:
    """Payloads over nine samples, text-only ones among them; by name, in one folder a module."""
    root = tmp_path_factory.mktemp("train")
    tokenizer = tiny_tokenizer(root / "tokenizer")
    shards = tiny_shards(root / "shards", tokenizer, [1, 0, 2, 1, 0, 0, 1, 1, 0])

    def make(
        name: str, work: TrainWork, checkpoints: str = "", model: Path | None = None
    ) -> TrainPayload:
        folder = root / name
        folder.mkdir()
        inputs = {"shards": str(shards), "tokenizer": str(tokenizer)}
        return TrainPayload(
            step="train.align",
            fingerprint="f" * 64,
            work=work,
            seed=3,
            folder=str(folder),
            checkpoints=str(root / f"checkpoints-{checkpoints or name}"),
            inputs=inputs | ({"model": str(model)} if model else {}),
        )

    return make
