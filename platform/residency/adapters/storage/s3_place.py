"""A place in a bucket: `s3://bucket/prefix`, and the object names of store keys there."""

from __future__ import annotations

import re
from dataclasses import dataclass

from residency.adapters.storage.keys import checked
from residency.errors import EnvironmentProblem

SCHEME = "s3://"
BUCKET = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")


@dataclass(frozen=True, slots=True)
class S3Place:
    """A bucket and the prefix below which all keys of a store lie."""

    bucket: str
    prefix: str = ""  # without `/` at its ends

    @property
    def url(self) -> str:
        """As a person writes it."""
        return f"{SCHEME}{self.bucket}/{self.prefix}".rstrip("/")

    @property
    def root(self) -> str:
        """What every object's name starts with."""
        return f"{self.prefix}/" if self.prefix else ""

    def name(self, key: str) -> str:
        """The object of a store key. Raises ValueError for what is no key."""
        return self.root + checked(key)


def parse_place(url: str) -> S3Place:
    """The place that `s3://bucket/prefix` names. Raises EnvironmentProblem for anything else."""
    bucket, _, prefix = url.removeprefix(SCHEME).partition("/")
    try:
        prefix = checked(prefix.strip("/")) if prefix.strip("/") else ""
    except ValueError:
        bucket = ""
    if not url.startswith(SCHEME) or not BUCKET.fullmatch(bucket):
        raise EnvironmentProblem(
            f"{url!r} names no place in a bucket", "Write it as s3://bucket/prefix."
        )
    return S3Place(bucket, prefix)
