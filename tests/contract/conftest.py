"""What several contract suites share: one MLflow database and one S3, since both take seconds."""

import uuid
from collections.abc import Iterator

import pytest

from residency.adapters.mlflow.address import embedded
from residency.adapters.mlflow.connection import Connection
from residency.adapters.storage.s3_bucket import Bucket, connect
from residency.adapters.storage.s3_place import S3Place
from residency.adapters.storage.s3_settings import s3_settings_from_environment
from tests.s3_server import ALLOWED, BUCKET, S3Server, environment_of, s3_server


@pytest.fixture(scope="session")
def mlflow_connection(tmp_path_factory: pytest.TempPathFactory) -> Connection:
    """An embedded MLflow. Tests keep apart by the names of their pipelines and models."""
    connection = Connection(embedded(tmp_path_factory.mktemp("mlflow")))
    connection.check()
    return connection


@pytest.fixture(scope="session")
def s3() -> Iterator[S3Server]:
    """A real S3 API on loopback; this process is the user who may use one prefix of a bucket."""
    with s3_server() as server, environment_of(server.variables):
        yield server


@pytest.fixture
def bucket(s3: S3Server) -> Bucket:
    """A place in the bucket that no other test uses."""
    place = S3Place(BUCKET, f"{ALLOWED}/{uuid.uuid4().hex}")
    return Bucket(place, connect(s3_settings_from_environment()))
