"""A real S3 API on loopback, with its rights checked: moto's server in a process of its own.

`python -m tests.s3_server` prints its address and serves until its input ends, so that it never
outlives whoever started it. It answers one request at a time: a conditional write is one act, as
on S3 itself (moto compares and writes in two).
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3

ROOT = Path(__file__).resolve().parent.parent
BUCKET = "hospital"
ALLOWED = "allowed"  # the one prefix of the bucket that the user may use
ACTIONS = ("GetObject", "PutObject", "DeleteObject", "AbortMultipartUpload")


@dataclass(frozen=True)
class S3Server:
    """Where it answers, and as whom a test speaks to it."""

    endpoint: str
    access_key: str
    secret: str

    @property
    def variables(self) -> Mapping[str, str]:
        """What a process needs in its environment to be that user."""
        return {
            "AWS_ENDPOINT_URL_S3": self.endpoint,
            "AWS_ACCESS_KEY_ID": self.access_key,
            "AWS_SECRET_ACCESS_KEY": self.secret,
            "AWS_REGION": "us-east-1",
            "AWS_EC2_METADATA_DISABLED": "true",
        }


@contextmanager
def environment_of(variables: Mapping[str, str]) -> Iterator[None]:
    """These variables in this process's environment, and what was there before after it."""
    before = {name: os.environ.get(name) for name in variables}
    os.environ |= variables
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


@contextmanager
def s3_server() -> Iterator[S3Server]:
    """A server with the bucket, and a user who may use one prefix of it and make no bucket."""
    with _process() as endpoint:
        admin: dict[str, Any] = {
            "endpoint_url": endpoint,
            "region_name": "us-east-1",
            "aws_access_key_id": "admin",
            "aws_secret_access_key": "admin",
        }
        _unchecked_actions(endpoint, 4)
        boto3.client("s3", **admin).create_bucket(Bucket=BUCKET)
        iam = boto3.client("iam", **admin)
        iam.create_user(UserName="residency")
        key = iam.create_access_key(UserName="residency")["AccessKey"]
        iam.put_user_policy(
            UserName="residency", PolicyName="home", PolicyDocument=json.dumps(_policy())
        )
        yield S3Server(endpoint, key["AccessKeyId"], key["SecretAccessKey"])


def _policy() -> Mapping[str, object]:
    listing = {
        "Effect": "Allow",
        "Action": ["s3:ListBucket", "s3:ListBucketMultipartUploads"],
        "Resource": f"arn:aws:s3:::{BUCKET}",
    }
    objects = {
        "Effect": "Allow",
        "Action": [f"s3:{action}" for action in ACTIONS],
        "Resource": f"arn:aws:s3:::{BUCKET}/{ALLOWED}/*",
    }
    return {"Version": "2012-10-17", "Statement": [listing, objects]}


def _unchecked_actions(endpoint: str, number: int) -> None:
    """How many actions go through before rights are checked: those that set the rights up."""
    request = urllib.request.Request(
        f"{endpoint}/moto-api/reset-auth", str(number).encode(), {"Content-Type": "text/plain"}
    )
    with urllib.request.urlopen(request):
        pass


@contextmanager
def _process() -> Iterator[str]:
    command = [sys.executable, "-W", "ignore", "-m", "tests.s3_server"]
    with subprocess.Popen(
        command,
        cwd=ROOT,
        env={**os.environ, "INITIAL_NO_AUTH_ACTION_COUNT": "0"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            yield process.stdout.readline().strip()
        finally:
            process.stdin.close()
            process.wait(20)


def _serve() -> None:
    from moto.moto_server.werkzeug_app import (
        DomainDispatcherApplication,
        MotoRequestHandler,
        create_backend_app,
    )
    from werkzeug.serving import make_server

    application = DomainDispatcherApplication(create_backend_app)
    one_at_a_time = threading.Lock()

    def answer(environ: Any, start_response: Any) -> Any:
        with one_at_a_time:
            return application(environ, start_response)

    server = make_server("127.0.0.1", 0, answer, threaded=True, request_handler=MotoRequestHandler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    sys.stdout.write(f"http://127.0.0.1:{server.server_port}\n")
    sys.stdout.flush()
    sys.stdin.read()


if __name__ == "__main__":
    _serve()
