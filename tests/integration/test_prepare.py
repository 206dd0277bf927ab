"""Ingest, tokenizer and pack on a private Ray: from DICOM files to shards."""

import hashlib
import json
import shutil
from pathlib import Path

import pyarrow.parquet
import pytest

from residency.adapters.ray.ingest import Means, ingest_step
from residency.adapters.ray.pack import pack_step
from residency.adapters.ray.tokenizer import tokenizer_step
from residency.data.prompts import LETTER
from residency.data.render import Renderer
from residency.data.shard_reader import read_shards
from residency.data.shards import read_index
from residency.data.sources.location import open_local, resolve_root
from residency.data.tokenizer import load_tokenizer
from residency.plan.work import (
    IngestIdentity,
    IngestWork,
    PackIdentity,
    PackWork,
    TokenizerIdentity,
    TokenizerWork,
)
from residency.ports import StepResult
from residency.spec.dataset import (
    Dataset,
    DicomSource,
    Filter,
    FilterName,
    FolderSource,
    ImagesSource,
    PixelPolicy,
    QuestionKind,
    Questions,
    Source,
    Split,
    State,
)
from residency.spec.training import MixtureEntry, Sequence
from tests.integration.means import FINDERS, KEYS
from tests.integration.step_context import context

FILES = {
    "package://pydicom/data/test_files": [
        "CT_small.dcm", "MR_small.dcm", "MR_small_RLE.dcm", "J2K_pixelrep_mismatch.dcm",
        "examples_overlay.dcm", "JPEG-lossy.dcm", "rtplan.dcm", "examples_rgb_color.dcm",
        "rtdose.dcm",
    ],
    "package://data_store/data": ["explicit_VR-UN.dcm", "bad_sequence.dcm", "693_UNCI.dcm"],
}  # fmt: skip
IDENTITIES = (b"CompressedSamples", b"1CT1", b"4MR1", b"PANCREAS_0001", b"JXD191021006")


MEANS = Means(KEYS, open_local, FINDERS)


@pytest.fixture(scope="module")
def dicom_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dicom")
    for location, names in FILES.items():
        for name in names:
            shutil.copy(resolve_root(location, Path()) / name, folder / name)
    (folder / "notes.txt").write_text("no DICOM")
    return folder


def ingest(dicom_folder: Path, folder: Path) -> StepResult:
    dataset = Dataset(
        name="scans",
        version="1",
        licence="MIT",
        source=Source(
            dicom=DicomSource(
                paths=(str(dicom_folder),),
                pixels=PixelPolicy(search=False, modalities=("CT", "MR")),
            )
        ),
        filters=(
            Filter(name=FilterName.MIN_SIDE),
            Filter(name=FilterName.DUPLICATE_PIXELS),
        ),
        split=Split(heldout=0.34, minimum_questions=20),
        quarantine_limit=0.5,
        questions=Questions(kinds=tuple(QuestionKind), train_views=2, image_size=32),
    )
    identity = IngestIdentity(dataset=dataset, listing="", key_id=KEYS.current_id("t"), seed=0)
    return ingest_step(context(IngestWork(identity=identity), folder, {}), MEANS)


@pytest.fixture(scope="module")
def ingested(
    ray_cluster: None, dicom_folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, StepResult]:
    folder = tmp_path_factory.mktemp("ingest") / "attempt"
    return folder, ingest(dicom_folder, folder)


@pytest.fixture(scope="module")
def tokenizer(ingested: tuple[Path, StepResult], tmp_path_factory: pytest.TempPathFactory) -> Path:
    work = TokenizerWork(identity=TokenizerIdentity(vocabulary_size=400, template="harmony"))
    folder = tmp_path_factory.mktemp("tokenizer") / "attempt"
    tokenizer_step(context(work, folder, {"samples.scans": ingested[0] / "samples"}))
    return folder / "tokenizer"


def test_every_file_is_accounted_for(ingested: tuple[Path, StepResult]) -> None:
    folder, result = ingested
    assert result.rows is not None
    assert result.rows.balanced
    assert (result.rows.read, result.rows.quarantined) == (13, 5)
    assert result.rows.dropped == {"min-side": 0, "duplicate-pixels": 1}
    reasons = quarantined(folder)
    assert reasons == {
        "JPEG-lossy.dcm": "pixels do not decode",
        "examples_rgb_color.dcm": "pixels not on the allow-list",
        "notes.txt": "not a DICOM file",
        "rtdose.dcm": "pixels not on the allow-list",
        "rtplan.dcm": "no pixel data",
    }


