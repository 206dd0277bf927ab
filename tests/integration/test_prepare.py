"""Ingest, tokenizer and pack on a private Ray: from DICOM files to shards."""

import hashlib
import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event

import pyarrow.parquet
import pytest

from residency.adapters.local.keys import DerivedKeys
from residency.adapters.local.tracker import MemoryTracker
from residency.adapters.ray.ingest import ingest_step
from residency.adapters.ray.pack import pack_step
from residency.adapters.ray.tokenizer import tokenizer_step
from residency.data.render import Renderer
from residency.data.shards import read_index, read_shards
from residency.data.sources.location import resolve_root
from residency.data.tokenizer import load_tokenizer
from residency.plan.record import Record
from residency.plan.work import (
    IngestIdentity,
    IngestWork,
    PackIdentity,
    PackWork,
    Plan,
    Step,
    TokenizerIdentity,
    TokenizerWork,
    Work,
)
from residency.ports import Progress, StepContext, StepResult
from residency.spec.dataset import (
    Dataset,
    DicomSource,
    Filter,
    FilterName,
    PixelPolicy,
    QuestionKind,
    Questions,
    Source,
    Split,
)
from residency.spec.training import MixtureEntry, Sequence

FILES = {
    "package://pydicom/data/test_files": [
        "CT_small.dcm", "MR_small.dcm", "MR_small_RLE.dcm", "J2K_pixelrep_mismatch.dcm",
        "examples_overlay.dcm", "JPEG-lossy.dcm", "rtplan.dcm", "examples_rgb_color.dcm",
        "rtdose.dcm",
    ],
    "package://data_store/data": ["explicit_VR-UN.dcm", "bad_sequence.dcm", "693_UNCI.dcm"],
}  # fmt: skip
IDENTITIES = (b"CompressedSamples", b"1CT1", b"4MR1", b"PANCREAS_0001", b"JXD191021006")


@dataclass
class Silent:
    """Takes progress and shows nothing."""

    seen: list[Progress] = field(default_factory=list)

    def update(self, progress: Progress) -> None:
        self.seen.append(progress)


@dataclass
class Done:
    """Steps that are done already."""

    folders: Mapping[str, Path]

    def paths(self) -> Mapping[str, Path]:
        return self.folders

    def records(self) -> Mapping[str, Record]:
        return {}


def context(work: Work, folder: Path, inputs: Mapping[str, Path]) -> StepContext:
    folder.mkdir(parents=True)
    step = Step(id=work.kind.value, work=work, fingerprint="f" * 64)
    plan = Plan(pipeline="p", tenant="t", seed=0, source="", steps=(step,))
    track = MemoryTracker().pipeline("p", "r", {})
    return StepContext(plan, step, "1", folder, folder, Done(inputs), track, Silent(), Event())


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
                paths=(str(dicom_folder),), pixels=PixelPolicy(modalities=("CT", "MR"))
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
    keys = DerivedKeys()
    identity = IngestIdentity(dataset=dataset, listing="", key_id=keys.current_id("t"), seed=0)
    return ingest_step(context(IngestWork(identity=identity), folder, {}), keys)


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
    lines = (folder / "quarantine.jsonl").read_text().splitlines()
    reasons = {Path(row["file"]).name: row["reason"] for row in map(json.loads, lines)}
    assert reasons == {
        "JPEG-lossy.dcm": "pixels do not decode",
        "examples_rgb_color.dcm": "pixels not on the allow-list",
        "notes.txt": "not a DICOM file",
        "rtdose.dcm": "pixels not on the allow-list",
        "rtplan.dcm": "no pixel data",
    }


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
