"""What several contract suites share: one MLflow database, since making it takes seconds."""

import pytest

from residency.adapters.mlflow.address import embedded
from residency.adapters.mlflow.connection import Connection


@pytest.fixture(scope="session")
def mlflow_connection(tmp_path_factory: pytest.TempPathFactory) -> Connection:
    """An embedded MLflow. Tests keep apart by the names of their pipelines and models."""
    connection = Connection(embedded(tmp_path_factory.mktemp("mlflow")), pause=0.0)
    connection.check()
    return connection