def quarantined(folder: Path) -> dict[str, str]:
    """File name -> reason, by way of the names that stay in the attempt's folder."""
    named, listed = (
        {
            row["source_key"]: row
            for row in map(json.loads, (folder / name).read_text().splitlines())
        }
        for name in ("names.jsonl", "quarantine.jsonl")
    )
    return {Path(named[key]["file"]).name: row["reason"] for key, row in listed.items()}


def test_no_identity_and_no_file_name_is_in_the_samples(
    ingested: tuple[Path, StepResult],
) -> None:
    parts = sorted((ingested[0] / "samples").rglob("*.parquet"))
    tables = [pyarrow.parquet.read_table(part) for part in parts]
    text = b"".join(repr(t.drop_columns(["images"]).to_pylist()).encode() for t in tables)
    for secret in (*IDENTITIES, b".dcm"):
        assert secret not in text
    assert all("deidentified" in set(t.column("state").to_pylist()) for t in tables)


def test_no_patient_is_on_both_sides(ingested: tuple[Path, StepResult]) -> None:
    sides = {
        side: pyarrow.parquet.read_table(ingested[0] / "samples" / side / "part-00000.parquet")
        for side in ("train", "heldout")
    }
    patients = {side: set(t.column("patient").to_pylist()) for side, t in sides.items()}
    assert patients["train"]
    assert patients["heldout"]
    assert not patients["train"] & patients["heldout"]


def test_ingesting_again_gives_the_same_bytes(
    ingested: tuple[Path, StepResult], dicom_folder: Path, tmp_path: Path
) -> None:
    ingest(dicom_folder, tmp_path / "again")
    assert digests(tmp_path / "again") == digests(ingested[0])


def test_packed_rows_hold_every_sample_once(
    ingested: tuple[Path, StepResult], tokenizer: Path, tmp_path: Path
) -> None:
    folder = ingested[0] / "samples"
    result = pack(folder, tokenizer, tmp_path / "pack", length=128)
    rows = read_shards(tmp_path / "pack" / "shards")
    train = pyarrow.parquet.read_table(folder / "train" / "part-00000.parquet")
    assert int(rows.segment_ids.max(axis=1).sum()) == train.num_rows
    assert rows.images.shape == (train.num_rows, 32, 32, 3)
    assert int((rows.input_ids == renderer_of(tokenizer).image_id).sum()) == 16 * train.num_rows
    assert result.tokens == read_index(tmp_path / "pack" / "shards").tokens


def test_a_sample_longer_than_the_sequence_is_counted_not_cut(
    ingested: tuple[Path, StepResult], tokenizer: Path, tmp_path: Path
) -> None:
    samples = ingested[0] / "samples"
    pack(samples, tokenizer, tmp_path / "all", length=128)
    whole = read_shards(tmp_path / "all" / "shards")
    lengths = 1 + whole.positions[whole.labels == renderer_of(tokenizer).stop_id]
    result = pack(samples, tokenizer, tmp_path / "pack", length=int(lengths.max()) - 1)
    assert result.rows is not None
    assert result.rows.balanced
    assert result.rows.dropped["longer than sequence"] > 0
    assert result.rows.out > 0


def renderer_of(tokenizer: Path) -> Renderer:
    return Renderer(load_tokenizer(tokenizer), image_tokens=16)


def pack(samples: Path, tokenizer: Path, folder: Path, length: int) -> StepResult:
    identity = PackIdentity(
        mixture=(MixtureEntry(dataset="scans"),),
        sequence=Sequence(length=length),
        image_size=32,
        patch_size=8,
        template="harmony",
        seed=0,
    )
    inputs = {"samples.scans": samples, "tokenizer": tokenizer}
    return pack_step(context(PackWork(identity=identity), folder, inputs))


