"""One bucket's objects below one prefix: requests to S3 with their answers in our words.

A conditional write names itself and those before it in the object's metadata. Where an answer was
lost and the request repeated, S3 refuses the second as if another had been first: the names tell
that it was us, also when another has gone on from what we wrote.
"""

from __future__ import annotations

import hashlib
import time
import uuid
from base64 import b64encode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any, BinaryIO

import boto3
from botocore.config import Config
from botocore.exceptions import (
    ClientError,
    ConnectionClosedError,
    IncompleteReadError,
    ReadTimeoutError,
    ResponseStreamingError,
)

from residency.adapters.storage.s3_errors import code, explained, is_absent, status
from residency.adapters.storage.s3_place import S3Place
from residency.adapters.storage.s3_settings import S3Settings
from residency.errors import StoreConflict

WRITES = "residency-writes"  # names of the last conditional writes, newest first
REMEMBERED = 16  # of them; S3 takes 2 KB of metadata in all
SUPERSEDED = '"superseded"'  # an etag that no object has
BLOCK = 2**20
READS = 5  # of one object, when its content breaks off: botocore repeats requests, not bodies
RACES = 10  # of one conditional write, when S3 says that another is going on (409)
BROKEN = (
    ConnectionClosedError,
    IncompleteReadError,
    ReadTimeoutError,
    ResponseStreamingError,
)


@dataclass(frozen=True, slots=True)
class Listed:
    """An object as a listing tells of it."""

    key: str
    bytes: int
    etag: str


@dataclass(frozen=True, slots=True)
class Found:
    """An object that was read."""

    data: bytes
    etag: str
    age: float  # seconds since it was written, by the server's own clock


def connect(settings: S3Settings) -> Any:
    """A client; makes no request. Safe from any thread."""
    session = boto3.session.Session()  # the default one keeps the first credentials for ever
    return session.client("s3", config=Config(**settings.config()), **settings.client())


