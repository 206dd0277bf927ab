"""The quickstart's plan on a bench: executed without any machinery."""

from pathlib import Path

import pytest

from residency.adapters.storage.memory import MemoryStore
from residency.plan.resolve import Facts, resolve
from residency.spec.loader import load_pipeline
from tests.flow_bench import Bench


@pytest.fixture
def bench(repository: Path) -> Bench:
    loaded = load_pipeline(repository / "pipelines/quickstart/pipeline.yaml")
    facts = Facts({"pydicom": "a", "dictionary": "b"}, "k1", {"torch": "2.13.0"})
    return Bench(resolve(loaded, facts), MemoryStore(), {}, [])
