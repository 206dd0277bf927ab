"""What only a store on S3 can do: rights, parts, copies on this disk, a service that falters."""

import os
import subprocess
import sys
import threading
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from residency.adapters.storage.s3 import S3Store
from residency.adapters.storage.s3_bucket import Bucket, connect
from residency.adapters.storage.s3_place import S3Place, parse_place
from residency.adapters.storage.s3_settings import S3Settings, s3_settings_from_environment
from residency.errors import DataError, EnvironmentProblem, StoreConflict
from residency.plan.record import Artifact
from tests.faulty_proxy import Faults, faulty_proxy
from tests.s3_server import ALLOWED, BUCKET, S3Server, environment_of

PART = 5 * 2**20  # the smallest that S3 takes


@pytest.fixture
def store(bucket: Bucket, tmp_path: Path) -> S3Store:
    return S3Store(bucket, tmp_path / "local")


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    return make_tree(tmp_path / "tree", 3)


def make_tree(folder: Path, files: int) -> Path:
    (folder / "inner").mkdir(parents=True)
    for number in range(files):
        (folder / "inner" / f"{number}.bin").write_bytes(bytes([number]) * 1000)
    return folder


def elsewhere(store: S3Store, bucket: Bucket, tmp_path: Path) -> S3Store:
    """The same store, as another machine sees it."""
    assert store.url == bucket.place.url
    return S3Store(bucket, tmp_path / f"machine-{uuid.uuid4().hex}")


# --- where it is, and who may ---------------------------------------------------------------


@pytest.mark.parametrize(
    "url", ["s3://", "s3:///x", "gs://bucket/x", "s3://Bucket", "s3://b/../c"]
)
def test_what_is_no_place_is_refused(url: str) -> None:
    with pytest.raises(EnvironmentProblem, match="names no place in a bucket"):
        parse_place(url)


def test_a_place_is_a_bucket_and_a_prefix() -> None:
    assert parse_place("s3://hospital/a/b/") == S3Place("hospital", "a/b")
    assert parse_place("s3://hospital").url == "s3://hospital"


def test_a_forbidden_prefix_names_the_bucket_and_the_right(
    bucket: Bucket, s3: S3Server, tmp_path: Path
) -> None:
    store = S3Store(Bucket(S3Place(BUCKET, "forbidden"), bucket.client), tmp_path)
    for right, attempt in {
        "s3:PutObject": lambda: store.write("t/secret-name", b"x"),
        "s3:GetObject": lambda: store.read("t/secret-name"),
        "s3:DeleteObject": lambda: store.delete("t/secret-name"),
    }.items():
        with pytest.raises(EnvironmentProblem) as caught:
            attempt()
        said = str(caught.value)
        assert f"bucket hospital forbids {right} below s3://hospital/forbidden" in said
        assert f"Have {right} granted" in said
        for secret in (s3.access_key, s3.secret, "secret-name"):
            assert secret not in said
    with pytest.raises(EnvironmentProblem, match="forbids s3:PutObject"):
        store.check()


def test_wrong_credentials_are_said(s3: S3Server, bucket: Bucket) -> None:
    with environment_of({"AWS_ACCESS_KEY_ID": "nobody"}):
        client = connect(s3_settings_from_environment())
        with pytest.raises(EnvironmentProblem, match="does not know the credentials") as caught:
            Bucket(bucket.place, client).read("x")
    assert s3.secret not in str(caught.value)


def test_without_credentials_it_says_what_to_set(s3: S3Server, bucket: Bucket) -> None:
    empty = {"AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": ""}
    nowhere = {"AWS_SHARED_CREDENTIALS_FILE": "/nonexistent", "AWS_CONFIG_FILE": "/nonexistent"}
    with environment_of(empty | nowhere):
        client = connect(s3_settings_from_environment())
        with pytest.raises(EnvironmentProblem, match="there are no credentials for s3://") as said:
            Bucket(bucket.place, client).read("x")
    assert "AWS_ACCESS_KEY_ID" in said.value.remedy


def test_a_bucket_is_never_made(bucket: Bucket, tmp_path: Path) -> None:
    store = S3Store(Bucket(S3Place("no-such-bucket"), bucket.client), tmp_path)
    with pytest.raises(EnvironmentProblem, match="no-such-bucket"):
        store.write("t/x", b"")
    with pytest.raises(EnvironmentProblem, match="no-such-bucket"):
        store.check()


def test_a_service_that_cannot_be_reached_is_named_without_object_names(tmp_path: Path) -> None:
    settings = S3Settings(endpoint="http://127.0.0.1:1", attempts=1, connect_seconds=1)
    keys = {"AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "b"}
    with environment_of(keys):
        store = S3Store(Bucket(S3Place(BUCKET, ALLOWED), connect(settings)), tmp_path)
        with pytest.raises(EnvironmentProblem, match="cannot reach s3://hospital/") as caught:
            store.read("t/secret-name")
    assert "secret-name" not in str(caught.value)
    assert "AWS_ENDPOINT_URL_S3" in caught.value.remedy


def test_a_check_finds_a_good_place_and_writes_nothing(store: S3Store) -> None:
    store.check()
    assert list(store.list("")) == []


# --- uploads --------------------------------------------------------------------------------


def test_a_large_file_goes_in_parts_and_keeps_its_digest(bucket: Bucket, tmp_path: Path) -> None:
    store = S3Store(bucket, tmp_path / "local", part=PART)
    (tmp_path / "tree").mkdir()
    content = os.urandom(PART * 2 + 17)
    (tmp_path / "tree" / "large.bin").write_bytes(content)
    artifact = store.upload_tree(tmp_path / "tree", "t/model", "model")
    assert "-3" in store.etag("t/model/large.bin")  # S3 tells parts from a whole in its etag
    assert store.describe("t/model", "model") == artifact
    other = elsewhere(store, bucket, tmp_path)
    assert (other.local_copy(artifact) / "large.bin").read_bytes() == content


def test_a_file_that_cannot_be_read_to_its_end_leaves_no_object(
    bucket: Bucket, tmp_path: Path
) -> None:
    place = replace(bucket.place, prefix=f"{ALLOWED}/x")
    store = S3Store(Bucket(place, _BreaksAtPart(bucket.client, 2)), tmp_path / "local", part=PART)
    (tmp_path / "large.bin").write_bytes(bytes(PART * 3))
    with pytest.raises(OSError, match="broke off"):
        store.upload_tree(tmp_path / "large.bin", "t/large.bin", "large.bin")
    assert not store.exists("t/large.bin")
    assert "Uploads" not in bucket.client.list_multipart_uploads(Bucket=BUCKET)  # taken back


class _BreaksAtPart:
    """A client whose upload breaks off in the middle."""

    def __init__(self, client: object, part: int) -> None:
        self._client, self._part = client, part

    def __getattr__(self, name: str) -> object:
        return getattr(self._client, name)

    def upload_part(self, **request: object) -> object:
        if request["PartNumber"] == self._part:
            raise OSError("broke off")
        return self._client.upload_part(**request)  # type: ignore[attr-defined]


def test_a_listing_has_more_than_one_page(store: S3Store, tmp_path: Path) -> None:
    tree = tmp_path / "many"
    tree.mkdir()
    for number in range(1005):  # S3 tells a thousand at a time
        (tree / f"{number:04}.bin").write_bytes(b"%d" % number)
    artifact = store.upload_tree(tree, "t/many", "many")
    assert len(list(store.list("t/many/"))) == artifact.files == 1005


# --- copies on this disk --------------------------------------------------------------------


def test_a_copy_is_fetched_once(
    store: S3Store, bucket: Bucket, tree: Path, tmp_path: Path
) -> None:
    artifact = store.upload_tree(tree, "t/model", "model")
    other = elsewhere(store, bucket, tmp_path)
    path = other.local_copy(artifact)
    before = (path / "inner" / "0.bin").stat()
    assert other.local_copy(artifact) == path
    after = (path / "inner" / "0.bin").stat()
    assert (after.st_ino, after.st_ctime_ns) == (before.st_ino, before.st_ctime_ns)


def test_what_was_made_here_is_not_fetched(store: S3Store, tree: Path) -> None:
    artifact = store.upload_tree(tree, "t/model", "model")
    copy = store.local_copy(artifact)
    assert (copy / "inner" / "0.bin").stat().st_ino == (tree / "inner" / "0.bin").stat().st_ino


def test_a_copy_that_was_changed_on_this_disk_is_fetched_again(
    store: S3Store, bucket: Bucket, tree: Path, tmp_path: Path
) -> None:
    artifact = store.upload_tree(tree, "t/model", "model")
    other = elsewhere(store, bucket, tmp_path)
    file = other.local_copy(artifact) / "inner" / "0.bin"
    file.write_bytes(b"somebody else")
    assert (other.local_copy(artifact) / "inner" / "0.bin").read_bytes() == bytes(1000)


def test_a_changed_byte_is_found_while_it_is_fetched(
    store: S3Store, bucket: Bucket, tree: Path, tmp_path: Path
) -> None:
    artifact = store.upload_tree(tree, "t/model", "model")
    store.write("t/model/inner/0.bin", b"\1" + bytes(999))
    other = elsewhere(store, bucket, tmp_path)
    with pytest.raises(DataError, match=r"model at s3://hospital/.* was changed"):
        other.local_copy(artifact)
    copies = list(tmp_path.glob("machine-*/copies/*"))
    assert copies == []  # nothing unverified is left, under no name


def test_many_fetch_at_once(store: S3Store, bucket: Bucket, tmp_path: Path) -> None:
    artifact = store.upload_tree(make_tree(tmp_path / "big", 12), "t/model", "model")
    local = tmp_path / "shared-cache"
    start = threading.Barrier(6)

    def fetch(_: int) -> Path:
        start.wait()
        return S3Store(bucket, local).local_copy(artifact)

    with ThreadPoolExecutor(6) as pool:
        paths = set(pool.map(fetch, range(6)))
    assert len(paths) == 1
    assert len(list(paths.pop().rglob("*.bin"))) == 12
    assert [path.name for path in (local / "copies").iterdir()] == [artifact.sha256]


@pytest.mark.parametrize("name", ["../../../escaped", "/escaped", ".tmp-escaped"])
def test_an_object_never_leaves_its_copy(
    store: S3Store, bucket: Bucket, tmp_path: Path, name: str
) -> None:
    bucket.client.put_object(
        Bucket=BUCKET, Key=f"{bucket.place.root}t/model/{name}", Body=b"escaped"
    )
    artifact = Artifact(name="model", uri="t/model", sha256="0" * 64, bytes=7, files=1)
    with pytest.raises(DataError, match="no key of ours"):
        store.local_copy(artifact)
    assert not list(tmp_path.rglob("*escaped*"))


def test_a_fetch_that_is_killed_leaves_no_copy(
    store: S3Store, bucket: Bucket, tree: Path, tmp_path: Path
) -> None:
    artifact = store.upload_tree(tree, "t/model", "model")
    local = tmp_path / "killed"
    done = subprocess.run(
        [sys.executable, "-c", KILLED, bucket.place.url, str(local), artifact.model_dump_json()],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
        check=False,
    )
    assert done.returncode == -9
    assert [p.name for p in (local / "copies").iterdir() if not p.name.startswith(".tmp-")] == []
    assert len(list(S3Store(bucket, local).local_copy(artifact).rglob("*.bin"))) == 3


KILLED = """
import os, pathlib, signal, sys
from residency.adapters.storage.s3 import S3Store
from residency.adapters.storage.s3_bucket import Bucket, connect
from residency.adapters.storage.s3_place import parse_place
from residency.adapters.storage.s3_settings import s3_settings_from_environment
from residency.plan.record import Artifact

class Dies(Bucket):
    def download(self, key, target):
        if key.endswith("2.bin"):
            target.write(b"half"); target.flush(); os.kill(os.getpid(), signal.SIGKILL)
        return super().download(key, target)

bucket = Dies(parse_place(sys.argv[1]), connect(s3_settings_from_environment()))
artifact = Artifact.model_validate_json(sys.argv[3])
S3Store(bucket, pathlib.Path(sys.argv[2])).local_copy(artifact)
"""


# --- a service that falters -----------------------------------------------------------------


@contextmanager
def through(s3: S3Server, bucket: Bucket, faults: Faults, attempts: int = 10) -> Iterator[Bucket]:
    """The same place, by way of a proxy with faults."""
    with faulty_proxy(s3.endpoint, faults) as endpoint:
        settings = S3Settings(endpoint=endpoint, attempts=attempts, read_seconds=5)
        yield Bucket(bucket.place, connect(settings))


def test_a_tree_arrives_whole_though_a_third_of_the_answers_is_slow_down(
    s3: S3Server, bucket: Bucket, tmp_path: Path
) -> None:
    tree = make_tree(tmp_path / "tree", 20)
    (tree / "large.bin").write_bytes(os.urandom(PART * 2 + 1))
    faults = Faults(share=0.3)
    with through(s3, bucket, faults) as faulty:
        store = S3Store(faulty, tmp_path / "local", part=PART)
        artifact = store.upload_tree(tree, "t/model", "model")
        copy = S3Store(faulty, tmp_path / "other").local_copy(artifact)
        assert artifact.files == len([path for path in copy.rglob("*") if path.is_file()]) == 21
    assert S3Store(bucket, tmp_path / "direct").describe("t/model", "model") == artifact
    assert faults.answers["refused"] > 5
    assert faults.answers["lost"] > 5


def test_conditional_writes_happen_once_though_a_third_of_the_answers_is_slow_down(
    s3: S3Server, bucket: Bucket, tmp_path: Path
) -> None:
    """An answer that is lost after the work was done must not look like another's work."""
    faults = Faults(share=0.3)
    with through(s3, bucket, faults) as faulty:
        store = S3Store(faulty, tmp_path / "local")

        def create(number: int) -> bool:
            try:
                store.put_if_absent("t/lease", str(number).encode())
            except StoreConflict:
                return False
            return True

        with ThreadPoolExecutor(8) as pool:
            created = list(pool.map(create, range(8)))
        assert sum(created) == 1
        assert bucket.read("t/lease").data == str(created.index(True)).encode()

        store.write("t/count", b"0")

        def add(_: int) -> None:
            while True:
                etag, value = store.etag("t/count"), int(store.read("t/count"))
                try:
                    return store.put_if_match("t/count", str(value + 1).encode(), etag)
                except StoreConflict:
                    continue

        with ThreadPoolExecutor(3) as pool:
            list(pool.map(add, range(12)))
    assert bucket.read("t/count").data == b"12"
    assert faults.answers["lost"] > 5


def test_a_service_that_never_recovers_is_told_after_the_last_attempt(
    s3: S3Server, bucket: Bucket, tmp_path: Path
) -> None:
    with through(s3, bucket, Faults(share=1.0), attempts=2) as faulty:
        store = S3Store(faulty, tmp_path)
        with pytest.raises(EnvironmentProblem, match="answered 503 SlowDown to s3:GetObject"):
            store.read("t/it")


def test_a_connection_that_breaks_off_is_told(
    s3: S3Server, bucket: Bucket, tmp_path: Path
) -> None:
    with (
        through(s3, bucket, Faults(share=0.0, broken=True), attempts=2) as faulty,
        pytest.raises(EnvironmentProblem, match="cannot reach s3://hospital/"),
    ):
        S3Store(faulty, tmp_path).write("t/it", b"")


def test_content_that_breaks_off_is_read_again(
    s3: S3Server, bucket: Bucket, tree: Path, tmp_path: Path
) -> None:
    artifact = S3Store(bucket, tmp_path / "local").upload_tree(tree, "t/model", "model")
    (name,) = [one for one in bucket.list("t/model/") if one.key.endswith("/1.bin")]
    faults = Faults(share=0.0)
    with through(s3, bucket, faults) as faulty:
        store = S3Store(faulty, tmp_path / "other")
        faults.cuts = 2
        assert store.read(name.key) == b"\1" * 1000
        faults.cuts = 2
        with (tmp_path / "target").open("xb") as target:
            faulty.download(name.key, target)
        assert (tmp_path / "target").read_bytes() == b"\1" * 1000
        assert faults.cuts == 0
        assert store.local_copy(artifact, verify=True).is_dir()