class Bucket:
    """Objects by store key. Safe from any thread. Raises EnvironmentProblem where S3 refuses."""

    def __init__(self, place: S3Place, client: Any) -> None:
        self.place = place
        self.client = client

    def read(self, key: str) -> Found:
        """The object; FileNotFoundError where there is none."""
        with explained(self.place, "s3:GetObject"):
            for _ in range(READS - 1):
                try:
                    return self._read(key)
                except BROKEN:
                    continue
            return self._read(key)

    def download(self, key: str, target: BinaryIO) -> tuple[str, int]:
        """Write the object into an open file; its SHA-256 and size in bytes."""
        with explained(self.place, "s3:GetObject"):
            for _ in range(READS - 1):
                try:
                    return self._download(key, target)
                except BROKEN:
                    target.seek(0)
                    target.truncate()
            return self._download(key, target)

    def etag(self, key: str) -> str | None:
        """The object's etag; None where there is none."""
        head = self._head(key)
        return None if head is None else str(head["ETag"])

    def list(self, prefix: str) -> Iterator[Listed]:
        """Objects whose keys start with the prefix, sorted; a console's folder marks left out."""
        pages = self.client.get_paginator("list_objects_v2").paginate(
            Bucket=self.place.bucket, Prefix=self.place.root + prefix
        )
        with explained(self.place, "s3:ListBucket"):
            found = [
                Listed(row["Key"].removeprefix(self.place.root), row["Size"], row["ETag"])
                for page in pages
                for row in page.get("Contents", ())
                if not row["Key"].endswith("/")
            ]
        return iter(sorted(found, key=lambda one: one.key))

    def put(self, key: str, data: bytes) -> str:
        """Create or replace; the new etag."""
        with explained(self.place, "s3:PutObject"):
            return self._put(key, data)

    def put_if_absent(self, key: str, data: bytes) -> str:
        """Create; the new etag. StoreConflict where the key exists."""
        etag = self._conditional(key, data, (), {"IfNoneMatch": "*"})
        if etag is None:
            raise StoreConflict(f"{key} exists already in {self.place.url}")
        return etag

    def put_if_match(self, key: str, data: bytes, etag: str) -> str:
        """Replace what has that etag; the new one. StoreConflict where it has another."""
        found, writes = self._state(key)
        new = None
        if found == etag:
            new = self._conditional(key, data, writes, {"IfMatch": etag})
        if new is None:
            found = self.etag(key)
            raise StoreConflict(
                f"{key} in {self.place.url} holds {found or 'nothing'}, expected {etag}"
            )
        return new

    def refuses_mismatch(self, key: str) -> bool:
        """Whether a write whose condition cannot hold is refused; the key is left without one."""
        if self._conditional(key, b"", (), {"IfMatch": SUPERSEDED}) is None:
            return True
        self.delete(key)
        return False

    def delete(self, key: str) -> None:
        """Remove; nothing happens where there is none."""
        with explained(self.place, "s3:DeleteObject"):
            self.client.delete_object(**self._names(key))

    def written_as(self, key: str, write: str) -> str | None:
        """The etag that a named write gave the object; None where it did not happen.

        SUPERSEDED where it did, and another has written after it.
        """
        etag, writes = self._state(key)
        if write not in writes:
            return None
        return etag if write == writes[0] else SUPERSEDED

    def _state(self, key: str) -> tuple[str | None, tuple[str, ...]]:
        """The object's etag, None where there is none, and the names of its last writes."""
        head = self._head(key)
        if head is None:
            return None, ()
        told = {name.lower(): value for name, value in head["Metadata"].items()}
        return str(head["ETag"]), tuple(told.get(WRITES, "").split())

    def _conditional(
        self, key: str, data: bytes, writes: tuple[str, ...], condition: Mapping[str, str]
    ) -> str | None:
        """The new etag, or None where the condition does not hold. `writes`: those before."""
        write = uuid.uuid4().hex
        names = {WRITES: " ".join((write, *writes[: REMEMBERED - 1]))}
        for race in range(RACES):
            with explained(self.place, "s3:PutObject"):
                try:
                    return self._put(key, data, Metadata=names, **condition)
                except ClientError as error:
                    if status(error) == 412:
                        break
                    if is_absent(error):  # nothing is there to match
                        return None
                    if code(error) != "ConditionalRequestConflict":
                        raise
            time.sleep(0.05 * 2**race)
        return self.written_as(key, write)

    def _put(self, key: str, data: bytes, **more: object) -> str:
        answer = self.client.put_object(
            **self._names(key), Body=data, ContentMD5=content_md5(data), **more
        )
        return str(answer["ETag"])

    def _head(self, key: str) -> dict[str, Any] | None:
        with explained(self.place, "s3:GetObject"):
            try:
                head: dict[str, Any] = self.client.head_object(**self._names(key))
            except ClientError as error:
                if is_absent(error):
                    return None
                raise
        return head

    def _read(self, key: str) -> Found:
        answer = self._get(key)
        return Found(answer["Body"].read(), str(answer["ETag"]), _age(answer))

    def _download(self, key: str, target: BinaryIO) -> tuple[str, int]:
        hashed, size = hashlib.sha256(), 0
        for block in self._get(key)["Body"].iter_chunks(BLOCK):
            hashed.update(block)
            size += target.write(block)
        return hashed.hexdigest(), size

    def _get(self, key: str) -> dict[str, Any]:
        try:
            answer: dict[str, Any] = self.client.get_object(**self._names(key))
        except ClientError as error:
            if is_absent(error):
                raise FileNotFoundError(f"there is no object {key} in {self.place.url}") from None
            raise
        return answer

    def _names(self, key: str) -> dict[str, str]:
        return {"Bucket": self.place.bucket, "Key": self.place.name(key)}


def content_md5(data: bytes) -> str:
    """Content-MD5 (RFC 1864): S3 refuses a body that broke on its way."""
    return b64encode(hashlib.md5(data, usedforsecurity=False).digest()).decode()


def _age(answer: Mapping[str, Any]) -> float:
    """Both times are of the server's clock, in whole seconds. Without its time: just written."""
    date = answer["ResponseMetadata"]["HTTPHeaders"].get("date")
    if date is None:
        return 0.0
    seconds: float = (parsedate_to_datetime(date) - answer["LastModified"]).total_seconds()
    return seconds