def digests(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_conversations_keep_their_own_split_and_lose_near_duplicates(
    ray_cluster: None, tmp_path: Path
) -> None:
    """Text alone: three rows of which two say nearly the same, and one that is too short."""
    said = "The chest radiograph shows a small nodule in the right upper lobe of the lung"
    answers = [f"{said}.", f"{said}, again.", "The heart is enlarged, as it was before.", "No."]
    source = tmp_path / "source"
    source.mkdir()
    for name, chosen in (("train", answers), ("test", ["A wrist without a fracture is seen."])):
        rows = [
            {"conversations": [{"from": "human", "value": "?"}, {"from": "gpt", "value": answer}]}
            for answer in chosen
        ]
        (source / f"{name}.jsonl").write_text("\n".join(map(json.dumps, rows)))
    dataset = Dataset(
        name="words",
        version="1",
        licence="MIT",
        source=Source(llava=ImagesSource(paths=(str(source),))),
        state=State.ATTESTED,
        attestation="a test",
        filters=(
            Filter(name=FilterName.CAPTION_LENGTH, value=4.0),
            Filter(name=FilterName.NEAR_DUPLICATE_TEXT, value=0.5),
        ),
        split=Split(official=True, minimum_questions=1),
    )
    identity = IngestIdentity(dataset=dataset, listing="", key_id=KEYS.current_id("t"), seed=0)
    work = IngestWork(identity=identity)
    result = ingest_step(context(work, tmp_path / "attempt", {}), MEANS)
    assert result.rows is not None
    assert result.rows.balanced
    assert (result.rows.read, result.rows.out) == (5, 3)
    assert result.rows.dropped == {"caption-length": 1, "near-duplicate-text": 1}
    assert (result.notes["train samples"], result.notes["held-out samples"]) == ("2", "1")
    assert result.data_state == "attested"


def test_an_unlabelled_split_is_told_once_and_counts_as_dropped(
    ray_cluster: None, tmp_path: Path
) -> None:
    """MedMCQA as it is published: answers of its test set are kept by the authors."""
    source = tmp_path / "source"
    source.mkdir()
    asked = {"opa": "lung", "opb": "liver", "opc": "heart", "opd": "brain"}
    for name, rows in (("train", 6), ("dev", 2), ("test", 40)):
        answer = {} if name == "test" else {"cop": 1}
        told = [{"question": f"Which of {name} {n}?", **asked, **answer} for n in range(rows)]
        (source / f"{name}.json").write_text("\n".join(map(json.dumps, told)))
    dataset = Dataset(
        name="mcq",
        version="1",
        licence="MIT",
        source=Source(med_mcqa=FolderSource(paths=(str(source),))),
        state=State.DEIDENTIFIED,
        split=Split(official=True, minimum_questions=1),
    )
    identity = IngestIdentity(dataset=dataset, listing="", key_id=KEYS.current_id("t"), seed=0)
    result = ingest_step(context(IngestWork(identity=identity), tmp_path / "attempt", {}), MEANS)
    assert result.rows is not None
    assert result.rows.balanced
    assert (result.rows.read, result.rows.out, result.rows.quarantined) == (48, 8, 0)
    assert result.rows.dropped == {"unlabelled split, not read": 40}
    assert (result.notes["train samples"], result.notes["held-out samples"]) == ("6", "2")
    assert "| unlabelled split, not read | 40 |" in (tmp_path / "attempt/card.md").read_text()


def test_questions_that_share_their_prompts_ending_alone_are_not_alike(
    ray_cluster: None, tmp_path: Path
) -> None:
    source = tmp_path / "source"
    source.mkdir()
    questions = ("Which nerve is cut here", "Where does this artery begin")
    rows = [
        {"conversations": [
            {"from": "human", "value": f"{question}?\n{LETTER}"}, {"from": "gpt", "value": "A"},
        ]}
        for question in questions
    ]  # fmt: skip
    (source / "rows.jsonl").write_text("\n".join(map(json.dumps, rows)))
    dataset = Dataset(
        name="words",
        version="1",
        licence="MIT",
        source=Source(llava=ImagesSource(paths=(str(source),))),
        state=State.DEIDENTIFIED,
        filters=(Filter(name=FilterName.NEAR_DUPLICATE_TEXT, value=0.3),),
        split=Split(heldout=0.5, minimum_questions=0),
    )
    identity = IngestIdentity(dataset=dataset, listing="", key_id=KEYS.current_id("t"), seed=0)
    result = ingest_step(context(IngestWork(identity=identity), tmp_path / "attempt", {}), MEANS)
    assert result.rows is not None
    assert result.rows.out == 2
