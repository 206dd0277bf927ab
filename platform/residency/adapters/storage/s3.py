"""A store in a bucket on S3. What needs a path gets one in a local folder beside it.

An object appears by one request, so nobody ever reads half of one. What a step writes into its
`folder` is in the store once `upload_tree` has put it there; a step's record names what was put,
by digest, and is written after it, so that a step killed in between has left no record.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import TypeVar

from residency.adapters.storage import disk
from residency.adapters.storage.copies import Copies
from residency.adapters.storage.keys import below, checked, checked_prefix
from residency.adapters.storage.manifest import Entry, file_artifact, folder_artifact
from residency.adapters.storage.s3_bucket import Bucket, Listed
from residency.adapters.storage.s3_upload import PART, Uploaded, upload
from residency.adapters.storage.tree import differs, files, missing, refuse_link
from residency.errors import DataError, EnvironmentProblem
from residency.plan.record import Artifact

THREADS = 8  # transfers of one tree that go on at once
PROBE = "probe"  # a key that is never written

Item = TypeVar("Item")
Result = TypeVar("Result")


class S3Store:
    """Implements the Store port. Safe from any thread and process."""

    def __init__(self, bucket: Bucket, local: Path, part: int = PART) -> None:
        """`local`: where working folders and copies lie; `part`: bytes of one upload at most."""
        self._bucket = bucket
        self._work = local.absolute() / "work"
        self._copies = Copies(local.absolute() / "copies")
        self._part = part
        self._digests: dict[tuple[str, str], tuple[str, int]] = {}  # of (key, etag)
        self._lock = threading.Lock()

    @property
    def url(self) -> str:
        """The bucket and the prefix in it."""
        return self._bucket.place.url

    def check(self) -> None:
        """Raise EnvironmentProblem where the bucket cannot be used; writes nothing.

        It must be there, let us list and write, and honour a condition on a write.
        """
        next(self._bucket.list(PROBE), None)
        if not self._bucket.refuses_mismatch(PROBE):
            raise unconditional(self.url)

    def read(self, key: str) -> bytes:
        """The object; FileNotFoundError where there is none."""
        return self._bucket.read(key).data

    def write(self, key: str, data: bytes) -> None:
        """Create or replace, atomically."""
        self._bucket.put(key, data)

    def list(self, prefix: str) -> Iterator[str]:
        """Keys that start with the prefix, sorted."""
        return (found.key for found in self._bucket.list(checked_prefix(prefix)))

    def exists(self, key: str) -> bool:
        """Whether there is an object of that key."""
        return self._bucket.etag(key) is not None

    def delete(self, key: str) -> None:
        """Remove; nothing happens where there is none."""
        self._bucket.delete(key)

    def put_if_absent(self, key: str, data: bytes) -> None:
        """Create; StoreConflict where the key exists. Exactly one of several writers succeeds."""
        self._bucket.put_if_absent(key, data)

    def put_if_match(self, key: str, data: bytes, etag: str) -> None:
        """Replace what has that etag; StoreConflict where it has another or is gone."""
        self._bucket.put_if_match(key, data, etag)

    def etag(self, key: str) -> str:
        """S3's own etag; FileNotFoundError where there is none. It is no digest of ours."""
        found = self._bucket.etag(key)
        if found is None:
            raise FileNotFoundError(f"there is no object {key} in {self.url}")
        return found

    def upload_tree(self, folder: Path, key: str, name: str) -> Artifact:
        """Put a folder or file below the key, in place of what was there, and describe it."""
        if not folder.exists():
            raise FileNotFoundError(f"{folder} is to be stored as {key}, and does not exist")
        if folder.is_file():
            put = {"": self._upload(folder, key)}
            artifact = file_artifact(name, key, _entry("", put[""]))
        else:
            before = {found.key for found in self._bucket.list(f"{checked(key)}/")}
            put = self._upload_all(folder, key)
            for left_over in before - {below(key, path) for path in put}:
                self.delete(left_over)
            artifact = folder_artifact(name, key, [_entry(*one) for one in put.items()])
        self._copies.seed(folder, artifact, {path: one.etag for path, one in put.items()})
        return artifact

    def describe(self, key: str, name: str) -> Artifact:
        """Describe what lies at the key already, by reading it: an object or all below it."""
        listing = self._listing(key)
        if not listing:
            raise FileNotFoundError(f"there is neither an object nor a folder {key} in {self.url}")
        entries = _each(lambda item: self._digest(*item), listing.items())
        if "" in listing:
            return file_artifact(name, key, entries[0])
        return folder_artifact(name, key, entries)

    def local_copy(self, artifact: Artifact, *, verify: bool = True) -> Path:
        """A copy on this disk; DataError where it is gone or its digest differs.

        Fetched once, and again only where the listing tells of other objects than before.
        """
        listing = self._listing(artifact.uri)
        place = f"{self.url}/{artifact.uri}"
        if not listing:
            raise missing(artifact, place)
        origin = {path: found.etag for path, found in listing.items()}
        copy = self._copies.find(artifact, origin)
        if copy is not None:
            return copy
        if verify:
            _refuse_other_sizes(artifact, listing, place)
        with self._space(artifact.uri), self._copies.unfinished() as folder:
            self._fetch_all(listing, folder / artifact.uri.rpartition("/")[2])
            found = self._copies.describe(folder, artifact.uri, artifact.name)
            if verify and found.sha256 != artifact.sha256:
                raise differs(artifact, found, place)
            return self._copies.keep(folder, found, origin)

    def folder(self, key: str) -> Path:
        """A local folder for what belongs to the key; `upload_tree` puts it into the bucket."""
        path = self._work / checked(key)
        with self._space(key):
            disk.make_folder(path)
        return path

    def _listing(self, key: str) -> Mapping[str, Listed]:
        """Path below the key -> object; the path is empty where the key is an object itself."""
        found = {one.key: one for one in self._bucket.list(checked(key))}
        if key in found:
            return {"": found[key]}
        start = f"{key}/"
        return {k.removeprefix(start): one for k, one in found.items() if k.startswith(start)}

    def _upload(self, path: Path, key: str) -> Uploaded:
        refuse_link(path)
        return upload(self._bucket, path, key, self._part)

    def _upload_all(self, folder: Path, key: str) -> dict[str, Uploaded]:
        paths = [path.relative_to(folder).as_posix() for path in files(folder)]
        put = _each(lambda path: self._upload(folder / path, below(key, path)), paths)
        return dict(zip(paths, put, strict=True))

    def _fetch_all(self, listing: Mapping[str, Listed], target: Path) -> None:
        places = [(found, _inside(target, path)) for path, found in listing.items()]
        _each(lambda one: self._fetch(*one), places)

    def _fetch(self, found: Listed, path: Path) -> None:
        disk.make_folder(path.parent)
        with path.open("xb") as stream:
            self._bucket.download(found.key, stream)
            disk.flush(stream)

    def _digest(self, path: str, found: Listed) -> Entry:
        with self._lock:
            known = self._digests.get((found.key, found.etag))
        if known is None:
            known = self._bucket.download(found.key, _Nowhere())
            with self._lock:
                self._digests[found.key, found.etag] = known
        return Entry(path=path, sha256=known[0], bytes=known[1])

    @contextmanager
    def _space(self, key: str) -> Iterator[None]:
        with disk.explained(self._work.parent, key, variable="RESIDENCY_CACHE"):
            yield


