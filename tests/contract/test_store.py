"""The Store port: one suite on the fake, the folder store and S3, and what only a disk can do."""

import errno
import hashlib
import os
import shutil
import stat
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from residency.adapters.storage import disk
from residency.adapters.storage.folder import FolderStore
from residency.adapters.storage.memory import MemoryStore
from residency.adapters.storage.s3 import S3Store
from residency.errors import DataError, EnvironmentProblem, StoreConflict
from residency.ports import Store


@pytest.fixture(params=["memory", "folder", "s3"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    if request.param == "s3":
        return S3Store(request.getfixturevalue("bucket"), tmp_path / "local")
    return MemoryStore() if request.param == "memory" else FolderStore(tmp_path / "store")


@pytest.fixture(params=["memory", "folder"])
def local_store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    return MemoryStore() if request.param == "memory" else FolderStore(tmp_path / "store")


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    folder = tmp_path / "tree"
    (folder / "inner").mkdir(parents=True)
    (folder / "b.txt").write_bytes(b"bee")
    (folder / "inner" / "a.bin").write_bytes(bytes(range(256)))
    return folder


def test_reads_what_was_written_and_replaces_it(store: Store) -> None:
    store.write("t/kind/one.json", b"1")
    store.write("t/kind/one.json", b"22")
    assert store.read("t/kind/one.json") == b"22"
    assert store.exists("t/kind/one.json")
    assert not store.exists("t/kind")


def test_an_absent_key_is_not_found(store: Store) -> None:
    with pytest.raises(FileNotFoundError, match="absent"):
        store.read("t/absent")
    with pytest.raises(FileNotFoundError, match="absent"):
        store.etag("t/absent")
    with pytest.raises(FileNotFoundError, match="absent"):
        store.describe("t/absent", "it")
    store.delete("t/absent")


def test_lists_by_prefix_in_order(store: Store) -> None:
    for key in ("a/2", "a/10", "ab/1", "b"):
        store.write(key, b"")
    assert list(store.list("a")) == ["a/10", "a/2", "ab/1"]
    assert list(store.list("a/")) == ["a/10", "a/2"]
    assert list(store.list("")) == ["a/10", "a/2", "ab/1", "b"]
    assert list(store.list("c/d/")) == []
    store.delete("a/2")
    assert list(store.list("a/")) == ["a/10"]


@pytest.mark.parametrize(
    "key", ["", "/etc/passwd", "a//b", "a/../b", "..", "./a", "a/", "a\\b", "a\0"]
)
def test_a_key_never_leaves_the_root(store: Store, key: str) -> None:
    with pytest.raises(ValueError, match="is no store key: it must be relative"):
        store.write(key, b"")
    with pytest.raises(ValueError, match="is no store key"):
        store.read(key)


def test_one_of_several_creators_succeeds(store: Store) -> None:
    start = threading.Barrier(8)

    def create(number: int) -> bool:
        start.wait()
        try:
            store.put_if_absent("t/lease", str(number).encode())
        except StoreConflict:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        created = list(pool.map(create, range(8)))
    assert sum(created) == 1
    assert store.read("t/lease") == str(created.index(True)).encode()
    with pytest.raises(StoreConflict, match="t/lease exists already"):
        store.put_if_absent("t/lease", b"")


def test_concurrent_conditional_writes_lose_no_update(store: Store) -> None:
    store.write("t/count", b"0")

    def add(_: int) -> None:
        while True:
            etag = store.etag("t/count")
            value = int(store.read("t/count"))
            try:
                # A value that is newer than its etag loses, since that etag is old.
                return store.put_if_match("t/count", str(value + 1).encode(), etag)
            except StoreConflict:
                continue

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(add, range(20)))
    assert store.read("t/count") == b"20"


def test_a_conditional_write_needs_the_etag_that_is_there(store: Store) -> None:
    with pytest.raises(StoreConflict, match="holds nothing"):
        store.put_if_match("t/absent", b"x", "abc")
    store.write("t/it", b"1")
    before = store.etag("t/it")
    store.put_if_match("t/it", b"2", before)
    with pytest.raises(StoreConflict, match=f"expected {before}"):
        store.put_if_match("t/it", b"3", before)
    assert store.read("t/it") == b"2"


def test_a_tree_keeps_its_digest_through_upload_description_and_copy(
    store: Store, tree: Path
) -> None:
    artifact = store.upload_tree(tree, "t/model", "model")
    assert (artifact.name, artifact.uri, artifact.bytes, artifact.files) == (
        "model",
        "t/model",
        259,
        2,
    )
    assert store.describe("t/model", "model") == artifact
    copy = store.local_copy(artifact)
    assert (copy / "inner" / "a.bin").read_bytes() == bytes(range(256))
    assert (copy / "b.txt").read_bytes() == b"bee"


def test_the_digest_is_that_of_the_sorted_manifest(tmp_path: Path, tree: Path) -> None:
    in_memory = MemoryStore().upload_tree(tree, "t/model", "model")
    assert FolderStore(tmp_path / "s").upload_tree(tree, "t/model", "model") == in_memory


def test_a_single_file_is_an_artifact(store: Store, tree: Path) -> None:
    artifact = store.upload_tree(tree / "b.txt", "t/report.json", "report.json")
    assert (artifact.files, artifact.bytes) == (1, 3)
    assert artifact.sha256 == hashlib.sha256(b"bee").hexdigest()
    assert store.describe("t/report.json", "report.json") == artifact
    assert store.local_copy(artifact).read_bytes() == b"bee"


def test_an_upload_takes_the_place_of_what_was_there(store: Store, tree: Path) -> None:
    store.write("t/model/left-over.bin", b"old")
    artifact = store.upload_tree(tree, "t/model", "model")
    assert list(store.list("t/model/")) == ["t/model/b.txt", "t/model/inner/a.bin"]
    assert store.describe("t/model", "model") == artifact


def test_what_is_not_there_is_not_uploaded_as_nothing(store: Store, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="does not exist"):
        store.upload_tree(tmp_path / "no-such-folder", "t/model", "model")


@pytest.mark.parametrize("change", ["flipped byte", "extra file", "missing file"])
def test_a_changed_artifact_is_refused(store: Store, tree: Path, change: str) -> None:
    artifact = store.upload_tree(tree, "t/model", "model")
    store.local_copy(artifact)
    if change == "flipped byte":
        store.write("t/model/b.txt", b"bed")
    elif change == "extra file":
        store.write("t/model/evil.bin", b"x")
    else:
        store.delete("t/model/b.txt")
    with pytest.raises(DataError, match=r"model at .* was changed"):
        store.local_copy(artifact)
    assert store.local_copy(artifact, verify=False).is_dir()


def test_a_vanished_artifact_says_what_to_do(store: Store, tree: Path) -> None:
    artifact = store.upload_tree(tree / "b.txt", "t/report.json", "report.json")
    store.delete("t/report.json")
    with pytest.raises(DataError, match=r"report\.json is missing"):
        store.local_copy(artifact)


def test_what_is_written_in_a_folder_is_in_the_store_once_it_is_uploaded(store: Store) -> None:
    store.write("t/attempt/attempt.json", b"begun")
    folder = store.folder("t/attempt")
    (folder / "samples").mkdir()
    (folder / "samples" / "part.bin").write_bytes(b"rows")
    artifact = store.upload_tree(folder / "samples", "t/attempt/samples", "samples")
    assert store.describe("t/attempt/samples", "samples") == artifact
    assert list(store.list("t/")) == ["t/attempt/attempt.json", "t/attempt/samples/part.bin"]
    assert (store.local_copy(artifact) / "part.bin").read_bytes() == b"rows"


def test_a_local_folder_of_the_store_is_written_in_place(local_store: Store) -> None:
    store = local_store
    store.write("t/attempt/before.txt", b"0")
    folder = store.folder("t/attempt")
    (folder / "metrics.jsonl").write_bytes(b"{}\n")
    assert (folder / "before.txt").read_bytes() == b"0"
    assert list(store.list("t/attempt/")) == ["t/attempt/before.txt", "t/attempt/metrics.jsonl"]
    assert store.read("t/attempt/metrics.jsonl") == b"{}\n"
    store.write("t/attempt/record.json", b"done")
    assert (folder / "record.json").read_bytes() == b"done"
    assert store.upload_tree(folder, "t/attempt", "attempt").files == 3


# --- what only a disk can do ---------------------------------------------------------------


@pytest.fixture
def folder_store(tmp_path: Path) -> FolderStore:
    return FolderStore(tmp_path / "store")


def test_files_and_folders_are_private(folder_store: FolderStore) -> None:
    folder_store.write("t/kind/one.json", b"1")
    folder_store.folder("t/kind/two/three")
    for path in [Path(folder_store.url), *Path(folder_store.url).rglob("*")]:
        if path.name != ".store":
            expected = 0o700 if path.is_dir() else 0o600
            assert stat.S_IMODE(path.stat().st_mode) == expected, path


def test_a_copy_is_the_file_itself_and_hashed_once(folder_store: FolderStore, tree: Path) -> None:
    artifact = folder_store.upload_tree(tree, "t/model", "model")
    path = folder_store.local_copy(artifact)
    assert path == Path(folder_store.url, "t/model")
    # Unreadable content would be seen if it were read again; only its state is looked at.
    before = (path / "b.txt").stat().st_atime_ns
    folder_store.local_copy(artifact)
    assert (path / "b.txt").stat().st_atime_ns == before


def test_a_change_that_keeps_size_and_time_is_still_seen(
    folder_store: FolderStore, tree: Path
) -> None:
    artifact = folder_store.upload_tree(tree, "t/model", "model")
    path = folder_store.local_copy(artifact) / "b.txt"
    before = path.stat()
    path.write_bytes(b"bed")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    with pytest.raises(DataError, match="was changed"):
        folder_store.local_copy(artifact)


def test_links_are_refused(folder_store: FolderStore, tree: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("x")
    (tree / "link").symlink_to(secret)
    with pytest.raises(DataError, match="link is a link or a special file"):
        folder_store.upload_tree(tree, "t/model", "model")


def test_a_writer_killed_halfway_leaves_no_object(folder_store: FolderStore) -> None:
    folder_store.write("t/it", b"old")
    code = (
        "import os, pathlib, signal\n"
        "from residency.adapters.storage import disk\n"
        f"with disk.unfinished(pathlib.Path({folder_store.url!r}, 't')) as (path, stream):\n"
        "    stream.write(b'half'); stream.flush(); os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    assert run_python(code).returncode == -9
    assert list(folder_store.list("")) == ["t/it"]
    assert folder_store.read("t/it") == b"old"


def test_a_full_device_is_explained(tmp_path: Path) -> None:
    """/dev/full answers every write with the operating system's own "no space left"."""
    with (
        pytest.raises(EnvironmentProblem) as caught,
        disk.explained(tmp_path, "t/model/weights.safetensors"),
        os.fdopen(os.open("/dev/full", os.O_WRONLY), "wb", buffering=0) as device,
    ):
        device.write(b"x")
    assert_names_the_disk(
        str(caught.value), disk.mount_of(tmp_path), "t/model/weights.safetensors"
    )
    assert isinstance(caught.value.__cause__, OSError)
    assert caught.value.__cause__.errno == errno.ENOSPC


def test_a_full_disk_leaves_no_partial_object(tmp_path: Path) -> None:
    """A real file system of 1 MiB, in a mount namespace of a child process."""
    code = (
        "import pathlib, sys\n"
        "from residency.adapters.storage.folder import FolderStore\n"
        "from residency.errors import EnvironmentProblem\n"
        "store = FolderStore(pathlib.Path(sys.argv[1]))\n"
        "store.write('t/small', b'old')\n"
        "for write in (store.write, store.put_if_absent):\n"
        "    try: write('t/large', bytes(2**21))\n"
        "    except EnvironmentProblem as problem: print(problem)\n"
        "try: store.write('t/small', bytes(2**21))\n"
        "except EnvironmentProblem: pass\n"
        "assert store.read('t/small') == b'old'\n"
        "print(*store.list(''), sum(1 for p in pathlib.Path(sys.argv[1]).rglob('.tmp-*')))\n"
    )
    mount = 'mount -t tmpfs -o size=1m tmpfs "$0" && exec "$1" -c "$2" "$0"'
    if shutil.which("unshare") is None or subprocess.run(["unshare", "-Urm", "true"]).returncode:
        pytest.skip("this machine lets nobody make a mount namespace: no small disk to fill")
    done = subprocess.run(
        ["unshare", "-Urm", "sh", "-c", mount, str(tmp_path), sys.executable, code],
        env=environment(),
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    *message, listing = done.stdout.splitlines()
    assert_names_the_disk("\n".join(message[:2]), tmp_path, "t/large")
    assert listing == "t/small 0"


def test_a_forbidden_folder_is_explained(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(
        EnvironmentProblem, match=r"cannot write t/it below .*: Not a directory"
    ) as caught:
        FolderStore(tmp_path / "file").write("t/it", b"")
    assert "set RESIDENCY_HOME to one that is" in caught.value.remedy


def assert_names_the_disk(message: str, folder: Path, key: str) -> None:
    assert (
        message.startswith(f"no space left on {disk.mount_of(folder)} (") or str(folder) in message
    )
    assert f"MiB free) while writing {key}\n" in message
    assert "set RESIDENCY_HOME to a folder on a larger disk" in message


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}


def run_python(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code],
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )
