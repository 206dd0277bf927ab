"""Batch inference on a real Ray: every held-out question is asked once, scored and written."""

import json
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import ray.data

from residency.adapters.ray.evaluate import Folders, run_evaluation
from residency.adapters.ray.pool import InferencePool, PoolSettings
from residency.adapters.ray.predict import Asking, batch_predict
from residency.adapters.ray.sample_rows import SAMPLES_SCHEMA
from residency.data.image import encode_png
from residency.data.sample import Turn
from residency.errors import DataError
from residency.evaluate.step import read_report
from residency.ports import FinishReason, Request
from residency.spec.training import Benchmark, Protocol
from tests.tiny_folder import write_tiny_model

BENCHMARK = Benchmark(
    name="heldout", dataset="atlas", protocol=Protocol.STRICT_EXACT_MATCH, max_new_tokens=4
)
N = 20


@pytest.fixture(scope="module")
def pool(ray_cluster: None) -> Iterator[InferencePool]:
    pool = InferencePool.start(PoolSettings(cpus=0.5))
    yield pool
    pool.stop()


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_tiny_model(tmp_path_factory.mktemp("model"))


@pytest.fixture
def samples(tmp_path: Path) -> Path:
    """20 held-out samples in two files, every second one with an image; 6 of the training side."""
    write_samples(tmp_path / "samples" / "heldout" / "part-0.parquet", range(12))
    write_samples(tmp_path / "samples" / "heldout" / "part-1.parquet", range(12, N))
    write_samples(tmp_path / "samples" / "train" / "part-0.parquet", range(100, 106))
    return tmp_path / "samples"


def write_samples(path: Path, numbers: range, state: str = "deidentified") -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(
        pa.Table.from_pylist([row(n, state) for n in numbers], schema=SAMPLES_SCHEMA), path
    )


def row(number: int, state: str) -> dict[str, object]:
    noise = np.random.default_rng(number).integers(0, 256, (48, 40, 3), dtype=np.uint8)
    images = [encode_png(noise)] if number % 2 else []
    return {
        "sample_id": f"{number:016x}",
        "dataset": "atlas@1",
        "source_key": str(number),
        "patient": f"p{number}",
        "study": "",
        "split": "heldout" if number < N else "train",
        "state": state,
        "kind": "modality" if images else "text",
        "answer_type": "closed" if images else "open",
        "answer": "CT" if number % 3 else "MR",
        "alternatives": ["computed tomography"] if number % 3 else [],
        "turns": json.dumps(
            [
                {"role": "user", "text": f"Which modality is {number}?", "images": len(images)},
                {"role": "assistant", "text": "CT" if number % 3 else "MR", "images": 0},
            ]
        ),
        "images": images,
        "image_digests": [],
        "image_hashes": [],
        "attributes": json.dumps({"modality": "CT"} if images else {}),
    }


def test_every_question_is_asked_once(pool: InferencePool, samples: Path, model: Path) -> None:
    told: list[tuple[int, int]] = []
    table = batch_predict(
        pool,
        samples / "heldout",
        Asking(model, max_new_tokens=4, batch=3),
        lambda *reached: told.append(reached),
    )
    assert not ray.data.DataContext.get_current().enable_progress_bars  # progress is shown once
    assert told == sorted(set(told))
    assert told[-1] == (N, N)
    reached = [0, *(answered for answered, _ in told)]
    assert max(b - a for a, b in pairwise(reached)) <= 3  # heard of batch by batch
    assert table.column("sample_id").to_pylist() == [f"{n:016x}" for n in range(N)]
    assert set(table.column("finish").to_pylist()) <= {reason.value for reason in FinishReason}
    assert all(0 < tokens <= 4 for tokens in table.column("tokens").to_pylist())


def test_an_evaluation_leaves_its_evidence(
    pool: InferencePool, samples: Path, model: Path, tmp_path: Path
) -> None:
    found = run_evaluation(pool, BENCHMARK, Folders(model, samples, tmp_path))
    assert read_report(tmp_path / "report.json") == found.report
    assert found.report.n == N
    assert found.report.majority_answer == "ct"
    majority = found.report.metric("majority")
    assert majority is not None
    assert majority.value == 13 / N  # of 0..19, seven are divisible by three

    rows = pq.read_table(tmp_path / "predictions.parquet").to_pylist()
    assert len(rows) == N
    assert rows[1]["question"] == "Which modality is 1?"
    assert rows[1]["answer"] == "CT"
    assert rows[1]["image"].startswith(b"\x89PNG")
    assert rows[0]["image"] is None
    assert sum(one["unparsed"] for one in rows) == found.report.unparsed


def test_the_pool_is_joined_not_started_again(pool: InferencePool) -> None:
    again = InferencePool.start(PoolSettings(cpus=0.5))
    assert [a._actor_id for a in again.actors] == [a._actor_id for a in pool.actors]


def test_the_pool_answers_in_the_order_of_the_requests(pool: InferencePool, model: Path) -> None:
    requests = [
        Request((Turn("user", word),), max_new_tokens=limit)
        for word, limit in [("yes", 1), ("no", 3), ("CT", 2)]
    ]
    answers = pool.ask(0, model, requests)
    assert all(
        answer.tokens <= request.max_new_tokens
        for answer, request in zip(answers, requests, strict=True)
    )
    assert answers == [pool.ask(1, model, [request])[0] for request in requests]


def test_what_was_not_deidentified_is_not_asked(
    pool: InferencePool, tmp_path: Path, model: Path
) -> None:
    write_samples(tmp_path / "raw" / "part-0.parquet", range(3), state="raw")
    with pytest.raises(DataError, match="is not de-identified"):
        batch_predict(pool, tmp_path / "raw", Asking(model, max_new_tokens=4))


def test_no_held_out_samples(pool: InferencePool, tmp_path: Path, model: Path) -> None:
    with pytest.raises(DataError, match="holds no samples"):
        batch_predict(pool, tmp_path, Asking(model, max_new_tokens=4))
