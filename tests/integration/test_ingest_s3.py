"""Ingest from a bucket whose service is busy: the rows of a disk, once each."""

import io
import json
import tarfile
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import boto3
import numpy as np
import pyarrow as pa
import pyarrow.parquet
import pytest
from PIL import Image

from residency.adapters.ray.ingest import Means, ingest_step
from residency.adapters.storage.s3_folder import S3Folder
from residency.adapters.storage.s3_place import S3Place
from residency.adapters.storage.s3_settings import s3_settings_from_environment
from residency.data.sources.folder import LocalFolder, SourceFolder
from residency.plan.work import IngestIdentity, IngestWork
from residency.ports import StepResult
from residency.spec.dataset import ColumnsSource, Dataset, ImagesSource, Source, Split
from tests.faulty_proxy import Faults, faulty_proxy
from tests.integration.faulty import KeyedFolder
from tests.integration.means import FINDERS, KEYS
from tests.integration.step_context import context
from tests.s3_server import ALLOWED, BUCKET, S3Server, environment_of, s3_server

ROWS = 16
CUT = 12  # members of this sample break off
SOURCES = {
    "llava": Source(llava=ImagesSource(paths=("set",))),
    "webdataset": Source(webdataset=ColumnsSource(paths=("set",))),
}


def picture(number: int) -> bytes:
    noise = np.random.default_rng(number).integers(0, 255, (90, 120, 3), dtype=np.uint8)
    out = io.BytesIO()
    Image.fromarray(noise).save(out, "PNG")
    return out.getvalue()


def turns(number: int) -> list[Mapping[str, str]]:
    asked = f"<image>\nWhat does picture {number} show?"
    return [{"from": "human", "value": asked}, {"from": "gpt", "value": f"Noise {number}."}]


def llava() -> Mapping[str, bytes]:
    rows = [{"image": f"{n}.png", "conversations": turns(n)} for n in range(ROWS)]
    return {
        "a.jsonl": "\n".join(map(json.dumps, rows[: ROWS // 2])).encode(),
        "b.json": json.dumps(rows[ROWS // 2 :]).encode(),
        **{f"images/{n}.png": picture(n) for n in range(ROWS) if n != CUT},
    }


def webdataset() -> Mapping[str, bytes]:
    """A whole archive, and one that ends in the middle of a header, which no size tells."""
    halves = [range(ROWS // 2), range(ROWS // 2, ROWS)]
    whole, cut = (archive(half) for half in halves)
    return {"0.tar": whole[0], "1.tar": cut[0][: cut[1] + 300]}


def archive(numbers: range) -> tuple[bytes, int]:
    """A tar, and where the members of sample CUT begin in it."""
    out, begin = io.BytesIO(), 0
    with tarfile.open(fileobj=out, mode="w") as tar:
        for number in numbers:
            begin = out.tell() if number == CUT else begin
            row = json.dumps({"conversations": turns(number)}).encode()
            for suffix, content in (("png", picture(number)), ("json", row)):
                member = tarfile.TarInfo(f"{number:02}.{suffix}")
                member.size = len(content)
                tar.addfile(member, io.BytesIO(content))
    return out.getvalue(), begin


FILES = {"llava": llava, "webdataset": webdataset}


@pytest.fixture(scope="module")
def server() -> Iterator[S3Server]:
    with s3_server() as one, environment_of(one.variables):
        yield one


def busy_folder(server: S3Server, place: S3Place, endpoint: str) -> KeyedFolder:
    """The place, asked by way of another address."""
    settings = replace(s3_settings_from_environment(), endpoint=endpoint)
    names = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")
    keys = {name: server.variables[name] for name in names}
    return KeyedFolder(S3Folder("set", place, settings), tuple(keys.items()))


def ingest(kind: str, folder: SourceFolder, attempt: Path) -> StepResult:
    dataset = Dataset(
        name="noise",
        version="1",
        licence="MIT",
        source=SOURCES[kind],
        attestation="a test",
        split=Split(heldout=0.2, minimum_questions=2),
        quarantine_limit=0.1,
    )
    told = IngestIdentity(dataset=dataset, listing="", key_id=KEYS.current_id("t"), seed=0)
    running = context(IngestWork(identity=told), attempt, {})
    return ingest_step(running, Means(KEYS, lambda location, base: folder, FINDERS))


def written(folder: Path) -> pa.Table:
    """All samples of both sides, by id."""
    sides = [
        pyarrow.parquet.read_table(folder / "samples" / side) for side in ("train", "heldout")
    ]
    return pa.concat_tables(sides).sort_by("sample_id")


@pytest.mark.parametrize("kind", list(SOURCES))
def test_a_busy_bucket_gives_the_rows_of_a_disk_once_each(
    kind: str, ray_cluster: None, server: S3Server, tmp_path: Path
) -> None:
    """30% of all answers are 503; one picture is missing, or one archive cut short."""
    files = FILES[kind]()
    place = S3Place(BUCKET, f"{ALLOWED}/{kind}")
    # The default session keeps the first credentials of the process for ever.
    client = boto3.session.Session().client("s3", endpoint_url=server.endpoint)
    for name, content in files.items():
        (tmp_path / "set" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "set" / name).write_bytes(content)
        client.put_object(Bucket=BUCKET, Key=f"{place.root}{name}", Body=content)
    local = ingest(kind, LocalFolder("set", tmp_path / "set"), tmp_path / "local")
    faults = Faults(0.3)
    with faulty_proxy(server.endpoint, faults) as endpoint:
        busy = busy_folder(server, place, endpoint)
        result = ingest(kind, busy, tmp_path / "busy")
    assert faults.answers["refused"] > 0
    assert faults.answers["lost"] > 0
    assert result.rows == local.rows
    assert result.rows is not None
    assert result.rows.balanced
    assert result.rows.quarantined == 1
    samples = written(tmp_path / "busy")
    assert samples.equals(written(tmp_path / "local"))
    # The sample before the cut is lost with it: nothing says that it was whole.
    assert samples.num_rows == (ROWS - 1 if kind == "llava" else CUT - 1)
    assert len(set(samples.column("sample_id").to_pylist())) == samples.num_rows
    assert (tmp_path / "busy" / "quarantine.jsonl").read_text() == (
        tmp_path / "local" / "quarantine.jsonl"
    ).read_text()
