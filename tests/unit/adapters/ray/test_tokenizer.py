"""The tokenizer step: what it reads of samples, and what it must not."""

from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet

from residency.adapters.ray.sample_files import SampleFiles
from residency.adapters.ray.sample_rows import SAMPLES_SCHEMA, row_of
from residency.adapters.ray.tokenizer import tokenizer_step
from residency.data.sample import DataState, Sample, Split, Turn, sample_id
from residency.data.tokenizer import load_tokenizer
from residency.plan.work import TokenizerIdentity, TokenizerWork
from residency.ports import StepResult
from tests.integration.step_context import context

WORK = TokenizerWork(identity=TokenizerIdentity(vocabulary_size=320, template="harmony"))


def sample(name: str, answer: str, split: Split = "train") -> Sample:
    return Sample(
        sample_id=sample_id("set@1", name),
        dataset="set@1",
        source_key=name,
        patient="",
        split=split,
        state=DataState.DEIDENTIFIED,
        kind="open",
        answer_type="open",
        answer=answer,
        turns=(Turn("user", "What is it?"), Turn("assistant", answer)),
    )


KEPT = [sample(f"kept {n}", "axial coronal sagittal") for n in range(4)]
LEFT_OUT = [sample(f"out {n}", f"zygomatic {n} zygomatic zygomatic") for n in range(9)]


def train(folder: Path, samples: Sequence[Sample], excluded: Sequence[Sample]) -> StepResult:
    with SampleFiles(folder / "samples") as written:
        rows = [row_of(one) for one in samples]
        written.add(pa.Table.from_pylist(rows, schema=SAMPLES_SCHEMA))
    listed = [
        {"dataset": owner, "sample_id": one.sample_id}
        for one in excluded
        for owner in ("set@1", "other")  # of two datasets whose ids are equal
    ]
    schema = pa.schema([("dataset", pa.string()), ("sample_id", pa.string())])
    path = folder / "excluded.parquet"
    pyarrow.parquet.write_table(pa.Table.from_pylist(listed, schema=schema), path)
    inputs = {"samples.set": folder / "samples", "excluded": path}
    return tokenizer_step(context(WORK, folder / "attempt", inputs))


def test_it_learns_no_word_of_samples_that_a_benchmark_holds(tmp_path: Path) -> None:
    heldout = sample("h", "humerus humerus humerus", "heldout")
    result = train(tmp_path / "one", [*KEPT, *LEFT_OUT, heldout], LEFT_OUT)
    assert result.rows is not None
    assert result.rows.balanced
    assert (result.rows.read, result.rows.dropped) == (13, {"contaminated": 9})
    train(tmp_path / "other", KEPT, [])
    left_out, never = (
        load_tokenizer(tmp_path / name / "attempt" / "tokenizer").to_str()
        for name in ("one", "other")
    )
    assert left_out == never


def test_without_a_list_all_training_samples_are_read(tmp_path: Path) -> None:
    result = train(tmp_path, [*KEPT, *LEFT_OUT], [])
    assert result.rows is not None
    assert (result.rows.read, result.rows.out) == (13, 13)
    words = load_tokenizer(tmp_path / "attempt" / "tokenizer").get_vocab()
    assert any("zyg" in word for word in words)
