"""SourceFolder: one suite on a disk and on a bucket, and a bucket whose service is busy."""

import gzip
import io
import json
import multiprocessing
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from multiprocessing.reduction import ForkingPickler
from pathlib import Path

import boto3
import pytest

from residency.adapters.storage.s3_folder import S3Folder
from residency.adapters.storage.s3_place import S3Place
from residency.adapters.storage.s3_settings import s3_settings_from_environment
from residency.data.sources.folder import FileTooLarge, LocalFolder, SourceFolder
from residency.data.sources.llava import Llava
from residency.data.sources.reader import Record
from residency.data.sources.table_reader import TableReader
from residency.errors import DataError
from residency.wiring.sources import open_source_folder
from tests.faulty_proxy import Faults, faulty_proxy
from tests.s3_server import ALLOWED, BUCKET, S3Server

FILES = {
    "a-b/one.txt": b"1",
    "a/b/two.bin": bytes(range(256)) * 40,
    "a/c.txt": b"first line\nsecond line",
    "a.txt": b"",
    "ab.txt": "a name in UTF-8: \N{LATIN SMALL LETTER E WITH ACUTE}".encode(),
}
Make = Callable[[dict[str, bytes]], SourceFolder]


def put(folder: S3Folder, files: dict[str, bytes]) -> None:
    client = boto3.session.Session().client("s3", **folder.settings.client())
    for name, content in files.items():
        client.put_object(Bucket=BUCKET, Key=f"{folder.place.root}{name}", Body=content)


@pytest.fixture(params=["disk", "bucket"])
def make(request: pytest.FixtureRequest, tmp_path: Path) -> Make:
    def on_disk(files: dict[str, bytes]) -> SourceFolder:
        for name, content in files.items():
            path = tmp_path / "root" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        return open_source_folder("root", tmp_path)

    def in_bucket(files: dict[str, bytes]) -> SourceFolder:
        location = f"s3://{BUCKET}/{ALLOWED}/{uuid.uuid4().hex}"
        folder = open_source_folder(location, tmp_path)
        assert isinstance(folder, S3Folder)
        put(folder, files)
        return folder

    if request.param == "disk":
        return on_disk
    request.getfixturevalue("s3")
    return in_bucket


def test_files_are_listed_by_name_with_size_and_stamp(make: Make) -> None:
    folder = make({**FILES, "code.py": b"x"})
    found = list(folder.files())
    assert [(entry.name, entry.size) for entry in found] == [
        (name, len(FILES[name])) for name in sorted(FILES)
    ]
    assert all(entry.stamp for entry in found)
    assert list(folder.files()) == found


def test_a_part_is_listed_by_whole_folder_names(make: Make) -> None:
    folder = make(FILES)
    assert [entry.name for entry in folder.files("a")] == ["a/b/two.bin", "a/c.txt"]
    assert list(folder.files("nothing")) == []


def test_a_file_is_read_and_a_larger_one_refused(make: Make) -> None:
    folder = make(FILES)
    assert folder.read("a/b/two.bin", 10240) == FILES["a/b/two.bin"]
    assert folder.read("a.txt", 0) == b""
    with pytest.raises(FileTooLarge):
        folder.read("a/b/two.bin", 10239)


def test_an_open_file_seeks_and_gives_lines(make: Make) -> None:
    with make(FILES).open("a/c.txt") as stream:
        assert stream.readline() == b"first line\n"
        assert stream.readline(3) == b"sec"
        assert stream.seek(2) == 2
        assert stream.read(3) == b"rst"
        assert stream.seek(0, io.SEEK_END) == 22
        assert stream.read() == b""


def test_an_open_file_unpacks(make: Make) -> None:
    folder = make({"packed.gz": gzip.compress(b"x" * 1_000_000)})
    with folder.open("packed.gz") as stream:
        assert gzip.GzipFile(fileobj=stream).read() == b"x" * 1_000_000


@pytest.mark.parametrize("name", ["absent.txt", "a/absent/deeper.txt"])
def test_an_absent_file_is_not_found(make: Make, name: str) -> None:
    folder = make(FILES)
    with pytest.raises(FileNotFoundError):
        folder.read(name, 10)
    with pytest.raises(FileNotFoundError), folder.open(name) as stream:
        stream.read()


@pytest.mark.parametrize("name", ["../outside", "/etc/hostname", "a/../../outside"])
def test_a_name_that_leads_out_is_refused(make: Make, name: str) -> None:
    folder = make(FILES)
    with pytest.raises(DataError, match="outside"):
        folder.read(name, 10)
    with pytest.raises(DataError, match="outside"):
        folder.open(name)


def read_all(folder: SourceFolder) -> list[Record]:
    reader = TableReader(Llava())
    return [record for unit in reader.units(folder) for record in reader.read(folder, unit)]


def conversations(rows: int) -> dict[str, bytes]:
    turns = [{"from": "human", "value": "<image>?"}, {"from": "gpt", "value": "!"}]
    listed = [{"image": f"{row % 3}.png", "conversations": turns} for row in range(rows)]
    images = {f"images/{number}.png": bytes([number]) * 50 for number in range(3)}
    return images | {"rows.json": json.dumps(listed).encode()}


def test_a_folder_travels_to_another_process(make: Make) -> None:
    folder = make(conversations(3))
    assert ForkingPickler.loads(ForkingPickler.dumps(folder)) == folder
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=spawn) as pool:
        assert pool.submit(read_all, folder).result() == read_all(folder)


@pytest.fixture
def busy(s3: S3Server) -> Iterator[S3Folder]:
    """A folder whose service answers 30% of all requests with 503 SlowDown."""
    settings = s3_settings_from_environment()
    place = S3Place(BUCKET, f"{ALLOWED}/{uuid.uuid4().hex}")
    put(S3Folder("", place, settings), conversations(9))
    faults = Faults(0.3)
    with faulty_proxy(s3.endpoint, faults) as endpoint:
        yield S3Folder("", place, replace(settings, endpoint=endpoint))
    assert faults.answers["refused"] + faults.answers["lost"] > 3


def test_a_busy_service_gives_the_same_records_once_each(busy: S3Folder, s3: S3Server) -> None:
    plain = S3Folder("", busy.place, replace(busy.settings, endpoint=s3.endpoint))
    assert read_all(busy) == read_all(plain)


def test_a_service_that_is_gone_is_an_os_error(s3: S3Server) -> None:
    settings = replace(s3_settings_from_environment(), endpoint="http://127.0.0.1:9", attempts=1)
    folder = S3Folder("", S3Place(BUCKET, ALLOWED), settings)
    with pytest.raises(OSError, match=r"."):
        list(folder.files())
    with pytest.raises(OSError, match=r"."):
        folder.read("a.txt", 10)


def test_a_bucket_that_is_not_there_is_named(s3: S3Server, tmp_path: Path) -> None:
    folder = open_source_folder("s3://no-such-bucket/x", tmp_path)
    with pytest.raises((DataError, PermissionError)):
        list(folder.files())


def test_what_the_user_may_not_read_is_a_permission_error(s3: S3Server) -> None:
    folder = S3Folder("", S3Place(BUCKET, "forbidden"), s3_settings_from_environment())
    with pytest.raises(PermissionError):
        folder.read("a.txt", 10)


def test_a_local_folder_is_one(tmp_path: Path) -> None:
    assert open_source_folder(str(tmp_path), tmp_path) == LocalFolder(str(tmp_path), tmp_path)
