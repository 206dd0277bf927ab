"""One file's way into a bucket: in one piece, or in parts where it is large."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from botocore.exceptions import BotoCoreError, ClientError

from residency.adapters.storage.manifest import digest
from residency.adapters.storage.s3_bucket import WRITES, Bucket, content_md5
from residency.adapters.storage.s3_errors import explained, is_absent

PART = 16 * 2**20  # bytes; a file up to this size goes in one piece
PARTS = 10_000  # S3's own limit for one object


@dataclass(frozen=True, slots=True)
class Uploaded:
    """What was put, as it was read on the way."""

    sha256: str
    bytes: int
    etag: str


def upload(bucket: Bucket, path: Path, key: str, part: int = PART) -> Uploaded:
    """Put a file; whoever reads the key sees all of it or none. Raises EnvironmentProblem."""
    size = path.stat().st_size
    if size <= part:
        data = path.read_bytes()
        return Uploaded(digest(data), len(data), bucket.put(key, data))
    with explained(bucket.place, "s3:PutObject"), path.open("rb") as stream:
        return _Parts(bucket, key).send(stream, max(part, -(-size // PARTS)))


class _Parts:
    """An upload in parts; what was sent is taken back where it does not end well."""

    def __init__(self, bucket: Bucket, key: str) -> None:
        self._bucket, self._client, self._key = bucket, bucket.client, key
        self._object = {"Bucket": bucket.place.bucket, "Key": bucket.place.name(key)}
        self._write = uuid.uuid4().hex
        answer = self._client.create_multipart_upload(
            **self._object, Metadata={WRITES: self._write}
        )
        self._upload = {**self._object, "UploadId": answer["UploadId"]}

    def send(self, stream: BinaryIO, part: int) -> Uploaded:
        hashed, size, sent = hashlib.sha256(), 0, []
        try:
            for number, data in enumerate(_blocks(stream, part), 1):
                hashed.update(data)
                size += len(data)
                answer = self._client.upload_part(
                    **self._upload, PartNumber=number, Body=data, ContentMD5=content_md5(data)
                )
                sent.append({"PartNumber": number, "ETag": answer["ETag"]})
            etag = self._complete({"Parts": sent})
        except BaseException:
            with suppress(BotoCoreError, ClientError):  # what went wrong first is to be told
                self._client.abort_multipart_upload(**self._upload)
            raise
        return Uploaded(hashed.hexdigest(), size, etag)

    def _complete(self, parts: dict[str, list[dict[str, object]]]) -> str:
        try:
            answer = self._client.complete_multipart_upload(**self._upload, MultipartUpload=parts)
        except ClientError as error:
            # Completed before, where that answer was lost and the request repeated.
            etag = self._bucket.written_as(self._key, self._write) if is_absent(error) else None
            if etag is None:
                raise
            return etag
        return str(answer["ETag"])


def _blocks(stream: BinaryIO, size: int) -> Iterator[bytes]:
    while block := stream.read(size):
        yield block