class _Nowhere(BytesIO):
    """Takes what is only to be hashed."""

    def write(self, data: object) -> int:
        assert isinstance(data, bytes)
        return len(data)


def unconditional(url: str) -> EnvironmentProblem:
    """The error for a service that writes whatever the condition is."""
    return EnvironmentProblem(
        f"{url} does not honour conditions on writes (If-Match, If-None-Match): two runs could "
        "take one lock, and one could overwrite the other's record",
        "Use a service that does: S3 itself, or a current MinIO or Ceph.",
    )


def _each(work: Callable[[Item], Result], items: Iterable[Item]) -> list[Result]:
    """Results in order, several at once; after a failure no further one begins."""
    with ThreadPoolExecutor(THREADS, thread_name_prefix="s3") as pool:
        try:
            return list(pool.map(work, items))
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _entry(path: str, put: Uploaded) -> Entry:
    return Entry(path=path, sha256=put.sha256, bytes=put.bytes)


def _inside(target: Path, path: str) -> Path:
    """Whoever can write to the bucket must not write elsewhere on this disk."""
    try:
        return target / checked(path) if path else target
    except ValueError as error:
        raise DataError(
            f"an artifact holds an object whose name is no key of ours: {path!r}",
            "Somebody else wrote it: remove it from the bucket.",
        ) from error


def _refuse_other_sizes(artifact: Artifact, listing: Mapping[str, Listed], place: str) -> None:
    """What a listing tells already need not be fetched."""
    count, size = len(listing), sum(found.bytes for found in listing.values())
    if (count, size) != (artifact.files, artifact.bytes):
        found = Artifact(name=artifact.name, uri=artifact.uri, sha256="?", bytes=size, files=count)
        raise differs(artifact, found, place)
