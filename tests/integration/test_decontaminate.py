"""Decontamination over Ray: what is planted is found, counted, left out, or refused."""

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from threading import Event

import numpy as np
import pyarrow as pa
import pyarrow.parquet
import pytest

from residency.adapters.local.tracker import MemoryTracker
from residency.adapters.ray.decontaminate import decontaminate_step
from residency.adapters.ray.near_duplicates import Similar, similar_pairs, text_block
from residency.adapters.ray.sample_files import SampleFiles
from residency.adapters.ray.sample_rows import SAMPLES_SCHEMA, row_of
from residency.data.image import encode_png
from residency.data.likeness import image_digest, perceptual_hash
from residency.data.sample import DataState, Sample, Split, Turn, sample_id
from residency.errors import DataError
from residency.plan.work import DecontaminateIdentity, DecontaminateWork, Held, Plan, Step
from residency.ports import StepContext, StepResult
from residency.spec.decontamination import Action, Decontamination
from tests.integration.step_context import Done, Silent

WORDS = (
    "there is a small left pleural effusion with adjacent atelectasis of the lower lobe and no "
    "evidence of pneumothorax while the heart is mildly enlarged and the mediastinum is normal"
)


def picture(number: int) -> np.ndarray:
    coarse = np.random.default_rng(number).integers(0, 255, (8, 8, 3), dtype=np.uint8)
    return coarse.repeat(8, axis=0).repeat(8, axis=1)


def sample(
    name: str,
    split: Split,
    question: str,
    picture: np.ndarray | None = None,
    answer: str = "yes",
) -> Sample:
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
        turns=(
            Turn("user", question, images=0 if picture is None else 1),
            Turn("assistant", answer),
        ),
        images=() if picture is None else (encode_png(picture),),
        image_digests=() if picture is None else (image_digest(picture),),
        image_hashes=() if picture is None else (perceptual_hash(picture),),
    )


TEMPLATE = "What modality is shown?"
BRIGHTER = np.minimum(picture(3).astype(np.int16) + 3, 255).astype(np.uint8)
HELD = (
    sample("h1", "heldout", TEMPLATE, picture(1), "CT"),
    sample("h2", "heldout", "Is it normal?", picture(2), "no"),
    sample("h3", "heldout", TEMPLATE, picture(3), "MR"),
    sample("h4", "heldout", f"Summarise: {WORDS}."),
    replace(sample("h5", "heldout", TEMPLATE, picture(4), "US"), patient="p" * 32),
    sample("h6", "heldout", "What is a DICOM tag?", answer="a number"),
)
TRAIN = (
    sample("the same triple", "train", TEMPLATE, picture(1), "ct!"),
    sample("the same picture", "train", "Which organ?", picture(2), "lung"),
    sample("a brighter picture", "train", TEMPLATE, BRIGHTER, "MR"),
    sample("nearly the same text", "train", f"Summarise: {WORDS.replace('small', 'large')}."),
    sample(
        "a run of words",
        "train",
        " ".join(f"first{n} second{n}" for n in range(30)) + " " + " ".join(WORDS.split()[:14]),
    ),
    replace(sample("the same patient", "train", TEMPLATE, picture(5), "US"), patient="p" * 32),
    sample("the same short text", "train", "what is a dicom TAG", answer="A number."),
    sample("a template alone", "train", TEMPLATE, picture(6), "CT"),
    sample("a short question alone", "train", "What is a DICOM tag?", answer="two numbers"),
)
EXPECTED = {
    "the same triple": "triple",
    "the same picture": "exact",
    "a brighter picture": "near",
    "nearly the same text": "near",
    "a run of words": "near",
    "the same patient": "patient",
    "the same short text": "exact",
}


def write(samples: Sequence[Sample], folder: Path) -> Path:
    with SampleFiles(folder) as written:
        for one in samples:  # a row group each
            written.add(pa.Table.from_pylist([row_of(one)], schema=SAMPLES_SCHEMA))
    return folder


def decontaminate(
    samples: Path, folder: Path, tracker: MemoryTracker, **rules: object
) -> StepResult:
    identity = DecontaminateIdentity(
        training=("set",),
        benchmarks=(Held(benchmark="held", dataset="set"),),
        rules=Decontamination(**{"limit": 1.0, **rules}),
    )
    folder.mkdir(parents=True)
    step = Step(
        id="decontaminate", work=DecontaminateWork(identity=identity), fingerprint="f" * 64
    )
    plan = Plan(pipeline="p", tenant="t", seed=0, source="", steps=(step,))
    track = tracker.pipeline("p", "r", {})
    done = Done({"samples.set": samples})
    return decontaminate_step(
        StepContext(plan, step, "1", folder, folder, done, track, Silent(), Event())
    )


@pytest.fixture(scope="module")
def samples(ray_cluster: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write((*HELD, *TRAIN), tmp_path_factory.mktemp("samples"))


def test_each_kind_of_match_is_found_and_nothing_else(samples: Path, tmp_path: Path) -> None:
    result = decontaminate(samples, tmp_path / "attempt", MemoryTracker())
    rows = pa.parquet.read_table(tmp_path / "attempt" / "excluded.parquet").to_pylist()
    names = {sample_id("set@1", one.source_key): one.source_key for one in TRAIN}
    assert {names[row["sample_id"]]: row["match"] for row in rows} == EXPECTED
    assert {(row["dataset"], row["benchmark"]) for row in rows} == {("set", "held")}
    assert result.rows is not None
    assert result.rows.balanced
    assert result.rows.dropped == {"triple": 1, "exact": 2, "near": 3, "patient": 1}
    (cell,) = json.loads((tmp_path / "attempt" / "matrix.json").read_text())["cells"]
    counts = {name: cell[name] for name in ("samples", "exact", "triple", "near", "patient")}
    assert counts == {"samples": 9, "exact": 3, "triple": 1, "near": 3, "patient": 1}
    assert (cell["contaminated"], cell["images"], cell["touched"]) == (7, 2, 6)


def test_above_the_limit_it_fails_and_people_see_the_matrix(samples: Path, tmp_path: Path) -> None:
    tracker = MemoryTracker()
    with pytest.raises(DataError, match=r"7 of its 9 samples \(77.8%\) with the benchmark held"):
        decontaminate(samples, tmp_path / "attempt", tracker, limit=0.5)
    (run,) = tracker.runs.values()
    assert list(run.tables) == ["decontamination"]
    assert set(run.files) == {"matrix.json", "matrix.md"}


def test_a_limit_may_be_one_benchmarks(samples: Path, tmp_path: Path) -> None:
    rules = {"limit": 1.0, "limits": {"held": 0.5}}
    with pytest.raises(DataError, match=r"the limit is 50\.0%"):
        decontaminate(samples, tmp_path / "attempt", MemoryTracker(), **rules)


def test_reporting_alone_leaves_nothing_out(samples: Path, tmp_path: Path) -> None:
    folder = tmp_path / "attempt"
    result = decontaminate(samples, folder, MemoryTracker(), action=Action.REPORT)
    assert pa.parquet.read_table(folder / "excluded.parquet").num_rows == 0
    assert result.rows is not None
    assert (result.rows.read, result.rows.out) == (9, 9)


def test_a_sample_whose_picture_has_no_digest_is_no_clean_one(
    ray_cluster: None, tmp_path: Path
) -> None:
    """It would be like nothing, and pass."""
    bare = replace(TRAIN[0], image_digests=(), image_hashes=())
    folder = write((*HELD, bare), tmp_path / "samples")
    with pytest.raises(DataError, match="has 1 pictures, 0 digests and 0 hashes") as error:
        decontaminate(folder, tmp_path / "attempt", MemoryTracker())
    assert "Ingest its dataset again" in error.value.remedy


def test_candidates_that_are_less_alike_than_asked_are_not_told(ray_cluster: None) -> None:
    """Two words of sixty differ: a similarity of 0.70, which meets in a band nine times of ten."""
    words = [[f"word{n * 60 + k}" for k in range(60)] for n in range(10)]
    changed = [[*own[:15], "other", *own[16:40], "other", *own[41:]] for own in words]
    blocks = [text_block(0, [" ".join(own) for own in (*words, *changed)])]
    assert similar_pairs(blocks, Similar(0.8)).tolist() == []
    assert len(similar_pairs(blocks, Similar(0.65))) == 10


def test_texts_of_several_blocks_are_joined_by_what_they_share(ray_cluster: None) -> None:
    numbered = [f"{WORDS} in patient group {n} of the cohort {n * n}" for n in range(40)]
    different = [" ".join(f"word{n * 50 + k}" for k in range(30)) for n in range(40)]
    texts = [*different, different[3].upper(), *numbered[:1], f"{different[7]} again"]
    blocks = [text_block(n, texts[n : n + 10]) for n in range(0, len(texts), 10)]
    assert similar_pairs(blocks, Similar()).tolist() == [[3, 40], [7, 42]]
    assert similar_pairs(blocks, Similar(boundary=42)).tolist() == [[7, 42]]
    assert similar_pairs(blocks, replace(Similar(), boundary=3)).tolist() == []
