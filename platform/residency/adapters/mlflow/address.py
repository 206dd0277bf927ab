"""Where runs are tracked. Imports nothing of MLflow."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

DATABASE = "mlflow.db"
ARTIFACTS = "artifacts"


@dataclass(frozen=True, slots=True)
class Address:
    """A tracking address, and where artifacts go when no server decides that."""

    uri: str  # "sqlite:///..." or "http(s)://..."
    artifacts: Path | None = None  # None: the server's choice

    @property
    def database(self) -> Path | None:
        """The SQLite file of an embedded address."""
        path = self.uri.removeprefix("sqlite:///")
        return None if path == self.uri else Path(path)

    @property
    def is_server(self) -> bool:
        """Whether a server answers at the address."""
        return self.uri.startswith(("http://", "https://"))


def embedded(folder: Path) -> Address:
    """The address of a database in a folder of this machine; nothing is made yet."""
    place = folder.absolute()
    return Address(uri=f"sqlite:///{place / DATABASE}", artifacts=place / ARTIFACTS)
